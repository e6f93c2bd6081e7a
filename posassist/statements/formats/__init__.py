"""One file a format that is no table; none knows another."""

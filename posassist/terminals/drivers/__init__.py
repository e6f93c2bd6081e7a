"""One file a protocol; each only reads."""

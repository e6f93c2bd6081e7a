"""The books, the vault of kept originals and the append-only log."""

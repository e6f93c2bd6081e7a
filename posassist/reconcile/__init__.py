"""Pure comparison: kernel, deposits, findings, diagnosis. No file, port or database."""

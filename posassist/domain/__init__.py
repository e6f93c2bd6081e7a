"""The field's nouns: frozen records, no files, no ports, no clock."""

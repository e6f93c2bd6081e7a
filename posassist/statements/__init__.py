"""Files of providers, banks and cash desks, read into the words of the field."""

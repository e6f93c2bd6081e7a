"""What every room stands on: errors, card masking, folders, words, log, settings."""

"""Finds the card takings that did not arrive, and prints what gets them back."""

__version__ = "0.1.0"

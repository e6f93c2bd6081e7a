"""What the owner can do: one verb a file, each a function whose first argument is the shop."""

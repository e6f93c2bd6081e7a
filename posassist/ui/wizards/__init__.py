"""What leads the owner through a few questions, inside a screen."""

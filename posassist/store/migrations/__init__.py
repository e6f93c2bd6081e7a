"""How older books become today's: frozen steps that import nothing of ours."""

"""Reading a counter terminal: port, capture, framing, drivers, and a simulator. Nothing is sold."""

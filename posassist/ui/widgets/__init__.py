"""The few parts every screen is made of."""

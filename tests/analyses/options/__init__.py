"""Options beside one another."""

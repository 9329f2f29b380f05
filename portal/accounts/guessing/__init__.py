"""Limits on guesses of passwords and codes."""

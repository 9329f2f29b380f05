"""Revisions as they are read."""

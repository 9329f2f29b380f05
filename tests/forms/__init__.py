"""Walks that find every form and every link by themselves."""

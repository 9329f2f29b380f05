"""What somebody does next: one table of what can stand open, and one function that orders it."""

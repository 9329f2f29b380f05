"""The steps of an analysis: their pages, parts and progress."""

"""Steps of an analysis: their pages, parts and progress."""

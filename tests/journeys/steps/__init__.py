"""Steps of an analysis in a browser: rows that begin, lists that are pasted."""

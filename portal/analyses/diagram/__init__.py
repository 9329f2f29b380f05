"""The picture of an analysis: what stands in it, and where."""

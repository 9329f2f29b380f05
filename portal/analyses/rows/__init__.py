"""Rows of an analysis: read, written, merged, shown."""

"""A story as a document, and its files: PDF and Word."""

"""Review of an analysis: submission, comments, verdict."""

"""The programme across organisations: progress, never content."""

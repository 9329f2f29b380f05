"""Our story: an analysis told in sentences that people edit, and its files for others."""

"""A coach's review: drafts, verdicts, rubric, checklist."""

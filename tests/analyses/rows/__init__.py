"""Rows of an analysis: their fields, merging, evidence and milestones."""

"""Coaches for a project: what it needs, who fits, what was decided against advice."""

"""Measures the portal against a "hello" view of the same server in the same run."""

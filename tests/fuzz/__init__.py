"""Sends whatever can be sent to every route: bounded, seeded, the same in each run."""

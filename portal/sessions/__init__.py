"""Coaching sessions: the log, what was agreed in them, what comes next."""

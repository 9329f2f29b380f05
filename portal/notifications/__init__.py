"""The outbox: every mail is a row."""

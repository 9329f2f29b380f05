"""Progress reports compiled from a frozen snapshot."""

"""The parts of which migrations are made."""

"""The seven-step analysis and its rows."""

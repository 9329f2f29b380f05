"""What a phone keeps while there is no line."""

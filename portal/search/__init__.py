"""Search: for everybody, over what they may read."""

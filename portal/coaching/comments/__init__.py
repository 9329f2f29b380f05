"""Comments on a revision, and the talk below them."""

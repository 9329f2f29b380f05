"""Who read what: which answers count, who is told of them, and that nobody changes a line."""

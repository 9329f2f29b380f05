"""Search: what is found, by whom, where it opens, and what is never found."""

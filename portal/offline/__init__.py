"""What a phone keeps while there is no line: its key, its words, the pages and the script of it."""

"""What others did since somebody last looked, read from the records that exist."""

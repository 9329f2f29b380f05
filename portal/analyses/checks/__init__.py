"""What is missing, what could harm somebody, and what is worth a question."""

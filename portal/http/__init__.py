"""What is read of a request: its body, its values, its token, where it comes from."""

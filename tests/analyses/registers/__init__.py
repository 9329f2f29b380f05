"""What is written as time goes by."""

"""What is printed and downloaded in the browser."""

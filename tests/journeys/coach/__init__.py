"""What coaches do in the browser."""

"""What is answered where something failed or came too late."""

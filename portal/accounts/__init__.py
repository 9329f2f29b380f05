"""People, sign-in and invitations."""

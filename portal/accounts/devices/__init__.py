"""The devices somebody is signed in with, and their sessions."""

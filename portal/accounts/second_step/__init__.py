"""The second step of a sign-in: an app's codes, passkeys, recovery codes."""

"""A finished example that everybody may read: made up, and read from a file."""

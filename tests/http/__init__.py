"""Tests of who is here and what is read of a request."""

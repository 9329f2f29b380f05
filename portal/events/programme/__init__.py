"""Announced events as organisations and coaches read them, and as anybody prints them."""

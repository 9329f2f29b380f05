"""Journeys that follow nothing but what a page says to do next."""

"""Tests of the network's events."""

"""Tests of files as evidence."""

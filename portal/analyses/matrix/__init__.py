"""The test matrix: each option against what it could act on."""

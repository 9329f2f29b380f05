"""Workshops that an organisation's people took part in."""

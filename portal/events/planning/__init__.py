"""The network's events: days, place and agenda, planned by coordinators."""

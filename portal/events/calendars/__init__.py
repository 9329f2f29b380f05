"""The network's events as calendars: feeds at secret addresses that can be withdrawn."""

"""Plants bugs of kinds that were once there, to see that tests catch them."""

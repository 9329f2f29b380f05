"""A portal for a network of NGOs that adopt Do No Harm."""

"""Files as evidence: taken in, cleaned in a process of its own, kept under generated names."""

"""Who is invited to an event of the network, and whom their organisations register."""

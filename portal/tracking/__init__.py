"""What changes over time: check-ins of dividers and connectors, and new rounds of an analysis."""

"""Who opened which analysis, and when."""

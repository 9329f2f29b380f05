"""Projects, their stages and the milestone ledger."""

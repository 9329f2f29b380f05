"""Who coaches whom and how well: profiles, fit, requests, handovers, notes, ratings, records."""

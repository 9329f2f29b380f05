"""Options: their states moved, compared, followed from one to its successor."""

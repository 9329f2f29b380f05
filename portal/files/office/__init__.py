"""Office files made harmless: judged by what leads to each part, packed anew."""

"""Forms that outlive their session, their cookies and their language."""

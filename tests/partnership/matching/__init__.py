"""Who could coach a project, and what stands between them."""

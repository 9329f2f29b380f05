"""What surrounds the portal: its settings, its log and its servers."""

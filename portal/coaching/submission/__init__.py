"""An analysis sent to its coach."""

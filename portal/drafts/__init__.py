"""What somebody wrote in a form that was not taken: kept for them, and put back into the form."""

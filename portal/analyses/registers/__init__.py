"""What is written as time goes by: changes, ratings, lessons."""

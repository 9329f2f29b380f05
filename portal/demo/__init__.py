"""A demo network told after the minutes of a 2019 community practice forum."""

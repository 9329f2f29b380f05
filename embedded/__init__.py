"""What `make run` and the tests bring along: a database, a broker, a mail sink, a supervisor."""

"""What the benchmarks of the push share: a database, people who can be written to, a receiver."""

"""What the benchmarks of the night share: the files that a day brings."""

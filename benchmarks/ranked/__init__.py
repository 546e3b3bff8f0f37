"""Measures and folders that the ranking benchmarks share."""

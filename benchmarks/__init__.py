"""Benchmarks: one file each, one output form for all (`python -m benchmarks NAME`)."""

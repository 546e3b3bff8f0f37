"""Faults of a real machine, with real processes: killed, cut off, full, damaged; `pytest -m faults`."""

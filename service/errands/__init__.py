"""Errands: long work that a page starts, that goes on without it, and that can be found again."""

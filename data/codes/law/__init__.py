"""Dated rules of law: TOML tables with document numbers, and the code that reads them."""

"""Hostile input: a stocked service, and what nobody of good will would send to it."""

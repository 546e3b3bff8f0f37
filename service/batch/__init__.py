"""Everybody at once: resumable runs over a snapshot's parts."""

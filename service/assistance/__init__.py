"""Use cases of assistance: policies, recognition, tags, and personal help."""

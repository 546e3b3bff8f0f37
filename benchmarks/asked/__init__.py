"""The other half of the benchmark `api`: a service to ask, and many who ask it at once."""

"""The other half of the benchmark `search`: whole pages as a browser gets them."""

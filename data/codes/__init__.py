"""Code lists: dated tables with their sources, and small readers that load each of them once."""

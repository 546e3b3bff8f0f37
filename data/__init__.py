"""The ground: words, storage, sources."""

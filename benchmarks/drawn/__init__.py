"""Markets drawn for measuring: large, seeded, shaped like the real ones."""

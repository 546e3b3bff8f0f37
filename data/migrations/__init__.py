"""How the tables came to be, step by step, the same on both databases."""

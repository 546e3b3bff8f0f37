"""Values in, values out: index, words, matching, law."""

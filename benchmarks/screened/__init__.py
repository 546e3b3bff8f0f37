"""What pictures of every page are taken of: a small demonstration in which something has happened."""

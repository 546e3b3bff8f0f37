"""What people and systems touch."""

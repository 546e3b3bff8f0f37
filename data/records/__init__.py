"""What is asked of the store: one file a table family, one named function a question."""

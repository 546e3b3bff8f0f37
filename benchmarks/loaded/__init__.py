"""What `load` is made of: a file of everybody, and those who merely insert its rows."""

"""What the law says about a worker: dated rules, three-valued, with evidence."""

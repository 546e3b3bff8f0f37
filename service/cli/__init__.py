"""The command line: one file a command, one way to print."""

"""`songgang`: the first seconds of a command, in which its modules are read and nothing is under way."""

import signal
from importlib import import_module


def main() -> None:
    """Read the program and run it; while it is read, Ctrl-C ends it without a traceback."""
    interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)
    program = import_module("service.cli.main")
    signal.signal(signal.SIGINT, interrupted)
    program.main()

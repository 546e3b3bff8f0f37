"""Entry of `python -m training`: Ctrl-C ends it without a traceback, and whoever started it says so."""

import signal
import sys
from importlib import import_module

# While the modules are read nothing is under way: a signal may end that at once.
interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)
run = import_module("training.run")
signal.signal(signal.SIGINT, interrupted)
try:
    sys.exit(run.main(sys.argv[1:]))
except KeyboardInterrupt:
    sys.exit(130)

"""Entry of `python -m training`."""

import sys

from training.run import main

sys.exit(main(sys.argv[1:]))

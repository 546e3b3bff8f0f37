"""Tests; one thread for the compiled libraries, because two that wait for each other are slower than one."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

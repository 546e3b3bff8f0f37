"""Ctrl-C ends a command at any moment without a traceback."""

import os
import select
import signal
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
from importlib.abc import MetaPathFinder

class Slow(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            os.write(1, b"reading")
            while True:
                pass

sys.meta_path.insert(0, Slow())
{start}
"""
STARTS = {
    "service.cli.main": "from service.cli.starting import main; main()",
    "training.run": "import runpy; runpy.run_module('training', run_name='__main__')",
}


@pytest.mark.parametrize("module", STARTS)
def test_while_a_program_is_read_it_ends_without_a_word(module: str) -> None:
    program = PROGRAM.format(module=module, start=STARTS[module])
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    select.select([child.stdout], [], [])
    os.kill(child.pid, signal.SIGINT)
    told, complaint = child.communicate()
    assert (told, complaint) == (b"reading", b"")
    assert child.returncode == -signal.SIGINT

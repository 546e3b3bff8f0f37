"""How a test run goes about its work: in how many processes, in which order, with what read beforehand."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WARMING: list[subprocess.Popen[bytes]] = []


def pytest_configure(config: pytest.Config) -> None:
    """A process that only hands tests to others needs no fixtures, nor the thousand modules behind them.

    Unless lines are counted: those that run as a module is read are counted there, before the others begin.
    """
    hands_out = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if not hands_out or config.getoption("cov_source", None):
        for name in ("tests.fixtures", "tests.service.nights"):
            config.pluginmanager.import_plugin(name)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: each waits a quarter of its time for a database, a browser or a child."""
    return min(os.cpu_count() or 1, 4) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Two processes would compile the search at the same time: this one, which waits for them, has it done."""
    WARMING.append(subprocess.Popen([sys.executable, "-m", "tests.warming"], cwd=ROOT))


def pytest_unconfigure() -> None:
    """Leave no process behind."""
    while WARMING:
        WARMING.pop().wait()


EARLY = ("training", "test_index_estimator.py", "data", "test_journey.py", "test_demo.py")
"""Files and folders that begin first: long ones at the end would be waited for, and those of the index and of
the store need no search, which is compiled meanwhile."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of `EARLY`, then all others."""
    places = {name: place for place, name in enumerate(EARLY)}

    def turn(item: pytest.Item) -> int:
        parts = item.path.relative_to(ROOT).parts
        return min(places.get(part, len(EARLY)) for part in parts)

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What has been imported by now stays: whoever looks for garbage need not look through it each time."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--hostile N`: how many hostile files and requests the suite of that name generates in all."""
    parser.addoption("--hostile", type=int, default=500, metavar="N", help="hostile cases in all")

"""Compiles the search once for all processes of a test run, which begin with other things: `python -m tests.warming`."""

import fcntl
from pathlib import Path

import numpy as np

from models.matching.allocation import allocate
from models.matching.engine import Engine
from models.matching.market import encode_vacancies
from models.matching.programmes import encode_programmes, everybody
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from tests.builders import TODAY, programmes, vacancy, worker

TURN = Path(__file__).parent / "__pycache__" / "warming.lock"


def main() -> None:
    """One process compiles: the search, for which others wait, then what few need early."""
    TURN.parent.mkdir(exist_ok=True)
    with TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        search()
    courses()
    places()


def finished() -> None:
    """Wait for whoever compiles now; nobody begins."""
    TURN.parent.mkdir(exist_ok=True)
    with TURN.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_SH)


def search() -> None:
    """One worker and one vacancy look for each other."""
    market = encode_vacancies(vacancy(), TODAY)
    seeker = encode_workers(worker(), market)
    Engine(market, COLD_START).top(seeker)
    Workforce(seeker, market, COLD_START).best(0)


def courses() -> None:
    """One worker looks for a course."""
    market = encode_vacancies(vacancy(), TODAY)
    everybody(encode_workers(worker(), market), encode_programmes(programmes([{}]), market))


def places() -> None:
    """One of two gets the only place."""
    allocate(np.zeros((2, 1), np.int32), np.ones((2, 1)), np.ones(1, np.int64))


if __name__ == "__main__":
    main()

"""Compiles the search once for all processes of a test run, which begin with other things: `python -m tests.warming`."""

import fcntl
from pathlib import Path

from models.matching.engine import Engine
from models.matching.market import encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from tests.builders import TODAY, vacancy, worker

TURN = Path(__file__).parent / "__pycache__" / "warming.lock"


def main() -> None:
    """One process compiles, whoever else asks waits and then finds it done."""
    TURN.parent.mkdir(exist_ok=True)
    with TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        search()


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


if __name__ == "__main__":
    main()

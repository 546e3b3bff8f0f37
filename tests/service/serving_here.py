"""A web service of its own process for tests that stop one: `python -m tests.service.serving_here HOME PORT`."""

import os
import sys
from pathlib import Path

from service.app import create_app
from service.config import Limits, Settings
from service.operating.logs import configure_logs
from service.operating.metrics import share_between_processes
from service.serving import serve
from service.warming import warm
from tests.service.stocked import NOW, opened

TOKEN = "figures-of-all-processes"


def main(home: Path, port: int) -> None:
    """Serve what lies in the home, at the tests' moment, with two processes."""
    store = opened(home)
    # At a moment that stands still no bucket fills again: here nobody is counted.
    config = Settings(
        home=home,
        database_url=store.url,
        port=port,
        drain_seconds=5,
        metrics_token=TOKEN,
        limits=Limits(token=0, address=0),
    )
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(home / "figures")
    share_between_processes(home / "figures")
    configure_logs()
    serve(lambda: create_app(config, store, clock=lambda: NOW), config, processes=2, warm=warm)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Few vacancies for many people, so that places are scarce, after one night."""

from datetime import date
from pathlib import Path

from data.opening import open_with_keys
from data.store import Store
from data.synthetic import write_market
from models.matching.allotment import Policy
from service.batch.day import score_day
from service.config import Settings
from service.demo import noon
from service.importing import Intake, Kind, take
from tests.data.importing import quiet

AS_OF = date(2026, 11, 23)
POLICY = Policy(per_place=1)


def scarce_night(home: Path) -> tuple[Settings, Store, Path]:
    """A home with the night behind it, its open store, and the folder of the scores."""
    config = Settings(home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=noon(AS_OF))
    market = write_market(home / "market", 1_200, 60, seed=5, as_of=AS_OF)
    intake = Intake(store, AS_OF, noon(AS_OF), config.reports, quiet)
    for kind, path in (
        (Kind.WORKERS, market.workers[0]),
        (Kind.VACANCIES, market.vacancies),
        (Kind.PROGRAMMES, market.programmes),
    ):
        take(intake, kind, path)
    done = score_day(config, store, AS_OF, processes=1, report=quiet, policy=POLICY)
    return config, store, done.folder

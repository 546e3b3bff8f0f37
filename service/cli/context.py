"""What commands share: the settings, an opened and migrated store, and errors as one sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from data.importers.readers import UnreadableFile
from data.store import Store, StoreUnreachable, migrate, open_store
from models.bundle import BadBundle
from service.cli.output import fail
from service.config import Settings, settings_from
from service.demo import NotADemo
from service.errors import Problem
from service.training import TrainingFailed


def settings() -> Settings:
    """The settings of this process; a wrong one ends the command."""
    try:
        return settings_from(os.environ)
    except ValueError as error:
        fail(str(error))


def store_of(config: Settings) -> Store:
    """The store, with every migration applied; an unreachable one ends the command."""
    config.home.mkdir(parents=True, exist_ok=True)
    with one_sentence():
        store = open_store(config.database_url)
        migrate(store)
        return store


@contextmanager
def one_sentence() -> Iterator[None]:
    """Let what an operator can mend end the command with a sentence and exit code 2."""
    try:
        yield
    except (
        UnreadableFile,
        StoreUnreachable,
        BadBundle,
        NotADemo,
        Problem,
        TrainingFailed,
    ) as error:
        fail(str(error))

"""A turn over a whole database belongs to one holder, and is free when its connection is."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.store import open_store, transaction
from data.turns import NIGHT, alone


def test_a_turn_is_anothers_only_when_it_has_been_given_back(postgres_url: str) -> None:
    here, there = open_store(postgres_url), open_store(postgres_url)
    with alone(here, NIGHT) as mine, alone(there, NIGHT) as theirs, alone(there, NIGHT + 1) as own:
        assert (mine, theirs, own) == (True, False, True)
    with alone(there, NIGHT) as theirs:
        assert theirs
    here.engine.dispose()
    there.engine.dispose()


def test_a_server_that_refuses_a_turn_is_heard_as_it_is(postgres_url: str) -> None:
    store = open_store(postgres_url)
    beyond_any_number = 2**70
    with pytest.raises(DBAPIError), alone(store, beyond_any_number):
        pass
    with alone(store, NIGHT) as mine:
        assert mine
    store.engine.dispose()


def test_a_turn_whose_connection_was_cut_ends_without_a_word(postgres_url: str) -> None:
    here, there = open_store(postgres_url), open_store(postgres_url)
    cut = (
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with alone(here, NIGHT) as mine:
        assert mine
        with transaction(there) as db:
            db.execute(sa.text(cut))
        with alone(there, NIGHT) as theirs:
            assert theirs
    here.engine.dispose()
    there.engine.dispose()

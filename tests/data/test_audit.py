"""The audit trail: whoever writes, it has no gap; whatever is changed or removed, it shows."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import audit
from data.records.audit import Act
from data.store import Store, reading, transaction
from data.tables_audit import audit_acts
from tests.service.stocked import opened

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_acts_come_back_newest_first_and_by_what_is_asked(store: Store) -> None:
    with transaction(store) as db:
        audit.record(db, Act("cli:op", "token_created", "t1", facts={"scopes": ["read"]}), NOW)
        audit.record(db, Act("token:t1", "identity_revealed", "W1", "联系本人"), NOW)
        audit.record(db, Act("token:t1", "access_refused", "GET /x", succeeded=False), NOW)
    with reading(store) as db:
        assert [w.number for w in audit.acts(db)] == [3, 2, 1]
        assert [w.number for w in audit.acts(db, before=3, limit=1)] == [2]
        assert [w.number for w in audit.acts(db, actor="token:t1")] == [3, 2]
        (seen,) = audit.acts(db, subject="W1", action="identity_revealed")
        assert (seen.act.reason, seen.acted_at) == ("联系本人", NOW)
        assert audit.acts(db, action="token_created")[0].act.facts == {"scopes": ["read"]}
        assert audit.count_since(db, "token:t1", "identity_revealed", NOW) == 1
        later = NOW + timedelta(seconds=1)
        assert audit.count_since(db, "token:t1", "identity_revealed", later) == 0
        assert audit.verify(db).broken_at is None


def test_numbers_of_people_are_masked_before_they_are_written(store: Store) -> None:
    with transaction(store) as db:
        reason = "本人电话13800000001，证号140902198305170019"
        audit.record(db, Act("token:t", "identity_revealed", "W1", reason), NOW)
    with reading(store) as db:
        (kept,) = audit.acts(db)
    assert kept.act.reason == "本人电话138****0001，证号1409**********0019"


def test_nobody_changes_or_removes_an_act(store: Store) -> None:
    fill(store, 2)
    for statement in (sa.update(audit_acts).values(actor="x"), sa.delete(audit_acts)):
        with pytest.raises(sa.exc.DBAPIError, match="never changed or removed"):
            run(store, statement)


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit_acts SET actor = 'token:other' WHERE number = 3", 3),
        ("UPDATE audit_acts SET subject = NULL WHERE number = 1", 1),
        ("UPDATE audit_acts SET succeeded = NOT succeeded WHERE number = 4", 4),
        ("UPDATE audit_acts SET facts = '{}' WHERE number = 2", 2),
        ("UPDATE audit_acts SET seal = (SELECT seal FROM audit_acts WHERE number = 1)", 2),
        ("DELETE FROM audit_acts WHERE number = 2", 2),
        ("DELETE FROM audit_acts WHERE number = 1", 1),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_out(
    store: Store, tampering: str, found: int
) -> None:
    fill(store, 5)
    past_the_triggers(store, tampering)
    with reading(store) as db:
        assert audit.verify(db).broken_at == found


def test_what_is_cut_off_at_the_end_an_anchor_shows(store: Store) -> None:
    fill(store, 5)
    with reading(store) as db:
        whole = audit.verify(db)
    anchor = (whole.n_acts, whole.last_seal)
    with reading(store) as db:
        assert audit.verify(db, anchor=anchor).broken_at is None
        assert audit.verify(db, anchor=(4, whole.last_seal)).broken_at == 4
    past_the_triggers(store, "DELETE FROM audit_acts WHERE number > 3")
    with reading(store) as db:
        assert audit.verify(db).broken_at is None
        assert audit.verify(db, anchor=anchor).broken_at == 4


def test_many_writers_at_once_leave_one_chain(store: Store) -> None:
    def write(name: int) -> None:
        for n in range(6):
            with transaction(store) as db:
                audit.record(db, Act(f"token:{name}", "approved", str(n)), NOW)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(store) as db:
        found = audit.verify(db)
    assert (found.n_acts, found.broken_at) == (30, None)


def test_an_act_of_a_transaction_that_fails_never_was(store: Store) -> None:
    fill(store, 1)

    def fail() -> None:
        with transaction(store) as db:
            audit.record(db, Act("cli", "approved"), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    fill(store, 1)
    with reading(store) as db:
        assert audit.verify(db) == audit.Verified(2, audit.acts(db)[0].seal, None)


@given(
    texts=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
    at=st.datetimes(timezones=st.just(UTC)),
)
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_verifies(audited: Store, texts: list[str], at: datetime) -> None:
    with transaction(audited) as db:
        for text in texts:
            told = Act(text, "approved", text, text, facts={text: text, "n": [1, None]})
            audit.record(db, told, at)
        assert audit.verify(db).broken_at is None


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One store for many examples."""
    return opened(tmp_path_factory.mktemp("audited"))


def fill(store: Store, n: int) -> None:
    with transaction(store) as db:
        for i in range(n):
            audit.record(db, Act("token:t", "approved", f"S{i}", facts={"n": i}), NOW)


def run(store: Store, statement: sa.Update | sa.Delete) -> None:
    with transaction(store) as db:
        db.execute(statement)


def past_the_triggers(store: Store, statement: str) -> None:
    with transaction(store) as db:
        if store.is_sqlite:
            db.exec_driver_sql("DROP TRIGGER audit_acts_no_update")
            db.exec_driver_sql("DROP TRIGGER audit_acts_no_delete")
        else:
            db.exec_driver_sql("ALTER TABLE audit_acts DISABLE TRIGGER ALL")
        db.exec_driver_sql(statement)

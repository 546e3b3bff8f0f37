"""Accounts, sessions and one-time codes are kept as hashes, and what was used once opens nothing again."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.records import accounts, keyrings, sessions, sign_in_codes
from data.records.accounts import Account, Post
from data.records.sessions import Session
from data.store import Store, StoreClash, reading, transaction
from data.tables_access import accounts as accounts_table
from data.tables_access import sign_in_codes as codes_table
from tests.builders import registry_row
from tests.data.importing import take_workers, write_csv

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOCK = timedelta(minutes=30)


@pytest.fixture
def wang(store: Store) -> str:
    with transaction(store) as db:
        add(db, "u1", "wang", "王专员")
    return "u1"


def add(db: sa.Connection, account_id: str, sign_in_name: str, name: str) -> None:
    accounts.add(
        db,
        account_id,
        sign_in_name,
        name=name,
        post=Post("counselor", "140922"),
        password_hash="first",
        must_change=False,
        at=NOW,
    )


def found(store: Store, account_id: str) -> Account:
    with reading(store) as db:
        account = accounts.find(db, account_id)
    assert account is not None
    return account


def test_a_name_belongs_to_one_account(store: Store, wang: str) -> None:
    for sign_in_name, name in (("wang", "别人"), ("li", "王专员")):
        with reading(store) as db:
            assert accounts.is_taken(db, sign_in_name, name)
        with pytest.raises(StoreClash), transaction(store) as db:
            add(db, "u2", sign_in_name, name)
    with reading(store) as db:
        assert accounts.find_by_sign_in_name(db, " WANG ") == found(store, wang)


def test_the_fifth_try_locks_and_time_unlocks(store: Store, wang: str) -> None:
    def tries(at: datetime) -> bool:
        with transaction(store) as db:
            return accounts.admit_try(db, wang, at, most=5, lock=LOCK)

    assert [tries(NOW) for _ in range(7)] == [True] * 5 + [False] * 2
    assert found(store, wang).locked_until == NOW + LOCK
    assert not tries(NOW + LOCK - timedelta(seconds=1))
    assert tries(NOW + LOCK)
    assert found(store, wang).failures == 1
    assert found(store, wang).locked_until is None


def test_a_try_that_was_right_is_given_back(store: Store, wang: str) -> None:
    def tries(*, right: bool) -> bool:
        with transaction(store) as db:
            admitted = accounts.admit_try(db, wang, NOW, most=5, lock=LOCK)
        if right:
            with transaction(store) as db:
                accounts.give_back_try(db, wang, most=5)
        return admitted

    assert [tries(right=right) for right in (False, True) * 4] == [True] * 8
    assert (found(store, wang).failures, found(store, wang).locked_until) == (4, None)
    assert tries(right=False)
    assert found(store, wang).locked_until == NOW + LOCK
    with transaction(store) as db:
        accounts.note_success(db, wang, NOW)
        accounts.give_back_try(db, wang, most=5)
    assert found(store, wang).failures == 0, "somebody signed in meanwhile"


def test_a_closed_account_may_not_even_try(store: Store, wang: str) -> None:
    with transaction(store) as db:
        accounts.close(db, wang, NOW)
        assert not accounts.admit_try(db, wang, NOW, most=5, lock=LOCK)
        accounts.unlock(db, wang)
        assert accounts.admit_try(db, wang, NOW, most=5, lock=LOCK)


def test_five_passwords_are_remembered(store: Store, wang: str) -> None:
    for n in range(1, 8):
        with transaction(store) as db:
            account = accounts.find(db, wang)
            assert account is not None
            at = NOW + timedelta(days=n)
            accounts.set_password(db, account, f"hash {n}", must_change=False, at=at)
    with reading(store) as db:
        kept = accounts.last_passwords(db, found(store, wang))
    assert kept == ("hash 7", "hash 6", "hash 5", "hash 4", "hash 3")


def test_a_second_factor_is_sealed_and_its_codes_open_once(store: Store, wang: str) -> None:
    with transaction(store) as db:
        accounts.offer_second_factor(db, wang, "JBSWY3DPEHPK3PXP")
    account = found(store, wang)
    assert account.totp_sealed is not None
    assert "JBSWY3DPEHPK3PXP" not in account.totp_sealed
    with transaction(store) as db:
        assert accounts.second_factor(db, account) == "JBSWY3DPEHPK3PXP"
        assert [accounts.take_step(db, wang, step) for step in (7, 7, 6, 8)] == [
            True,
            False,
            False,
            True,
        ]


def test_a_change_of_keys_takes_second_factors_along(store: Store, wang: str) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    with transaction(store) as db:
        accounts.offer_second_factor(db, wang, "JBSWY3DPEHPK3PXP")
    number = keyrings.renew(store, "aes-256-gcm", NOW)
    assert keyrings.seal_anew(store, number, lambda _: None) == 1
    with reading(store) as db:
        assert keyrings.sealed_by(db) == {number: 1}
        assert accounts.second_factor(db, found(store, wang)) == "JBSWY3DPEHPK3PXP"


def test_a_recovery_code_opens_once_and_its_owner_only(store: Store, wang: str) -> None:
    with transaction(store) as db:
        add(db, "u2", "li", "李专员")
        accounts.give_recovery_codes(db, wang, ["a", "b"])
        assert not accounts.use_recovery_code(db, "u2", "a", NOW)
        assert accounts.use_recovery_code(db, wang, "a", NOW)
        assert not accounts.use_recovery_code(db, wang, "a", NOW)
        accounts.drop_second_factor(db, wang)
        assert not accounts.use_recovery_code(db, wang, "b", NOW)


def test_sessions_end_one_by_one_or_all_of_an_account(store: Store, wang: str) -> None:
    with transaction(store) as db:
        for text in ("a", "b", "c"):
            sessions.add(db, session(text, wang))
        sessions.touch(db, "a", NOW + timedelta(minutes=5))
        assert sessions.close(db, "b", NOW)
        assert not sessions.close(db, "b", NOW)
        assert [s.session_hash for s in sessions.open_of_account(db, wang, NOW)] == ["a", "c"]
        assert sessions.close_of_account(db, wang, NOW) == 2
        seen = sessions.find(db, "a")
        assert seen is not None
        assert (seen.seen_at, seen.closed_at) == (NOW + timedelta(minutes=5), NOW)
        assert sessions.remove_ended(db, NOW + timedelta(hours=12)) == 3


def test_a_session_is_of_one_kind(store: Store, wang: str) -> None:
    wrong = session("a", wang)
    with pytest.raises(StoreClash), transaction(store) as db:
        sessions.add(db, Session(**{**values(wrong), "kind": "worker"}))


def session(text: str, account_id: str) -> Session:
    ends = NOW + timedelta(hours=12)
    return Session(text, "staff", account_id, None, NOW, NOW, ends, None, None)


def values(session: Session) -> dict[str, object]:
    return {name: getattr(session, name) for name in Session.__dataclass_fields__}


def test_a_one_time_code_opens_once_within_its_tries(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("people")
    take_workers(store, write_csv(folder / "people.csv", [registry_row(worker_id="W1")]))

    def give(code: str) -> None:
        with transaction(store) as db:
            ends = NOW + timedelta(minutes=10)
            sign_in_codes.add(db, "W1", code, asked_from="10.0.0.1", made_at=NOW, ends_at=ends)

    def opens(code: str, at: datetime = NOW) -> bool:
        with transaction(store) as db:
            return sign_in_codes.use(db, "W1", code, now=at, most_tries=5)

    give("000001")
    give("000002")
    assert not opens("000001"), "a newer code takes its place"
    assert not opens("000002", NOW + timedelta(minutes=10))
    assert opens("000002")
    assert not opens("000002")
    give("000003")
    assert [opens("999999") for _ in range(5)] == [False] * 5
    assert not opens("000003")
    with reading(store) as db:
        assert sign_in_codes.count_of_worker(db, "W1", NOW - LOCK) == 3
        assert sign_in_codes.count_of_address(db, "10.0.0.1", NOW - LOCK) == 3
        assert sign_in_codes.count_of_address(db, "10.0.0.2", NOW - LOCK) == 0
        kept = db.execute(sa.select(codes_table)).all()
    assert "000003" not in str(kept)
    assert "10.0.0.1" not in str(kept)


def test_a_clerk_has_a_township(store: Store, wang: str) -> None:
    a = accounts_table
    clerk = sa.update(a).values(role="township_clerk").where(a.c.account_id == wang)
    with pytest.raises(StoreClash), transaction(store) as db:
        db.execute(clerk)

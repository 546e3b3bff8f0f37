"""What a list rests on is read in one question that says the same as one question after the other."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import asking
from data.asking import Question, ask_once
from data.records import recommendations, tokens, workers
from data.records.recommendations import Verdict
from data.store import Store, StoreBusy, StoreFailed, reading, transaction
from data.tables_service import recommendations as kept
from data.tables_service import tokens as token_rows
from service.app import assemble
from service.finished import grounds_of
from tests.service.stocked import NOW, TODAY, caller, settings, stock
from tests.service.test_api_referrals import refer

WHO = "W-driver"
PATH = f"/workers/{WHO}/vacancies"


@pytest.fixture
def shown(store: Store, tmp_path: Path) -> tuple[str, ...]:
    """The ids of what was shown to the driver today, at the office."""
    stock(store, tmp_path)
    office = caller(store, tmp_path, "read", "manage")
    ids = tuple(m["recommendation_id"] for m in office.get(PATH).json["vacancies"])
    assert len(ids) > 1
    refer(office, vacancy_id="V-welder")
    return ids


def say(store: Store, recommendation_id: str, verdict: str) -> Verdict:
    with transaction(store) as db:
        recommendations.add_verdict(
            db, Verdict(recommendation_id, verdict, None, "account:a", NOW, None)
        )
        return recommendations.verdicts_on(db, recommendation_id)[-1]


def test_one_question_says_what_several_say(store: Store, shown: tuple[str, ...]) -> None:
    say(store, shown[0], "dismissed")
    say(store, shown[1], "dismissed")
    say(store, shown[1], "accepted")
    taken_back = say(store, shown[1], "dismissed")
    with transaction(store) as db:
        recommendations.withdraw(db, taken_back, by="account:a", at=NOW)
    found = grounds_of(store, WHO, TODAY)
    with reading(store) as db:
        assert found.known == workers.known(db, WHO, TODAY)
        dismissed = recommendations.one(db, shown[0])
    assert dismissed is not None
    assert found.finished == {dismissed.target_id, "V-welder"}
    assert found.shown.issuperset(shown)
    assert found.token is None


def test_of_each_only_what_is_his(store: Store, shown: tuple[str, ...]) -> None:
    other, stranger = (grounds_of(store, id_, TODAY) for id_ in ("W-learner", "W-nobody"))
    assert other.known is not None
    assert (other.finished, other.shown) == (frozenset(), frozenset())
    assert stranger.known is None
    before = grounds_of(store, WHO, TODAY - timedelta(days=1))
    assert not before.shown, "what was shown on one day is not shown on another"
    with transaction(store) as db:
        db.execute(sa.delete(kept).where(kept.c.recommendation_id == shown[0]))
    assert shown[0] not in grounds_of(store, WHO, TODAY).shown


def test_the_token_comes_with_it_and_without_one_nothing_is_told(
    store: Store, shown: tuple[str, ...]
) -> None:
    del shown
    hash_ = "h" * 64
    times = {"created_at": NOW - timedelta(hours=1), "expires_at": NOW + timedelta(days=1)}
    with transaction(store) as db:
        tokens.add_token(
            db, token_hash=hash_, name="县局", scopes=("read",), region="140922", **times
        )
    found = grounds_of(store, WHO, TODAY, hash_)
    with reading(store) as db:
        assert found.token == tokens.find_token(db, hash_)
        assert found.token in tokens.all_tokens(db)
    assert replace(found, token=None) == grounds_of(store, WHO, TODAY)
    nothing = grounds_of(store, WHO, TODAY, "x" * 64)
    assert (nothing.token, nothing.known, nothing.shown) == (None, None, frozenset())


def test_a_token_that_was_revoked_or_narrowed_is_told_no_list_again(
    store: Store, tmp_path: Path
) -> None:
    stock(store, tmp_path)
    asking_ = caller(store, tmp_path)
    assert asking_.get(PATH).status_code == asking_.get(PATH).status_code == 200
    for told, status in (({"region": "140927"}, 404), ({"revoked_at": NOW}, 401)):
        with transaction(store) as db:
            db.execute(sa.update(token_rows).values(told))
        assert asking_.get(PATH).status_code == status


def test_whoever_looks_again_waits_for_nobody_who_writes(
    store: Store, shown: tuple[str, ...], tmp_path: Path
) -> None:
    parts = assemble(settings(tmp_path, store), store, lambda: NOW)
    asked = (WHO, NOW)
    before = (
        parts.advisor.vacancies_for(*asked, limit=5),
        parts.advisor.programmes_for(*asked, limit=5),
    )
    assert before[0].vacancies
    # On SQLite a second writer would wait for two minutes, and then fail.
    with transaction(store) as db:
        db.execute(sa.delete(kept).where(kept.c.worker_id == "W-nobody"))
        again = (
            parts.advisor.vacancies_for(*asked, limit=5),
            parts.advisor.programmes_for(*asked, limit=5),
        )
    assert again == before


def test_a_connection_that_broke_is_opened_anew(store: Store, shown: tuple[str, ...]) -> None:
    with store.engine.connect() as db:
        driver = db.connection.driver_connection
        assert driver is not None
    # Closed behind the back of whoever keeps it: the next question meets it.
    driver.close()
    assert grounds_of(store, WHO, TODAY).shown.issuperset(shown)


def test_nothing_is_asked_only_to_find_out_whether_somebody_is_there(
    store: Store, shown: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ping(_: object) -> bool:
        raise AssertionError("a trip for nothing")

    monkeypatch.setattr(store.engine.dialect, "do_ping", ping)
    assert grounds_of(store, WHO, TODAY).shown.issuperset(shown)


def test_what_the_database_refuses_is_asked_once_and_told_as_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "reading", not_again)
    asked = sa.select(sa.column("nothing")).select_from(sa.table("nowhere"))
    with pytest.raises(StoreFailed, match="nowhere"):
        ask_once(store, Question(asked))


def test_a_question_that_took_too_long_is_asked_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "reading", not_again)
    with pytest.raises(StoreBusy):
        ask_once(*given_up(store))


def test_a_question_prepared_before_a_table_changed_is_asked_again(store: Store) -> None:
    table = sa.table("changing", sa.column("told"))
    with transaction(store) as db:
        db.execute(sa.text("CREATE TABLE changing (told INTEGER)"))
        db.execute(sa.text("INSERT INTO changing VALUES (7)"))
    question = Question(sa.select(table.c.told))
    assert ask_once(store, question) == [(7,)]
    with transaction(store) as db:
        db.execute(sa.text("DROP TABLE changing"))
        db.execute(sa.text("CREATE TABLE changing (told TEXT)"))
        db.execute(sa.text("INSERT INTO changing VALUES ('seven')"))
    assert ask_once(store, question) == [("seven",)]


def given_up(store: Store) -> tuple[Store, Question]:
    """A question that the database gives up after a moment."""
    if not store.is_sqlite:

        def hurry(driver: object, _: object) -> None:
            driver.execute("SET statement_timeout = 20")  # type: ignore[attr-defined]
            driver.commit()  # type: ignore[attr-defined]

        sa.event.listen(store.engine, "connect", hurry)
        store.engine.dispose()
        return store, Question(sa.select(sa.func.pg_sleep(5)))

    def give_up(driver: object, *_: object) -> None:
        driver.set_progress_handler(lambda: 1, 1)  # type: ignore[attr-defined]

    sa.event.listen(store.engine, "checkout", give_up)
    return store, Question(sa.select(sa.func.count()).select_from(kept))


def not_again(*_: object) -> None:
    """Stands for the usual way of asking."""
    raise AssertionError("asked in the usual way")


def test_no_question_is_asked_twice(
    store: Store, shown: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "reading", not_again)
    assert grounds_of(store, WHO, TODAY).shown.issuperset(shown)
    assert grounds_of(store, WHO, TODAY, "x" * 64).known is None

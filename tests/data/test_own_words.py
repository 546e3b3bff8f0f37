"""A worker's own word: a dated version with its source, which outlives files that repeat the old one."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.records import choices, circumstances, own_requests, own_statements, workers
from data.records.choices import Personalisation
from data.store import Store, reading, transaction
from data.tables_caseload import caseload
from tests.builders import TODAY
from tests.data.importing import NOW, person, take_workers, write_csv

LATER = NOW + timedelta(days=1)


def undated(folder: Path, **facts: object) -> Path:
    """A file without days of its own, as a plain list of everybody is."""
    row = {k: v for k, v in person(**facts).items() if k != "valid_on"}
    return write_csv(folder / "list.csv", [row])


def dated(folder: Path, on: date, **facts: object) -> Path:
    """A row that says on which day it was noted."""
    return write_csv(folder / "dated.csv", [person(valid_on=on, **facts)])


def say(store: Store, at: datetime = NOW, **said: object) -> tuple[str, ...]:
    with transaction(store) as db:
        return own_statements.say(db, "W0001", said, today=at.date(), now=at)


def known(store: Store, as_of: date = date(2027, 1, 1)) -> dict[str, object]:
    with reading(store) as db:
        row: dict[str, object] = workers.one(db, "W0001", as_of).to_pylist()[0]
    return row


def test_what_a_worker_says_is_a_version_of_today_with_its_source(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county", skills=["电焊"]))
    changed = say(store, reach="province", skills=["钳工", "电焊"], wish_hours=None)
    assert set(changed) >= {"reach", "skills"}
    found = known(store)
    assert (found["reach"], found["skills"]) == ("province", ["电焊", "钳工"])
    assert known(store, date(2026, 11, 1))["reach"] == "county"
    with reading(store) as db:
        newest = workers.versions(db, "W0001")[0]
        said = {s.field: (s.was, s.said) for s in own_statements.of_worker(db, "W0001")}
    assert (newest.source, newest.valid_on) == ("本人", NOW.date())
    assert said["reach"] == ("county", "province")


def test_saying_what_is_known_changes_nothing(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county"))
    assert say(store, reach="county") == ()
    assert say(store, reach="city") == ("reach",)
    assert say(store, reach="city") == ()
    with reading(store) as db:
        assert len(workers.versions(db, "W0001")) == 2


def test_two_words_on_one_day_are_two_revisions(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county"))
    say(store, reach="city")
    say(store, LATER - timedelta(hours=20), reach="province")
    assert known(store)["reach"] == "province"


def test_the_same_facts_by_file_and_by_word_have_the_same_content(
    store: Store, tmp_path: Path
) -> None:
    """Else every list of everybody would add a version to whoever spoke."""
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county"))
    say(store, reach="city")
    again = take_workers(store, undated(tmp_path, reach="city"), recorded_at=LATER)
    assert (again.changed, again.unchanged) == (0, 1)


@pytest.mark.parametrize(
    ("what", "row", "stays"),
    [
        ("a list that repeats the old word", {"reach": "county"}, True),
        ("a list that repeats it and has other news", {"reach": "county", "ui_months": 30}, True),
        ("a list with a word nobody said before", {"reach": "country"}, False),
    ],
)
def test_a_list_of_everybody_does_not_undo_a_word(
    store: Store, tmp_path: Path, what: str, row: dict[str, object], *, stays: bool
) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county"))
    say(store, reach="city")
    take_workers(
        store, undated(tmp_path, **row), as_of=TODAY + timedelta(days=9), recorded_at=LATER
    )
    found = known(store)
    assert found["reach"] == ("city" if stays else row["reach"]), what
    assert found["ui_months"] == row.get("ui_months", 18)


def test_what_a_window_noted_later_is_news(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county"))
    say(store, reach="city")
    later = date(2026, 11, 30)
    take_workers(store, dated(tmp_path, later, reach="county"), as_of=later, recorded_at=LATER)
    assert known(store)["reach"] == "county"
    file = undated(tmp_path, reach="county", ui_months=31)
    take_workers(store, file, as_of=date(2026, 12, 2), recorded_at=LATER + timedelta(days=1))
    assert known(store)["reach"] == "county"


def test_deleted_tags_do_not_come_back_by_a_list(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), skills=["电焊"]))
    say(store, skills=None)
    take_workers(store, undated(tmp_path, skills=["电焊"]), recorded_at=LATER)
    assert known(store)["skills"] is None


@pytest.mark.parametrize("repeated", [True, None])
@pytest.mark.parametrize("days", [None, 3])
def test_a_refusal_outlives_whatever_a_registry_repeats(
    store: Store, tmp_path: Path, repeated: bool | None, days: int | None
) -> None:
    """A row noted later counts as news of everything else, never as somebody's consent."""
    take_workers(store, dated(tmp_path, date(2026, 10, 8), consent=repeated))
    refuse(store, NOW)
    day = NOW.date() + timedelta(days=days or 2)
    facts = {"consent": True, "ui_months": 31}
    file = dated(tmp_path, day, **facts) if days else undated(tmp_path, **facts)
    take_workers(store, file, as_of=day, recorded_at=LATER)
    assert known(store)["ui_months"] == 31
    assert set(consents(store)) == {False}
    refuse(store, LATER + timedelta(days=9), wanted=True)
    assert set(consents(store)) == {True}


def refuse(store: Store, at: datetime, *, wanted: bool = False) -> None:
    word = Personalisation("W0001", wanted, "worker_page", "p", "本人", at)
    with transaction(store) as db:
        choices.say_personalisation(db, word)
        own_statements.say(db, "W0001", {"consent": wanted}, today=at.date(), now=at)


def consents(store: Store) -> list[object]:
    """As every reader of the current file sees it, for lists, nights, candidates and messages."""
    on = date(2027, 1, 1)
    with reading(store) as db:
        read = [
            workers.one(db, "W0001", on),
            workers.some(db, ["W0001"], on),
            workers.as_known(db, on),
            workers.registered(db, on),
            *workers.stream_as_known(db, on),
        ]
        standing = circumstances.standings(db, ["W0001"], on)["W0001"].consent
    return [*(c for table in read for c in table["consent"].to_pylist()), standing]


def test_a_word_hides_no_news_that_was_noted_before_it(store: Store, tmp_path: Path) -> None:
    """The counter notes much on a day, its file comes after the worker said one thing."""
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach="county", phone="13900000001"))
    say(store, reach="city")
    news: dict[str, object] = {
        "reach": "county",
        "low_income": "rural",
        "employment_status": "employed",
        "phone": "13900000002",
    }
    noted = NOW.date() - timedelta(days=2)
    taken = [
        take_workers(store, dated(tmp_path, noted, **news), recorded_at=LATER + timedelta(hours=n))
        for n in range(2)
    ]
    assert [(t.changed, t.unchanged) for t in taken] == [(1, 0), (0, 1)]
    found = known(store)
    assert (found["low_income"], found["employment_status"]) == ("rural", "employed")
    assert found["reach"] == "city", "and the word stands"
    assert known(store, noted)["reach"] == "county"
    with reading(store) as db:
        assert workers.telephone(db, "W0001") == "13900000002"
        listed = db.scalar(sa.select(caseload.c.employment_status))
    assert listed == "employed"


def test_what_the_registry_knew_later_is_not_overtaken(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), ui_months=18))
    take_workers(store, dated(tmp_path, date(2026, 11, 20), ui_months=20))
    say(store, reach="country")
    late = dated(tmp_path, date(2026, 11, 1), ui_months=19)
    take_workers(store, late, recorded_at=LATER)
    assert known(store)["ui_months"] == 20


def test_deleted_tags_stay_deleted_until_the_worker_says_them(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), skills=["电焊"]))
    say(store, skills=None)
    on = NOW.date() + timedelta(days=5)
    file = dated(tmp_path, on, skills=["电焊", "钳工"], ui_months=31)
    take_workers(store, file, as_of=on, recorded_at=LATER)
    assert (known(store)["skills"], known(store)["ui_months"]) == (None, 31)
    with transaction(store) as db:
        again = {"skills": ["电焊"]}
        own_statements.say(db, "W0001", again, today=on, now=LATER + timedelta(days=9))
    assert known(store)["skills"] == ["电焊"]


def test_a_list_that_says_the_same_again_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    take_workers(store, undated(tmp_path, reach="county"), as_of=date(2026, 10, 8))
    say(store, reach="city")
    on = NOW.date() + timedelta(days=1)
    again = undated(tmp_path, reach="county")
    taken = take_workers(store, again, as_of=on, recorded_at=LATER)
    assert (taken.changed, known(store)["reach"]) == (0, "city")


def test_nobody_unknown_can_say_anything(store: Store) -> None:
    assert say(store, reach="city") == ()


def test_a_request_waits_until_it_is_answered_once(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8)))
    with transaction(store) as db:
        first = own_requests.ask(db, "W0001", "person", about=None, text="想谈谈", now=NOW)
        again = own_requests.ask(db, "W0001", "person", about=None, text="想谈谈", now=LATER)
        assert first == again
        assert own_requests.n_waiting(db) == 1
        assert own_requests.answer(db, first, "明天上午联系您", by="专员", now=LATER)
        assert not own_requests.answer(db, first, "又一次", by="专员", now=LATER)
        (kept,) = own_requests.of_worker(db, "W0001")
        assert (kept.answer, kept.answered_by) == ("明天上午联系您", "专员")
        assert own_requests.waiting(db) == ()
        assert (
            own_requests.ask(db, "W0001", "person", about=None, text="想谈谈", now=LATER) != first
        )


def test_numbers_of_people_are_kept_by_their_ends(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8)))
    with transaction(store) as db:
        own_requests.ask(db, "W0001", "person", about=None, text="打13812345678找我", now=NOW)
        assert "13812345678" not in own_requests.waiting(db)[0].text


def test_the_list_of_people_hears_of_a_word_too(store: Store, tmp_path: Path) -> None:
    take_workers(store, dated(tmp_path, date(2026, 10, 8), reach=None))
    with reading(store) as db:
        missing = db.scalar(sa.select(caseload.c.n_missing))
    say(store, reach="city")
    with reading(store) as db:
        row = db.execute(sa.select(caseload.c.n_missing, caseload.c.valid_on)).one()
    assert tuple(row) == (missing - 1, NOW.date())

"""Who asks again is told the same words, and other ones as soon as anything they rest on is another."""

from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from werkzeug.http import generate_etag

from data.records import referral_places
from data.store import Store, reading, transaction
from data.tables_service import recommendations as kept
from models import advice
from service import repeating
from service.finished import grounds_of
from service.repeating import Answered, Repeated
from tests import builders
from tests.builders import id_number, registry_row
from tests.data.importing import take_workers, write_csv
from tests.service.signed_in import worker_signed_in
from tests.service.stocked import TODAY, Caller, caller, stock

PATH = "/workers/W-driver/vacancies"


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    stock(store, tmp_path)
    return caller(store, tmp_path)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many vacancies were asked for, each time that they were really searched for."""
    searched: list[int] = []
    found = advice.vacancies_for

    def counted(*args: object, k: int, **named: object) -> advice.VacancyAdvice:
        searched.append(k)
        return found(*args, k=k, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(advice, "vacancies_for", counted)
    return searched


def test_the_same_question_is_answered_in_the_same_words_without_a_search(
    asking: Caller, searches: list[int]
) -> None:
    first, again = asking.get(PATH), asking.get(PATH)
    assert first.data == again.data
    assert first.get_etag() == again.get_etag() == (generate_etag(first.data), False)
    assert searches == [10]
    shorter = asking.get(f"{PATH}?limit=1").json
    assert len(shorter["vacancies"]) == 1
    assert searches == [10, 1]


def test_a_list_asked_for_again_opens_the_database_once(asking: Caller, store: Store) -> None:
    asking.client.application.extensions["songgang"].advisor.days.look(TODAY)
    asking.get(PATH)
    views: list[object] = []
    sa.event.listen(store.engine, "checkout", lambda *view: views.append(view))
    assert asking.get(PATH).status_code == 200
    assert len(views) == 1


def test_a_page_shows_the_list_that_was_said_before(
    asking: Caller, store: Store, searches: list[int]
) -> None:
    titles = [match["vacancy"]["title"] for match in asking.get(PATH).json["vacancies"]]
    phone = worker_signed_in(asking.client.application, store, "W-driver")
    chosen, plain = phone.get("/me/jobs").text, phone.get("/me/jobs?plain=1").text
    assert titles
    assert all(title in chosen for title in titles)
    assert "适合您的岗位" in chosen
    assert "适合您的岗位" not in plain
    assert phone.get("/me/jobs").text == chosen
    assert searches == [10]


def test_a_verdict_counts_in_the_next_answer(asking: Caller) -> None:
    match = asking.get(PATH).json["vacancies"][0]
    said = {"verdict": "dismissed", "reason": "too_far"}
    told = asking.post(f"/recommendations/{match['recommendation_id']}/verdicts", said)
    assert told.status_code == 201
    after = asking.get(PATH).json["vacancies"]
    assert match["vacancy"]["vacancy_id"] not in {m["vacancy"]["vacancy_id"] for m in after}


def test_news_about_the_worker_counts_in_the_next_answer(
    asking: Caller, store: Store, tmp_path: Path
) -> None:
    assert asking.get(PATH).json["vacancies"]
    dear = registry_row(worker_id="W-driver", wish_wage_fen=99_000_00)
    take_workers(store, write_csv(tmp_path / "news.csv", [dear]), as_of=TODAY)
    assert asking.get(PATH).json["vacancies"] == []


def test_who_refuses_advice_is_not_told_the_old_list_again(
    asking: Caller, store: Store, tmp_path: Path
) -> None:
    assert asking.get(PATH).json["personalised"]
    refusing = registry_row(worker_id="W-driver", consent=False)
    take_workers(store, write_csv(tmp_path / "refusal.csv", [refusing]), as_of=TODAY)
    assert not asking.get(PATH).json["personalised"]


def test_a_vacancy_that_was_filled_is_not_told_again(
    asking: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = asking.get(PATH).json["vacancies"][0]["vacancy"]["vacancy_id"]
    monkeypatch.setattr(referral_places, "unavailable", lambda *_: frozenset({shown}))
    after = asking.get(PATH).json["vacancies"]
    assert shown not in {match["vacancy"]["vacancy_id"] for match in after}


def test_two_who_are_alike_in_everything_have_answers_of_their_own(
    asking: Caller, store: Store, tmp_path: Path
) -> None:
    twins = [
        registry_row(worker_id=name, id_number=id_number(sequence=n), valid_on=TODAY)
        for name, n in (("W-one", 61), ("W-other", 63))
    ]
    take_workers(store, write_csv(tmp_path / "twins.csv", twins), as_of=TODAY)
    for name in ("W-one", "W-other"):
        told = asking.get(f"/workers/{name}/vacancies").json
        assert told["worker_id"] == name
        ids = [match["recommendation_id"] for match in told["vacancies"]]
        with reading(store) as db:
            owners = db.execute(
                sa.select(kept.c.worker_id).where(kept.c.recommendation_id.in_(ids))
            )
            assert {row[0] for row in owners} == {name}


def test_what_is_shown_again_is_recorded_again_where_the_record_was_erased(
    asking: Caller, store: Store, searches: list[int]
) -> None:
    shown = [match["recommendation_id"] for match in asking.get(PATH).json["vacancies"]]
    with transaction(store) as db:
        db.execute(sa.delete(kept))
    assert asking.get(PATH).status_code == 200
    assert grounds_of(store, "W-driver", TODAY).shown.issuperset(shown)
    assert searches == [10, 10]


def test_answers_are_forgotten_with_their_day_and_the_oldest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repeating, "MOST", 2)
    today = advice.make_day(TODAY, None, *offers())
    answers, told = Repeated(), Answered.with_tag("words", ())
    for key in ("a", "b"):
        answers.keep(today, key, told)
    assert answers.get(today, "a") == told
    answers.keep(today, "c", told)
    assert [answers.get(today, key) for key in "abc"] == [told, None, told]
    tomorrow = advice.make_day(TODAY, None, *offers())
    assert answers.get(tomorrow, "a") is None
    answers.keep(tomorrow, "d", told)
    assert answers.get(today, "a") is None
    answers.keep(today, "e", told)
    assert answers.get(today, "e") is None
    assert answers.get(tomorrow, "d") == told


def test_what_each_rule_cost_is_told_where_it_is_asked_for(asking: Caller) -> None:
    assert asking.get(PATH).json["near_misses"] == []
    assert asking.get(f"{PATH}?near_misses=true").json["near_misses"]


def offers() -> tuple[pa.Table, pa.Table]:
    """Nothing on offer."""
    return builders.vacancies([]), builders.programme().slice(0, 0)

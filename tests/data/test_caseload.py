"""The caseload says what is known last, in every order, in pages that neither repeat nor lose anybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data.reach import EVERYBODY as THE_CITY
from data.reach import NOBODY, Reach, narrowed
from data.records import caseload, caseload_lists
from data.records.caseload_lists import COUNTED_UP_TO, Sort, Wanted
from data.store import Store, reading, transaction
from tests.builders import TODAY, id_number, registry_row
from tests.data.importing import take_people

EVERYBODY = Wanted(seeking=False)


def row(n: int, name: str, **facts: object) -> dict[str, object]:
    """A row of the registry of its own person and household."""
    return registry_row(
        worker_id=f"W{n}",
        id_number=id_number(sequence=2 * n + 1),
        name=name,
        household_id=f"H{n}",
        **facts,
    )


@pytest.fixture
def take(store: Store, tmp_path: Path) -> Callable[..., None]:
    """Import rows of the registry."""

    def _take(*rows: dict[str, object]) -> None:
        take_people(store, tmp_path, rows)

    return _take


def names(store: Store, wanted: Wanted, sort: Sort = "name") -> list[str]:
    with reading(store) as db:
        return [line.name for line in caseload_lists.page(db, wanted, sort)]


def test_a_list_says_what_is_known_last(store: Store, take: Callable[..., None]) -> None:
    take(row(1, "张三"), row(2, "李四", registered_on=None, employment_status="employed"))
    with reading(store) as db:
        [line] = caseload_lists.page(db, Wanted(), "index")
    assert (line.worker_id, line.name, line.index) == ("W1", "张三", None)
    take(row(1, "张三丰", registered_on=None, employment_status="employed"))
    assert names(store, Wanted()) == []
    assert names(store, EVERYBODY) == ["李四", "张三丰"]


def test_a_new_name_alone_is_taken_over(store: Store, take: Callable[..., None]) -> None:
    take(row(1, "张三"))
    take(row(1, "张叁"))
    assert names(store, EVERYBODY) == ["张叁"]


def test_the_beginning_of_a_name_finds_everybody_who_begins_so(
    store: Store, take: Callable[..., None]
) -> None:
    take(row(1, "张三"), row(2, "张三丰"), row(3, "张四"), row(4, "李张三"), row(5, "欧阳学习"))
    assert names(store, Wanted(name="张三", seeking=False)) == ["张三", "张三丰"]
    assert names(store, Wanted(name="欧阳", seeking=False)) == ["欧阳学习"]
    assert names(store, Wanted(name="%", seeking=False)) == []


def test_filters_narrow_and_unasked_ones_do_not(store: Store, take: Callable[..., None]) -> None:
    take(
        row(1, "甲", region="140902", township="140902001", last_occupation="6-18-02-04"),
        row(2, "乙", region="140921", township=None, last_occupation=None, wish_occupations=["6-31-01-03"]),
    )  # fmt: skip
    assert names(store, Wanted(region="140902")) == ["甲"]
    assert names(store, Wanted(township="140902001")) == ["甲"]
    assert names(store, Wanted(occupation="6-18-02-04")) == ["甲"]
    assert names(store, Wanted(occupation="6-31-01-03")) == ["乙"]
    assert names(store, Wanted(known_before=TODAY - timedelta(3650))) == []
    assert names(store, Wanted(registered_from=date(2000, 1, 1))) == ["甲", "乙"]
    assert names(store, Wanted(ids=["W2"])) == ["乙"]


@pytest.mark.parametrize("sort", ["index", "registered", "stale", "name"])
def test_pages_go_through_everybody_once(
    store: Store, take: Callable[..., None], sort: Sort
) -> None:
    take(*(row(n, "甲乙"[n % 2] + "同名") for n in range(1, 8)))
    judge(store, {f"W{n}": 40.0 + n % 3 for n in range(1, 6)})
    seen: list[str] = []
    with reading(store) as db:
        while lines := caseload_lists.page(
            db, Wanted(), sort, after=seen[-1] if seen else None, limit=2
        ):
            seen += [line.worker_id for line in lines]
        assert caseload_lists.page(db, Wanted(), sort, after="W-nobody") == ()
    assert sorted(seen) == [f"W{n}" for n in range(1, 8)]
    assert len(seen) == 7


def test_the_night_tells_the_index_and_takes_back_what_it_no_longer_says(
    store: Store, take: Callable[..., None]
) -> None:
    take(row(1, "甲"), row(2, "乙"), row(3, "丙"))
    judge(store, {"W1": 40.0, "W2": 80.0, "W3": None}, suggested={"W2": "D1;D3"})
    assert names(store, Wanted(), "index") == ["乙", "甲", "丙"]
    assert names(store, Wanted(index_from=50)) == ["乙"]
    assert names(store, Wanted(suggested=True)) == ["乙"]
    judge(store, {"W1": 41.0})
    with reading(store) as db:
        found = caseload_lists.some(db, ["W1", "W2"])
    assert (found["W1"].index, found["W2"].index, found["W2"].suggested) == (41.0, None, None)


def test_only_whom_a_night_finds_otherwise_is_written_anew(
    store: Store, take: Callable[..., None]
) -> None:
    take(*(row(n, f"张{name}") for n, name in enumerate("甲乙丙丁戊", 1)))
    first = {"W1": 40.0, "W2": 50.0, "W3": 60.0, "W4": None}
    judge(store, first, suggested={"W3": "D1"})
    tomorrow = TODAY + timedelta(1)
    judge(store, first | {"W2": 51.0, "W5": 20.0}, suggested={"W3": "D3"}, on=tomorrow)
    assert since(store) == {
        "W1": TODAY,
        "W2": tomorrow,
        "W3": tomorrow,
        "W4": TODAY,
        "W5": tomorrow,
    }
    judge(store, {"W1": 40.0, "W4": None, "W5": None}, on=TODAY + timedelta(2))
    assert since(store) == {
        "W1": TODAY, "W2": None, "W3": None, "W4": TODAY, "W5": TODAY + timedelta(2),
    }  # fmt: skip


def test_an_index_crosses_a_bound_by_hundredths_and_the_lists_say_so(
    store: Store, take: Callable[..., None]
) -> None:
    take(row(1, "甲"), row(2, "乙"))
    judge(store, {"W1": 59.96, "W2": 59.97})
    assert names(store, Wanted(index_from=60)) == []
    assert names(store, Wanted(), "index") == ["乙", "甲"]
    tomorrow = TODAY + timedelta(1)
    judge(store, {"W1": 60.0, "W2": 59.97}, on=tomorrow)
    assert names(store, Wanted(index_from=60)) == ["甲"]
    assert names(store, Wanted(), "index") == ["甲", "乙"]
    assert since(store) == {"W1": tomorrow, "W2": TODAY}


def test_of_whoever_finds_work_before_the_lists_are_written_nothing_is_said(
    store: Store, take: Callable[..., None]
) -> None:
    take(row(1, "甲"), row(2, "乙"))
    with reading(store) as db:
        news = caseload.judged_otherwise(db, judged({"W1": 40.0, "W2": 50.0}), TODAY)
    take(row(1, "甲", registered_on=None, employment_status="employed"))
    with transaction(store) as db:
        caseload.keep_judged(db, news)
    assert since(store) == {"W1": None, "W2": TODAY}


def since(store: Store) -> dict[str, date | None]:
    with reading(store) as db:
        lines = caseload_lists.page(db, EVERYBODY, "name")
    return {line.worker_id: line.judged_on for line in lines}


def test_names_stand_as_in_a_telephone_book_and_are_found_by_initials(
    store: Store, take: Callable[..., None]
) -> None:
    people = ["张伟", "尉迟敬", "章文", "单小雨", "赵雯", "尉文", "张伟民"]
    take(*(row(n, name, last_occupation="6-18-02-04") for n, name in enumerate(people)))
    assert names(store, EVERYBODY) == [
        "单小雨", "尉文", "尉迟敬", "张伟", "张伟民", "章文", "赵雯",
    ]  # fmt: skip
    assert names(store, Wanted(name="尉")) == ["尉文", "尉迟敬"]
    assert names(store, Wanted(name="张伟")) == ["张伟", "张伟民"]
    zw = Wanted(initials="zw", occupation="6-18-02-04", status="unemployed")
    assert names(store, zw, "initials") == ["张伟", "章文", "赵雯", "张伟民"]
    assert names(store, Wanted(initials="zw", occupation="6-18-02-03"), "initials") == []


def test_a_new_name_has_its_own_place(store: Store, take: Callable[..., None]) -> None:
    take(row(1, "安宁"), row(2, "白雪"))
    take(row(1, "周宁"))
    assert names(store, EVERYBODY) == ["白雪", "周宁"]
    assert names(store, Wanted(initials="an"), "initials") == []
    assert names(store, Wanted(initials="zn"), "initials") == ["周宁"]


def test_news_that_no_list_is_sorted_by_move_the_day_and_what_is_missing(
    store: Store, take: Callable[..., None]
) -> None:
    take(row(1, "甲"), row(2, "乙"))
    judge(store, {"W1": 40.0, "W2": 50.0}, suggested={"W1": "D1"})
    with reading(store) as db:
        was = caseload_lists.some(db, ["W1", "W2"])
    written: list[tuple[bool, int]] = []

    def note(_db: object, cursor: sa.CursorResult[object], statement: str, *_: object) -> None:
        if statement.startswith("UPDATE caseload SET") and cursor.rowcount:
            written.append(("region=" in statement, cursor.rowcount))

    sa.event.listen(store.engine, "after_cursor_execute", note)
    take(
        row(1, "甲", valid_on=TODAY, wish_wage_fen=None),
        row(2, "乙", valid_on=TODAY, region="140921"),
    )
    sa.event.remove(store.engine, "after_cursor_execute", note)
    assert written == [(True, 1), (False, 1)], "of W2 everything, of W1 two columns"
    with reading(store) as db:
        now = caseload_lists.some(db, ["W1", "W2"])
    more = was["W1"].n_missing + 1
    assert now["W1"] == replace(was["W1"], valid_on=TODAY, n_missing=more)
    assert now["W2"] == replace(was["W2"], valid_on=TODAY, region="140921")


def test_what_the_night_said_ends_with_the_spell(store: Store, take: Callable[..., None]) -> None:
    take(row(1, "甲"))
    judge(store, {"W1": 40.0}, suggested={"W1": "D1"})
    take(row(1, "甲", registered_on=None, employment_status="employed"))
    with reading(store) as db:
        [line] = caseload_lists.page(db, EVERYBODY, "name")
    assert (line.index, line.suggested, line.judged_on) == (None, None, None)
    assert names(store, Wanted(suggested=True)) == []


def test_whole_numbers_find_one_person_and_namesakes_are_told_apart(
    store: Store, take: Callable[..., None]
) -> None:
    one, other = row(1, "张伟", phone="13900000009"), row(2, "张伟")
    take(one, other)
    with reading(store) as db:
        [found] = caseload_lists.by_id_number(db, str(one["id_number"]))
        assert found.worker_id == "W1"
        [found] = caseload_lists.by_phone(db, "13900000009")
        assert found.worker_id == "W1"
        ending = str(other["id_number"])[-4:]
        [found] = caseload_lists.ending(db, ending, name="张伟")
        assert found.worker_id == "W2"
        assert caseload_lists.ending(db, ending, name="张") == ()


def test_the_ends_of_a_number_find_its_owner_within_ones_reach(
    store: Store, take: Callable[..., None]
) -> None:
    people = [row(n, f"张{name}") for n, name in enumerate("甲乙丙丁戊己", 1)]
    take(*people)
    number = str(people[4]["id_number"])
    home = str(people[4]["region"])
    for reach, whose in ((THE_CITY, {"W5"}), (Reach("county", home), {"W5"}), (NOBODY, set())):
        with narrowed(store, reach) as db:
            for last in (number[-4:], number[-6:]):
                found = caseload_lists.ending(db, last, first=number[:4])
                assert {line.worker_id for line in found} == whose
            assert caseload_lists.ending(db, number[-4:], first="99") == ()


def test_nobody_counts_further_than_anybody_reads(store: Store, take: Callable[..., None]) -> None:
    take(row(1, "甲"), row(2, "乙"))
    with reading(store) as db:
        assert caseload_lists.count(db, Wanted()) == 2
    assert COUNTED_UP_TO == 1000


def judge(
    store: Store,
    index: dict[str, float | None],
    suggested: dict[str, str] | None = None,
    on: date = TODAY,
) -> None:
    with transaction(store) as db:
        found = judged(index, suggested)
        caseload.keep_judged(db, caseload.judged_otherwise(db, found, on))


def judged(index: dict[str, float | None], suggested: dict[str, str] | None = None) -> pa.Table:
    said = suggested or {}
    return pa.table(
        {
            "worker_id": pa.array(index.keys(), pa.string()),
            "index_value": pa.array(index.values(), pa.float64()),
            "suggested": pa.array([said.get(i) for i in index], pa.string()),
        }
    )

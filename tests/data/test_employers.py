"""Employers on public lists: taken from files, kept as told, counted from their first day to their last."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.importers.employers import import_employers
from data.importers.mapping import load_mapping
from data.importers.summary import ImportSummary
from data.records import employers, vacancies
from data.store import Store, reading, transaction
from data.tables_employers import employer_listings
from tests import builders
from tests.builders import TODAY
from tests.data.importing import report_of, template_of_somebody, write_csv

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
LISTED: dict[str, object] = {
    "单位名称": "忻州欠薪建筑有限公司",
    "统一社会信用代码": "",
    "名单": "拖欠农民工工资失信联合惩戒对象名单",
    "列入日期": date(2026, 3, 1),
    "移出日期": "",
    "公布机关": "忻州市人社局",
}


def take(store: Store, path: Path) -> ImportSummary:
    return import_employers(
        store,
        path,
        load_mapping("employers"),
        as_of=TODAY,
        recorded_at=NOW,
        report_folder=path.parent / "reports",
    )


DAYS = (
    # listed, removed, counts on TODAY (2026-11-23)
    (date(2026, 3, 1), None, True),
    (date(2026, 11, 23), None, True),
    (date(2026, 3, 1), date(2026, 11, 24), True),
    (date(2026, 3, 1), date(2026, 11, 23), False),
    (date(2026, 3, 1), date(2026, 3, 1), False),
)


@pytest.mark.parametrize(("listed", "removed", "counts"), DAYS)
def test_a_listing_counts_from_its_first_day_until_it_is_taken_off(
    store: Store, tmp_path: Path, listed: date, removed: date | None, counts: bool
) -> None:
    row = LISTED | {"列入日期": listed, "移出日期": removed or ""}
    assert take(store, write_csv(tmp_path / "list.csv", [row])).new == 1
    with reading(store) as db:
        assert bool(employers.on_lists(db, TODAY)) == counts


def test_what_was_told_is_kept_and_the_newest_word_counts(store: Store, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "first.csv", [LISTED, LISTED | {"名单": "经营异常名录"}])
    assert take(store, first).new == 2
    assert take(store, first).unchanged == 2
    off = write_csv(tmp_path / "off.csv", [LISTED | {"移出日期": date(2026, 9, 1)}])
    assert take(store, off).changed == 1
    with reading(store) as db:
        (left,) = employers.on_lists(db, TODAY)
        assert left.list == "abnormal_operation"
        assert len(employers.on_lists(db, date(2026, 8, 31))) == 2
        assert db.scalar(sa.select(sa.func.count()).select_from(employer_listings)) == 3
    with pytest.raises(sa.exc.DatabaseError), transaction(store) as db:
        db.execute(sa.delete(employer_listings))


def test_a_row_that_cannot_be_so_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    wrong = (
        LISTED | {"名单": "红名单"},
        LISTED | {"列入日期": date(2026, 11, 24)},
        LISTED | {"移出日期": date(2026, 2, 1)},
        LISTED | {"统一社会信用代码": "911400000000000000"},
        LISTED | {"单位名称": ""},
    )
    done = take(store, write_csv(tmp_path / "list.csv", [*wrong, LISTED]))
    assert (done.new, done.refused) == (1, 5)
    columns = [line[1] for line in report_of(done)]
    assert columns == ["名单", "列入日期", "移出日期", "统一社会信用代码", "单位名称"]


def test_the_posts_of_a_listed_employer_say_so_however_its_name_is_written(
    store: Store, tmp_path: Path
) -> None:
    names = ("忻州（欠薪）建筑有限公司", "忻州(欠薪) 建筑有限公司", "忻州守信公司")
    rows = [{"vacancy_id": f"V{n}", "employer": name} for n, name in enumerate(names)]
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(rows), NOW)
    take(store, write_csv(tmp_path / "list.csv", [LISTED | {"单位名称": names[0]}]))
    with reading(store) as db:
        told = vacancies.open_on(db, TODAY)["listed"].to_pylist()
        before = vacancies.open_on(db, date(2026, 2, 28))["listed"].to_pylist()
    assert [[one["list"] for one in each] for each in told] == [["wage_arrears"]] * 2 + [[]]
    assert not any(before)


def test_the_template_is_read_back_by_its_mapping(store: Store, tmp_path: Path) -> None:
    assert take(store, template_of_somebody("employers", tmp_path)).new == 1

"""A corrected posting is matched as people read it, whatever its source says again, until it is undone."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import corrections, vacancies
from data.store import Store, reading, transaction
from service.correcting import BadCorrection, Corrections, Demand
from service.errors import Conflict, NotFound
from tests import builders
from tests.service.stocked import NOW, VACANCIES, caller, stock

LATER = NOW + timedelta(days=1)


@pytest.fixture
def clerk(store: Store) -> Corrections:
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(VACANCIES), NOW)
    return Corrections(store)


def said(clerk: Corrections, field: str, vacancy_id: str = "V-driver") -> Demand:
    return {d.field: d for d in clerk.demands(vacancy_id)}[field]


def correct(clerk: Corrections, field: str, text: str, vacancy_id: str = "V-driver") -> None:
    clerk.correct(vacancy_id, field, text, reason="原文如此", by="甲", now=NOW)


def import_again(store: Store, **changed: object) -> None:
    rows = [row | (changed if row["vacancy_id"] == "V-driver" else {}) for row in VACANCIES]
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(rows), LATER)


def test_a_correction_is_matched_at_once_and_undone_at_once(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    clerk, asking = Corrections(store), caller(store, tmp_path)

    def shown() -> list[str]:
        found = asking.get("/workers/W-learner/vacancies").json
        return [v["vacancy"]["vacancy_id"] for v in found["vacancies"]]

    assert "V-driver" not in shown(), "has no licence"
    correct(clerk, "required_licences", "")
    assert "V-driver" in shown()
    clerk.undo("V-driver", "required_licences", by="乙", now=LATER)
    assert "V-driver" not in shown()


def test_a_correction_survives_the_same_source(clerk: Corrections, store: Store) -> None:
    correct(clerk, "min_education", "大专")
    import_again(store)
    assert said(clerk, "min_education").text == "大专"
    assert not said(clerk, "min_education").moved
    import_again(store, min_education=2, places=9)
    found = said(clerk, "min_education")
    assert (found.text, found.as_read, found.moved) == ("大专", "初中", True)
    with reading(store) as db:
        row = vacancies.one(db, "V-driver").to_pylist()[0]
        assert (row["min_education"], row["places"]) == (4, 9)
        assert vacancies.as_read(db, "V-driver").to_pylist()[0]["min_education"] == 2


def test_undoing_brings_back_what_stood_before(clerk: Corrections) -> None:
    correct(clerk, "wage_high_fen", "7000")
    correct(clerk, "wage_high_fen", "7500.50")
    assert said(clerk, "wage_high_fen").text == "7,500.50元"
    clerk.undo("V-driver", "wage_high_fen", by="乙", now=LATER)
    assert said(clerk, "wage_high_fen").text == "7,000元"
    clerk.undo("V-driver", "wage_high_fen", by="乙", now=LATER)
    assert said(clerk, "wage_high_fen").correction is None
    with pytest.raises(Conflict):
        clerk.undo("V-driver", "wage_high_fen", by="乙", now=LATER)
    assert [(t.text, t.by) for t in clerk.history("V-driver")] == [
        ("撤销更正", "乙"),
        ("撤销更正", "乙"),
        ("7,500.50元", "甲"),
        ("7,000元", "甲"),
    ]


WRITTEN = [
    ("occupation", "焊工", "6-18-02-04", "焊工"),
    ("region", "原平市", "140981", "忻州·原平市"),
    ("required_skills", "电焊， 氩弧焊;电焊", ["氩弧焊", "电焊"], "氩弧焊、电焊"),
    ("required_skills", "", [], "未写明"),
    ("underground", "是", True, "是"),
    ("hours", "夜班", "night", "夜班"),
    ("min_education", "高中", 3, "高中/中专/技校"),
    ("min_education", "不限", 0, "不限"),
    ("min_experience_months", "36", 36, "36个月"),
    ("required_certificate", "6-18-02-04:3", "6-18-02-04:3", "焊工（三级/高级工）"),
    ("wage_low_fen", "", None, "未写明"),
]


def test_what_people_write_is_read_as_a_file_is(clerk: Corrections, store: Store) -> None:
    for field, text, kept, shown in WRITTEN:
        correct(clerk, field, text)
        assert said(clerk, field).text == shown
        with reading(store) as db:
            assert vacancies.one(db, "V-driver").to_pylist()[0][field] == kept


REFUSED = [
    ("occupation", "不存在的职业"),
    ("wage_low_fen", "9999999"),
    ("wage_low_fen", "8000"),
    ("hours", "随便"),
    ("min_experience_months", "6001"),
    ("title", "改标题"),
    ("required_licences", "B2"),
]


def test_what_cannot_be_is_refused_and_nothing_is_kept(clerk: Corrections, store: Store) -> None:
    for field, text in REFUSED:
        with pytest.raises(BadCorrection):
            correct(clerk, field, text)
    with reading(store) as db:
        assert corrections.newest(db) == 0


def test_a_correction_says_why_and_of_what(clerk: Corrections) -> None:
    with pytest.raises(BadCorrection):
        clerk.correct("V-driver", "min_education", "大专", reason=" ", by="甲", now=NOW)
    with pytest.raises(NotFound):
        correct(clerk, "min_education", "大专", "V-none")


def test_a_corrected_occupation_is_sure(clerk: Corrections, store: Store) -> None:
    correct(clerk, "occupation", "焊工")
    with reading(store) as db:
        table = vacancies.some(db, ["V-driver"])
        assert table["occupation_confidence"].to_pylist() == [1.0]

"""Vacancies are written once for a market, and anew for the next."""

import pytest

from models.matching.market import encode_vacancies
from service import written
from service.offering import market_forms
from service.written import Written
from tests.builders import TODAY, vacancies

IDS = [f"V{n}" for n in range(6)]
MARKET = encode_vacancies(
    vacancies([{"vacancy_id": id_, "title": f"岗位{id_}"} for id_ in IDS]), TODAY
)


def test_a_vacancy_is_written_once_in_whichever_order_it_is_asked_for() -> None:
    kept = Written()
    first = kept.forms(MARKET, ["V4", "V0"])
    again = kept.forms(MARKET, ["V0", "V2", "V4"])
    assert again == market_forms(MARKET, ["V0", "V2", "V4"])
    assert (again[0] is first[1], again[2] is first[0]) == (True, True)


def test_another_market_is_written_anew() -> None:
    kept = Written()
    kept.forms(MARKET, IDS)
    changed = encode_vacancies(vacancies([{"vacancy_id": "V0", "title": "改名后的岗位"}]), TODAY)
    assert [form.title for form in kept.forms(changed, ["V0"])] == ["改名后的岗位"]


def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "MOST", 3)
    kept = Written()
    for at in range(len(IDS) - 1):
        assert kept.forms(MARKET, IDS[at : at + 2]) == market_forms(MARKET, IDS[at : at + 2])
    assert len(kept._kept) <= 3

"""Levers change one fact, and index and vacancies answer for the same change."""

import re
from datetime import date

import pyarrow as pa
import pytest

from data.codes.wages import local_median_fen
from data.schema import snapshot_columns
from data.synthetic import synthesise
from models.index.scorecard import Scorecard
from models.levers import Lever, levers, trial_of
from models.matching.eligibility import eligible
from models.matching.market import Market, encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.seekers import encode_workers
from tests import builders
from tests.builders import TODAY

MEDIAN = local_median_fen("4-02-02-02", TODAY)

# what the worker's file says otherwise · what the vacancies ask · lever, and how many it opens
TABLE = """
licences=                           required_licences=B2             certificate    1
licences=C1                         required_licences=B2             certificate    1
licences=                           required_licences=B2,健康证        certificate    -
certificates=                       required_certificate=6-18-02-04:4  certificate  1
certificates=6-18-02-04:4           required_certificate=6-18-02-04:4  certificate  -
reach=county                        region=140981                    reach          1
reach=county                        region=140902                    reach          -
reach=county                        region=110101                    reach          1
reach=                              region=110101                    reach          -
reach=country                       region=110101                    reach          -
wish_wage_fen=900000                wage_high_fen=600000             expected_wage  1
wish_wage_fen=900000                wage_high_fen=900000             expected_wage  0
wish_wage_fen=100000                wage_high_fen=600000             expected_wage  -
wish_wage_fen=                      wage_high_fen=600000             expected_wage  -
licences=;reach=county              required_licences=B2;region=110101 certificate  -
"""


def found(file: str, asked: str) -> dict[str, Lever]:
    market = encode_vacancies(builders.vacancy(**facts(asked)), TODAY)
    return {lever.key: lever for lever in eased(builders.worker(**facts(file)), market)}


def facts(text: str) -> dict[str, object]:
    return {name: value(name, word) for name, word in (f.split("=") for f in text.split(";"))}


def value(name: str, word: str) -> object:
    if name in {"licences", "certificates", "required_licences", "wish_occupations"}:
        return [w for w in word.split(",") if w]
    return int(word) if word.isdigit() and name.endswith("_fen") else word or None


def eased(person: pa.Table, market: Market) -> tuple[Lever, ...]:
    """The levers of one worker by the scorecard."""
    trial = trial_of(person.to_pylist()[0], market)
    return levers(trial, Scorecard().assess(trial.files, market.as_of), COLD_START)


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_lever_opens_what_its_table_says(line: str) -> None:
    file, asked, key, opens = line.split()
    lever = found(file, asked).get(key)
    if opens == "-":
        assert lever is None
        return
    assert lever is not None
    assert lever.n_vacancies == int(opens)
    assert len(lever.vacancy_ids) == int(opens)
    assert (f"{opens}个" in lever.counselor) == (opens != "0")


def test_the_sentences_name_the_wage_the_paper_and_the_places() -> None:
    wage = found("wish_wage_fen=900000", "wage_high_fen=600000")["expected_wage"]
    assert MEDIAN is not None
    assert f"9000元调整到当地同类岗位中位数{MEDIAN[0] / 100:.0f}元" in wage.counselor
    assert "B2" in found("licences=", "required_licences=B2")["certificate"].counselor
    reach = found("reach=county", "region=140981")["reach"]
    assert "原平市" in reach.counselor
    assert "原平市" in reach.worker


def test_the_wage_to_lower_to_is_that_of_the_wish_that_pays_best() -> None:
    known = {code: local_median_fen(code, TODAY) for code in ("4-02-02-02", "6-31-01-02")}
    paid = sorted(found[0] for found in known.values() if found is not None)
    assert len(set(paid)) == 2
    for wishes in (",".join(sorted(known)), ",".join(sorted(known, reverse=True))):
        file = f"wish_wage_fen=900000;wish_occupations={wishes}"
        wage = found(file, "wage_high_fen=600000")["expected_wage"]
        assert f"中位数{paid[-1] / 100:.0f}元" in wage.counselor


def test_the_paper_most_in_demand_is_named_and_of_two_the_first_code() -> None:
    # 64 papers fill a word of bits, so that the last ones stand in a second one.
    for asked, named in (
        (["电工作业", "B2", "B2"], "B2"),
        (["B2", "A2"], "A2"),
        ([*(f"第{n:02d}证" for n in range(80)), "第79证"], "第79证"),
    ):
        posts = [
            {"vacancy_id": f"V{n}", "required_licences": [paper]} for n, paper in enumerate(asked)
        ]
        market = encode_vacancies(builders.vacancies(posts), TODAY)
        worker = builders.worker(licences=[])
        paper = next(x for x in eased(worker, market) if x.key == "certificate")
        assert named in paper.counselor


def test_an_index_that_abstains_has_no_levers() -> None:
    market = encode_vacancies(builders.vacancy(), TODAY)
    nothing = {c.name: None for c in snapshot_columns()} | {"worker_id": "w", "valid_on": TODAY}
    person = builders.worker(**nothing)
    assert eased(person, market) == ()


def test_over_a_market_levers_never_raise_the_index_and_open_only_what_was_closed() -> None:
    as_of = date(2026, 3, 1)
    drawn = synthesise(300, 200, 5, as_of)
    people = drawn.workers.select([c.name for c in snapshot_columns()])
    market = encode_vacancies(drawn.vacancies, as_of)
    seen = set()
    for row in range(60):
        person = people.slice(row, 1)
        now = eligible(encode_workers(person, market), 0, market)
        open_now = {market.ids[j] for j in now.nonzero()[0]}
        for lever in eased(person, market):
            seen.add(lever.key)
            assert lever.change <= 0
            assert lever.change < 0 or lever.n_vacancies > 0
            assert lever.n_places >= lever.n_vacancies >= len(lever.vacancy_ids)
            assert not open_now & set(lever.vacancy_ids)
            assert not re.search(r"nan|None|[a-z]+_[a-z]+", lever.counselor + lever.worker)
    assert seen == {"expected_wage", "certificate", "reach"}

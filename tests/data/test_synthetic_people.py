"""The synthetic registry has the shape of the real one: ids, ages, schooling, certificates, gaps."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from stdnum.cn import ric

from data.codes.education import education_years
from data.codes.licences import licences
from data.codes.occupations import occupations
from data.codes.regions import XINZHOU_UNITS, legacy_prefixes
from data.codes.skills import skills
from data.schema import WORKER_COLUMNS, arrow_schema
from data.synthetic import SyntheticMarket, synthesise
from data.synthetic.identity import sequences
from data.synthetic.trades import FIRST_WORDS, trades

AS_OF = date(2026, 3, 1)
WORKERS = 12_000


@pytest.fixture(scope="module")
def market() -> SyntheticMarket:
    return synthesise(WORKERS, 200, 11, AS_OF)


@pytest.fixture(scope="module")
def versions(market: SyntheticMarket) -> pd.DataFrame:
    return pd.DataFrame(market.workers.to_pandas())


@pytest.fixture(scope="module")
def present(versions: pd.DataFrame) -> pd.DataFrame:
    return versions.drop_duplicates("worker_id", keep="last")


def test_the_columns_are_those_of_the_registry(market: SyntheticMarket) -> None:
    assert market.workers.schema == arrow_schema(WORKER_COLUMNS)


def test_the_same_seed_gives_the_same_market_and_another_seed_another() -> None:
    one, again = synthesise(300, 40, 3, AS_OF), synthesise(300, 40, 3, AS_OF)
    other = synthesise(300, 40, 4, AS_OF)
    for kind in ("workers", "spells", "vacancies", "programmes", "truth"):
        assert getattr(one, kind).equals(getattr(again, kind))
    assert not one.workers.equals(other.workers)


def test_every_id_is_valid_unique_and_says_that_it_is_made_up(present: pd.DataFrame) -> None:
    ids = present["id_number"]
    assert ids.is_unique
    assert all(len(number) == 18 for number in ids)
    assert all(ric.calc_check_digit(number) == number[-1] for number in ids)
    assert (ids.str[14:17].astype(int) >= 950).all()
    assert present["phone"].dropna().str.fullmatch(r"154\d{8}").all()
    assert present["worker_id"].str.startswith("SYN").all()


def test_ids_carry_birthday_and_sex(present: pd.DataFrame) -> None:
    known = present.dropna(subset=["birth_on", "sex"])
    born = pd.to_datetime(known["birth_on"]).dt.strftime("%Y%m%d")
    assert (known["id_number"].str[6:14] == born).all()
    assert ((known["id_number"].str[16].astype(int) % 2 == 1) == (known["sex"] == "1")).all()


def test_those_born_here_before_2000_have_the_old_prefix(present: pd.DataFrame) -> None:
    prefix, year = present["id_number"].str[:6], present["id_number"].str[6:10].astype(int)
    old = prefix.isin(list(legacy_prefixes()))
    assert not (old & (year >= 2000)).any()
    assert not (prefix.isin(XINZHOU_UNITS) & (year < 2000)).any()
    assert old[year < 2000].mean() > 0.8


def test_too_many_on_one_birthday_are_refused() -> None:
    same = np.zeros(1001, dtype=np.int64)
    with pytest.raises(ValueError, match="smaller market"):
        sequences(same, same, np.ones(1001, dtype=bool))


def test_ages_schooling_and_certificates_are_those_of_the_plan(present: pd.DataFrame) -> None:
    age = (pd.Timestamp(AS_OF) - pd.to_datetime(present["birth_on"])).dt.days / 365.25
    assert 16 <= age.min() < 17
    assert 64 < age.max() < 66.1
    assert 40 < age.mean() < 43
    years = present["education"].dropna().map(education_years)
    assert years.mean() == pytest.approx(11.13, abs=0.15)
    skilled = present["certificates"].dropna().map(len) > 0
    assert skilled.mean() == pytest.approx(36.6 / 191, abs=0.015)


def test_every_county_unit_is_there_and_the_district_is_the_largest(present: pd.DataFrame) -> None:
    counts = present["region"].value_counts()
    assert set(counts.index) == set(XINZHOU_UNITS)
    assert counts.index[0] == "140902"


def test_townships_lie_in_their_county(present: pd.DataFrame) -> None:
    known = present.dropna(subset=["township"])
    assert (known["township"].str[:6] == known["region"]).all()
    assert not (known["region"] == "140972").any()


def test_every_optional_column_has_gaps_and_no_mandatory_one(present: pd.DataFrame) -> None:
    for column in WORKER_COLUMNS:
        share = present[column.name].isna().mean()
        assert share == 0 if column.required else share > 0, column.name


def test_some_have_no_certificate_and_of_some_it_is_not_known(present: pd.DataFrame) -> None:
    assert present["certificates"].isna().any()
    assert (present["certificates"].dropna().map(len) == 0).any()


def test_every_word_and_code_is_one_of_the_lists(present: pd.DataFrame) -> None:
    known = {"skills": skills(), "licences": licences(), "past_occupations": occupations()}
    for column, codes in known.items():
        assert {word for words in present[column].dropna() for word in words} <= set(codes)


def test_words_listed_later_leave_the_trades_as_they_were() -> None:
    first = list(skills())[:FIRST_WORDS]
    assert first[-1] == "天正"
    assert {word for words in trades(date(2026, 1, 1)).skills for word in words} <= set(first)


def test_women_do_not_work_underground(versions: pd.DataFrame) -> None:
    underground = {"6-16-01-05", "6-16-01-04", "6-16-01-06", "6-16-01-09", "6-16-01-10"}
    women = versions[versions["id_number"].str[16].astype(int) % 2 == 0]
    assert not women["last_occupation"].isin(underground).any()


def test_most_work_and_a_few_per_cent_are_in_an_open_spell(present: pd.DataFrame) -> None:
    is_open = present["registered_on"].notna()
    assert 0.05 < is_open.mean() < 0.09
    assert present.loc[is_open, "employment_status"].isin({"unemployed", "never_worked"}).all()
    status = present["employment_status"].value_counts(normalize=True)
    assert status[["employed", "self_employed", "flexible", "migrant", "farming"]].sum() > 0.7


def test_nothing_lies_after_the_day_of_looking(versions: pd.DataFrame) -> None:
    for column in ("valid_on", "graduated_on", "trained_on", "land_lost_on", "registered_on"):
        days = pd.to_datetime(versions[column])
        assert not (days > pd.to_datetime(versions["valid_on"])).any(), column
    assert pd.to_datetime(versions["valid_on"]).max() <= pd.Timestamp(AS_OF)


@pytest.mark.parametrize("column", ["experience_months", "longest_tenure_months", "ui_months"])
def test_what_only_grows_never_shrinks(versions: pd.DataFrame, column: str) -> None:
    steps = versions.groupby("worker_id")[column].diff().dropna()
    assert len(steps) > 3000
    assert (steps >= 0).all()


@pytest.mark.parametrize("column", ["skills", "past_occupations", "certificates", "licences"])
def test_nothing_learnt_is_lost(versions: pd.DataFrame, column: str) -> None:
    known = versions.dropna(subset=[column])
    for _, lists in known.groupby("worker_id")[column]:
        sets = [set(values) for values in lists]
        assert all(a <= b for a, b in pairwise(sets))
        assert all(len(set(values)) == len(values) for values in lists)


def test_the_parts_of_a_history_fit_together(versions: pd.DataFrame) -> None:
    assert versions["months_worked_36"].max() <= 36
    assert versions["income_months_12"].max() <= 12
    whole = versions.dropna(subset=["experience_months"])
    assert not (whole["longest_tenure_months"] > whole["experience_months"]).any()
    assert not (whole["months_worked_36"] > whole["experience_months"] + 1).any()
    idle = whole[whole["experience_months"] == 0]
    assert idle["last_wage_fen"].isna().all()
    assert not versions.duplicated(["worker_id", "valid_on"]).any()

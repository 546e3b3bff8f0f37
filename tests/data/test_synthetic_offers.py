"""Synthetic vacancies and programmes have the skew, the gaps and the faults of real ones."""

from datetime import date

import pandas as pd
import pytest

from data.codes.regions import XINZHOU_UNITS
from data.codes.wages import local_median_fen
from data.schema import PROGRAMME_COLUMNS, VACANCY_COLUMNS, arrow_schema
from data.synthetic import SyntheticMarket, synthesise
from data.synthetic.vacancies import FORBIDDEN

AS_OF = date(2026, 3, 1)


@pytest.fixture(scope="module")
def market() -> SyntheticMarket:
    return synthesise(100, 3000, 17, AS_OF)


@pytest.fixture(scope="module")
def vacancies(market: SyntheticMarket) -> pd.DataFrame:
    return pd.DataFrame(market.vacancies.to_pandas())


@pytest.fixture(scope="module")
def programmes(market: SyntheticMarket) -> pd.DataFrame:
    return pd.DataFrame(market.programmes.to_pandas())


def test_the_columns_are_those_of_the_schema(market: SyntheticMarket) -> None:
    assert market.vacancies.schema == arrow_schema(VACANCY_COLUMNS)
    assert market.programmes.schema == arrow_schema(PROGRAMME_COLUMNS)
    assert market.vacancies.num_rows == 3000
    assert market.programmes.num_rows == 120


def test_demand_is_skewed_by_occupation_and_county(vacancies: pd.DataFrame) -> None:
    shares = vacancies["occupation"].value_counts(normalize=True)
    assert shares.iloc[:20].sum() > 0.3
    assert len(shares) > 120
    flange = vacancies["occupation"].str.startswith("6-18")
    there = vacancies["region"] == "140921"
    assert flange[there].mean() > 2 * flange[~there].mean()


def test_most_work_is_here_and_some_is_where_the_brands_go(vacancies: pd.DataFrame) -> None:
    here = vacancies["region"].isin(XINZHOU_UNITS)
    assert 0.88 < here.mean() < 0.96
    assert vacancies["place_text"][here].str.startswith("忻州·").all()


def test_wages_are_near_the_local_median(vacancies: pd.DataFrame) -> None:
    known = vacancies.dropna(subset=["wage_low_fen"])
    assert (known["wage_low_fen"] < known["wage_high_fen"]).all()
    found = [local_median_fen(code, AS_OF) for code in known["occupation"]]
    medians = pd.Series([m[0] for m in found if m], index=known.index)
    middle = (known["wage_low_fen"] + known["wage_high_fen"]) / 2
    assert 0.7 < (middle / medians).median() < 1.3


def test_an_open_wage_is_unknown_and_not_nought(vacancies: pd.DataFrame) -> None:
    asked = vacancies["wage_text"] == "面议"
    assert 0.04 < asked.mean() < 0.1
    assert (vacancies["wage_low_fen"].isna() == asked).all()


def test_licences_are_asked_for_where_the_law_does(vacancies: pd.DataFrame) -> None:
    welders = vacancies[vacancies["occupation"] == "6-18-02-04"]
    assert len(welders) > 10
    assert all("特种作业-焊接" in licences for licences in welders["required_licences"])
    assert (welders["min_age"] == 18).all()


def test_titles_are_as_people_write_them(vacancies: pd.DataFrame) -> None:
    assert vacancies["title"].str.contains("急招|诚聘|急聘").mean() > 0.1
    cleaners = vacancies.loc[vacancies["occupation"] == "4-09-08-01", "title"]
    assert cleaners.str.contains("保洁").all()
    assert cleaners.nunique() > 5


def test_a_few_postings_break_the_law(vacancies: pd.DataFrame) -> None:
    unlawful = vacancies["description"].str.contains("|".join(FORBIDDEN))
    assert 0 < unlawful.mean() < 0.03


def test_some_are_closed_or_expired_and_most_are_open(vacancies: pd.DataFrame) -> None:
    live = (vacancies["status"] == "open") & (vacancies["expires_on"] >= AS_OF)
    assert 0.75 < live.mean() < 0.97
    assert (vacancies["posted_on"] <= AS_OF).all()
    assert vacancies["places"].between(1, 50).all()
    assert vacancies["places"].max() > 10


def test_names_of_employers_say_that_they_are_made_up(vacancies: pd.DataFrame) -> None:
    assert vacancies["employer"].str.endswith("（虚构）").all()


def test_every_county_unit_has_a_programme(programmes: pd.DataFrame) -> None:
    assert set(programmes["region"]) == set(XINZHOU_UNITS)


def test_programmes_give_what_vacancies_ask_for(
    programmes: pd.DataFrame, vacancies: pd.DataFrame
) -> None:
    asked = {licence for licences in vacancies["required_licences"] for licence in licences}
    given = {licence for licences in programmes["gives_licences"] for licence in licences}
    assert given <= asked
    assert len(given) > 5
    certificates = set(vacancies["required_certificate"].dropna())
    assert certificates & set(programmes["gives_certificate"].dropna())
    gives = programmes["gives_certificate"].notna() | (programmes["gives_licences"].map(len) > 0)
    assert gives.all()


def test_programmes_start_after_the_day(programmes: pd.DataFrame) -> None:
    assert (programmes["starts_on"] > AS_OF).all()
    assert (programmes["hours_total"] == programmes["days"] * 8).all()
    assert (programmes["cost_fen"] > 0).all()

"""Figures by hand: who counts in which indicator, supply and demand, and what is too small to show."""

from datetime import date

from data.records.figures import ALL, OUTSIDE, UNKNOWN
from models.figures.indicators import COUNTS, indicator_figures
from models.figures.market import market_figures
from models.figures.small_counts import hidden
from tests import builders
from tests.builders import TODAY

PEOPLE = [
    # 焊工四级，在职；大专
    {"employment_status": "employed", "certificates": ["6-18-02-04:4"], "education": "31"},
    # 两本证，最高三级；务农
    {"employment_status": "farming", "certificates": ["6-18-02-04:5", "6-31-01-03:3"]},
    {"employment_status": "flexible", "certificates": []},
    {"employment_status": "unemployed", "certificates": ["6-18-02-04:special"]},
    {"employment_status": None, "certificates": None, "education": None},
    {"employment_status": "deceased", "certificates": ["6-18-02-04:1"]},
    {"employment_status": "retired", "birth_on": date(1950, 1, 1), "certificates": []},
    {"employment_status": "student", "birth_on": date(2012, 1, 1), "certificates": []},
    {"region": "140981", "employment_status": "migrant", "certificates": [], "birth_on": None},
]


def counted(region: str) -> dict[str, tuple[int, int | None, int]]:
    people = builders.workers([{"worker_id": f"W{n}"} | row for n, row in enumerate(PEOPLE)])
    return {
        f.indicator: (f.numerator, f.denominator, f.n_unknown)
        for f in indicator_figures(people, TODAY, {"W0", "W3", "W4", "W5"})
        if f.region == region
    }


def test_each_indicator_has_its_own_denominator() -> None:
    assert counted(ALL) == {
        "skilled": (3, None, 0),
        "high_skilled": (1, None, 0),
        "certified_share": (2, 4, 1),
        "medium_share": (2, 3, 0),
        "schooling": (15 + 9 + 9 + 9, 4, 2),
        "trained_at_work": (1, 2, 1),
        "certificates_held": (4, None, 0),
        "registered": (5, None, 1),
    }


def test_a_county_counts_its_own() -> None:
    found = counted("140981")
    assert found["certified_share"] == (0, 1, 0)
    assert found["registered"] == (0, None, 1)
    assert counted("140921")["skilled"] == (0, None, 0)


def test_every_indicator_says_what_it_is() -> None:
    said = [count.__doc__ for count in COUNTS.values()]
    assert all(said)
    assert len(set(said)) == len(said)


def test_supply_meets_demand_by_county_and_group() -> None:
    offers = builders.vacancies(
        [
            {"places": 3, "posted_on": date(2026, 11, 20)},
            {
                "vacancy_id": "V2",
                "places": 2,
                "wage_low_fen": 300_000,
                "wage_high_fen": None,
                "posted_on": date(2026, 9, 1),
            },
            {"vacancy_id": "V3", "region": "140900", "occupation": None, "places": 1},
            {"vacancy_id": "V4", "region": "110101", "places": 50},
        ]
    )
    seekers = builders.workers(
        [
            {"wish_occupations": ["4-02-02-02", "4-02-02-01", "6-18-02-04"]},
            {"worker_id": "W2", "wish_occupations": [], "last_occupation": "6-18-02-04"},
            {
                "worker_id": "W3",
                "region": "140981",
                "wish_occupations": None,
                "last_occupation": None,
            },
        ]
    )
    found = {(f.region, f.occupation): f for f in market_figures(offers, seekers, TODAY)}
    drivers = found["140902", "4-02"]
    assert (drivers.n_vacancies, drivers.n_places, drivers.n_waiting) == (2, 5, 2)
    assert (drivers.n_jobseekers, drivers.wage_p50_fen, drivers.wish_p50_fen) == (
        1,
        412_500,
        450_000,
    )
    assert found["140902", "6-18"].n_jobseekers == 2
    assert found["140902", "6-18"].n_vacancies == 0
    assert found["140902", ALL].n_jobseekers == 2, "who wishes for two groups is one person"
    assert found["140981", UNKNOWN].n_jobseekers == 1
    assert found[UNKNOWN, UNKNOWN].n_places == 1
    assert found[OUTSIDE, "4-02"].n_places == 50
    assert found[ALL, ALL].n_places == 6, "what is beyond the city is not the city's demand"
    assert found[ALL, ALL].n_jobseekers == 3


def test_nothing_is_a_figure_too() -> None:
    nobody = builders.workers([{}]).slice(0, 0)
    assert market_figures(builders.vacancies([{}]).slice(0, 0), nobody, TODAY) == ()
    assert {f.numerator for f in indicator_figures(nobody, TODAY)} == {0}


def test_a_small_count_takes_others_along_until_no_total_tells_it() -> None:
    counts = {
        ("a", "x"): 3, ("a", "y"): 20, ("a", "z"): 0,
        ("b", "x"): 30, ("b", "y"): 40, ("b", "z"): 50,
        ("c", "x"): 60, ("c", "y"): 70, ("c", "z"): 80,
    }  # fmt: skip
    gone = hidden(counts)
    assert ("a", "x") in gone
    for side in (0, 1):
        for name in "abc" if side == 0 else "xyz":
            line = [cell for cell in counts if cell[side] == name]
            assert sum(cell in gone for cell in line) != 1
    assert ("c", "z") not in gone
    assert hidden({("a", "x"): 7, ("b", "x"): 0}) == frozenset()


def test_who_lives_beyond_the_city_protects_nobody_within_it() -> None:
    """The city's totals leave them out: the second cell hidden in a column has to be one of the city's."""
    lives = {"140902": 3, "140921": 20, "140981": 30, "110101": 12}
    people = [
        {"worker_id": f"{region}-{n}", "region": region, "wish_occupations": ["6-18-02-04"]}
        for region, count in lives.items()
        for n in range(count)
    ]
    nothing = builders.vacancies([{}]).slice(0, 0)
    found = market_figures(nothing, builders.workers(people), TODAY)
    for occupation in ("6-18", ALL):
        gone = {f.region for f in found if f.occupation == occupation and f.is_hidden}
        assert gone == {"140902", "140921"}

"""What people will look at is learned from others: never from themselves, never from afar."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.words.interest import COMPARISONS, InterestModel, Person, Words, evidence, reachable
from models.words.similarity import TextSpace
from models.words.viewings import Crowd, Openings

TITLES = ["cook", "line cook", "cashier", "cashier part time", "nurse", "cook helper"]
PLACES = [0, 0, 0, 1, 1, 2]
REGIONS = [0, 0, 0, 0, 0, 1]


def openings() -> Openings:
    return Openings(np.array([0, 1, 0, 1, 2, 2]), np.array(PLACES), np.array(REGIONS), 3, 3)


def words_of(text: str) -> Words:
    space = TextSpace(TITLES)
    like = (space.vectors([text]) @ space.vectors(TITLES).T).toarray()[0]
    return Words(like, like, like, np.zeros(len(TITLES), dtype=np.float32))


def rows_of(crowd: Crowd, person: Person) -> np.ndarray:
    return evidence(person, openings(), crowd, TextSpace(TITLES).vectors(TITLES))


def column(rows: np.ndarray, name: str) -> np.ndarray:
    return rows[:, COMPARISONS.index(name)]


VIEWS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5)), max_size=25)


@settings(max_examples=40)
@given(VIEWS)
def test_leaving_somebody_out_is_as_if_they_had_never_looked(views: list[tuple[str, int]]) -> None:
    whole, others = Crowd(openings()), Crowd(openings())
    for person, job in views:
        whole.add(person, [0], job)
        if person != "a":
            others.add(person, [0], job)
    assert all(
        np.array_equal(x, y) for x, y in zip(whole.drawn("a"), others.drawn("a"), strict=True)
    )
    assert np.allclose(whole.companions([0, 3], "a"), others.companions([0, 3], "a"))


@settings(max_examples=40)
@given(VIEWS)
def test_a_second_look_counts_nothing(views: list[tuple[str, int]]) -> None:
    once, twice = Crowd(openings()), Crowd(openings())
    for person, job in views:
        once.add(person, [1], job)
        for _ in range(2):
            twice.add(person, [1], job)
    assert np.array_equal(once.drawn("z")[0], twice.drawn("z")[0])
    assert np.array_equal(once.affinity([0, 1], "z"), twice.affinity([0, 1], "z"))


def test_people_from_a_place_lead_others_of_it_where_they_look() -> None:
    crowd = Crowd(openings())
    crowd.add("b", [2], 0)
    affinity = crowd.affinity([2], "a")
    assert affinity[0] > affinity[1] == 0
    assert crowd.affinity([2], "b")[0] == 0


def test_place_is_a_hard_rule_unless_nothing_is_known_of_it() -> None:
    crowd = Crowd(openings())
    near = rows_of(crowd, Person("a", (0,), words_of("cook")))
    assert reachable(near).tolist() == [True] * 5 + [False]
    assert reachable(rows_of(crowd, Person("a", (), words_of("cook")))).all()
    crowd.add("b", [0], 5)
    assert reachable(rows_of(crowd, Person("a", (0,), words_of("cook")))).all()


def test_evidence_speaks_of_words_places_and_what_was_seen() -> None:
    crowd = Crowd(openings())
    rows = rows_of(crowd, Person("a", (1,), words_of("cook"), seen=(2,)))
    assert column(rows, "words_of_past_work")[0] > column(rows, "words_of_past_work")[4]
    assert column(rows, "lives_in_the_place").tolist() == [0, 0, 0, 1, 1, 0]
    assert column(rows, "last_seen_job_in_the_place").tolist() == [1, 1, 1, 0, 0, 0]
    assert column(rows, "closest_seen_job")[3] > column(rows, "closest_seen_job")[0]


def test_a_model_learns_that_people_look_near_home() -> None:
    rng = np.random.default_rng(5)
    n = 400
    market = Openings(rng.integers(0, 9, n), rng.integers(0, 5, n), np.zeros(n, int), 9, 5)
    titles = TextSpace(["job"]).vectors(["job"] * n)
    nothing = Words(*[np.zeros(n, dtype=np.float32)] * 4)
    crowd, model = Crowd(market), InterestModel(1)
    people = [Person(str(i), (i % 5,), nothing) for i in range(30)]
    for person in people:
        near = np.flatnonzero(market.place == person.homes[0])
        model.show(
            evidence(person, market, crowd, titles), rng.choice(near, 5, replace=False).tolist()
        )
    scores = model.fit().score(evidence(Person("new", (3,), nothing), market, crowd, titles))
    top = np.argsort(-scores)[:20]
    assert (market.place[top] == 3).all()


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_comparison_has_a_column_of_its_own(name: str) -> None:
    assert COMPARISONS.count(name) == 1

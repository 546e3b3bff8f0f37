"""The index about people: five families, texts for both readers, exact reasons, abstention, refusals."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.canonical import joined, split
from data.schema import arrow_schema, snapshot_columns
from data.synthetic import synthesise
from models.index.assessment import reasons
from models.index.difficulty import Assessor, DifficultyIndex
from models.index.feature import FAMILIES, FORBIDDEN, ForbiddenFeature, refuse_forbidden
from models.index.features import FEATURES, NAMES, design, sources
from models.index.people import DAYS_A_MONTH
from models.index.scorecard import Scorecard

AS_OF = date(2026, 3, 1)
COLUMNS = [column.name for column in snapshot_columns()]


@pytest.fixture(scope="module")
def people() -> pa.Table:
    return synthesise(1500, 10, 4, AS_OF).workers.select(COLUMNS)


@pytest.fixture(scope="module")
def index(people: pa.Table) -> DifficultyIndex:
    """Fitted on drawn months that schooling shortens and the wish lengthens."""
    frame = design(people, AS_OF)
    rng = np.random.default_rng(0)
    score = 0.4 * frame["schooling"].fillna(3) - 1.5 * frame["wish_ratio"].fillna(1)
    months = rng.exponential(14 * np.exp(-score.to_numpy()))
    seen = rng.uniform(1, 30, len(months))
    outcome = np.column_stack([np.minimum(months, seen), months <= seen])
    return DifficultyIndex(max_rows=500).fit(frame, outcome)


def worker(**facts: object) -> pa.Table:
    """One worker with these facts, all others unknown."""
    schema = arrow_schema(snapshot_columns())
    row = {name: facts.get(name) for name in schema.names}
    return pa.Table.from_pylist([{**row, "worker_id": "w", "valid_on": AS_OF}], schema=schema)


def test_there_are_five_families_and_about_thirty_features() -> None:
    assert list(FAMILIES) == ["basic", "skills", "income", "history", "wish"]
    assert {feature.family for feature in FEATURES} == set(FAMILIES)
    assert 25 <= len(FEATURES) <= 40
    assert len(set(NAMES)) == len(NAMES)


def test_every_sentence_exists_and_no_two_features_share_one() -> None:
    for part in ("zh", "en", "fact", "harder", "easier"):
        texts = [getattr(feature, part) for feature in FEATURES]
        assert all(texts)
        assert len(set(texts)) == len(texts), part
    assert all("{value}" in feature.fact for feature in FEATURES)


@pytest.mark.parametrize(
    ("registered_on", "told"),
    [
        ("2026-02-01", "1个月"),
        ("2026-02-02", "0个月"),
        ("2024-02-05", "24个月"),
        ("2024-03-30", "23个月"),
    ],
)
def test_months_without_work_are_whole_ones(registered_on: str, told: str) -> None:
    """Two months and 29 days are two."""
    (feature,) = (f for f in FEATURES if f.name == "months_unemployed")
    days = (AS_OF - date.fromisoformat(registered_on)).days
    assert feature.shown(days / DAYS_A_MONTH) == told


def test_workers_are_told_nothing_that_shames() -> None:
    for feature in FEATURES:
        for word in ("困难户", "落后", "太差", "不合格", "失败", "懒"):
            assert word not in feature.harder + feature.easier


@pytest.mark.parametrize(
    "name",
    ["sex", "gender_code", "ethnicity", "marital_status", "n_children", "religion", "political_status",
     "hukou_region", "retire_track"],
)  # fmt: skip
def test_what_the_law_forbids_is_refused(name: str) -> None:
    with pytest.raises(ForbiddenFeature, match=name):
        refuse_forbidden((*NAMES, name))


def test_no_feature_reads_a_forbidden_field() -> None:
    assert not [field for field in sources() if FORBIDDEN.search(field)]
    assert not sources() & {"sex", "hukou_region", "retire_track", "population"}


def test_a_part_with_a_forbidden_feature_does_not_load() -> None:
    card = Scorecard()
    card.names = ("sex", *card.names[1:])
    written = pickle.dumps(card)
    with pytest.raises(ForbiddenFeature):
        pickle.loads(written)  # noqa: S301 written a line above


def test_a_batch_is_its_people_one_by_one(people: pa.Table, index: DifficultyIndex) -> None:
    some = people.slice(0, 25)
    whole = index.assess(some, AS_OF)
    for i in range(25):
        alone = index.assess(some.slice(i, 1), AS_OF)
        assert np.array_equal(alone.contributions[0], whole.contributions[i])
        assert alone.index[0] == whole.index[i]
        assert np.array_equal(whole.alone(i).families, alone.families)


@pytest.mark.parametrize("kind", ["index", "scorecard"])
def test_reasons_add_up_to_the_index(people: pa.Table, index: Assessor, kind: str) -> None:
    assessor = index if kind == "index" else Scorecard()
    found = assessor.assess(people, AS_OF)
    share = found.index / 100
    odds = np.log(share) - np.log1p(-share)
    assert np.abs(found.baseline + found.contributions.sum(axis=1) - odds).max() < 1e-6
    assert np.abs(found.families.sum(axis=1) - found.contributions.sum(axis=1)).max() < 1e-9
    assert (np.diff(found.curve, axis=1) <= 1e-12).all()
    assert ((found.index >= 0) & (found.index <= 100)).all()


def test_every_reason_has_a_sentence_for_both_and_they_are_all_there(
    people: pa.Table, index: DifficultyIndex
) -> None:
    found = index.assess(people.slice(0, 40), AS_OF)
    for i in range(40):
        given = reasons(found, i)
        assert {reason.key for reason in given} == set(NAMES)
        assert sum(r.contribution for r in given) == pytest.approx(found.contributions[i].sum())
        assert all(reason.counselor and reason.worker for reason in given)
        sizes = [abs(reason.contribution) for reason in given]
        assert sizes == sorted(sizes, reverse=True)


def test_unknown_people_are_not_judged_and_the_missing_is_named(index: DifficultyIndex) -> None:
    found = index.assess(worker(), AS_OF)
    assert found.abstained[0]
    assert {"age", "wish_ratio", "schooling"} <= set(found.missing[0])
    told = {reason.key: reason for reason in reasons(found, 0)}
    assert "未登记" in told["schooling"].counselor


def test_a_known_worker_is_judged(people: pa.Table, index: DifficultyIndex) -> None:
    assert index.assess(people, AS_OF).abstained.mean() < 0.05


@settings(max_examples=40, deadline=None)
@given(row=st.integers(0, 1499), field=st.sampled_from(["disabled", "poverty_monitored"]))
def test_telling_a_need_never_lowers_the_index(
    people: pa.Table, index: DifficultyIndex, row: int, field: str
) -> None:
    person = people.slice(row, 1)
    place = person.schema.get_field_index(field)
    told = person.set_column(place, field, pa.array([True]))
    silent = person.set_column(place, field, pa.array([None], pa.bool_()))
    for assessor in (index, Scorecard()):
        before, after = assessor.assess(silent, AS_OF), assessor.assess(told, AS_OF)
        assert after.index[0] >= before.index[0] - 1e-9


def test_nothing_known_later_is_read() -> None:
    later = worker(trained_on=date(2026, 6, 1), graduated_on=date(2026, 7, 1))
    frame = design(later, AS_OF)
    assert frame[["months_since_training", "months_since_graduation"]].isna().all(axis=None)


DESIGNS = """
fact                                                       | feature               | value
education=21                                               | schooling             | 5
certificates=6-18-02-04:4,4-10-01-06:5                     | certificate_level     | 3
certificates=                                              | certificate_level     | 0
certificates=6-18-02-04:4;wish_occupations=6-18-01-01      | certificate_fits_wish | 1
certificates=6-18-02-04:4;wish_occupations=4-10-01-06      | certificate_fits_wish | 0
registered_on=2025-09-01                                   | months_unemployed     | 5.95
reach=province                                             | reach                 | 3
experience_months=0                                        | never_worked          | 1
experience_months=0                                        | last_wage_ratio       | 0
disabled=                                                  | disability            | 0
"""


def test_a_feature_reads_its_fields() -> None:
    for line in DESIGNS.strip().splitlines()[1:]:
        facts, name, value = (part.strip() for part in line.split("|"))
        read = dict(fact.split("=") for fact in facts.split(";"))
        frame = design(worker(**{k: _fact(k, v) for k, v in read.items()}), AS_OF)
        assert frame[name][0] == pytest.approx(float(value), abs=0.01), line


DEGREES = """
index | degree
0     | 较低
24.9  | 较低
25    | 中等
50    | 较高
74.9  | 较高
75    | 很高
100   | 很高
"""


def test_type_and_degree_follow_from_the_families_and_the_index(
    people: pa.Table, index: DifficultyIndex
) -> None:
    found = index.assess(people.slice(0, 200), AS_OF)
    for i in range(200):
        kind = found.kind_of_difficulty(i)
        assert kind is None or found.by_family(i)[kind] == max(found.families[i]) > 0
    for line in DEGREES.strip().splitlines()[1:]:
        value, degree = line.split("|")
        one = replace(found, index=np.full(200, float(value)))
        assert one.degree_of_difficulty(0) == degree.strip(), line


def test_an_abstaining_index_has_no_type_and_names_the_fields(index: DifficultyIndex) -> None:
    found = index.assess(worker(), AS_OF)
    assert found.kind_of_difficulty(0) is None
    assert found.degree_of_difficulty(0) is None
    assert {"birth_on", "education", "wish_wage_fen"} <= set(found.missing_fields(0))
    assert not {"disabled", "low_income"} & set(found.missing_fields(0))


def test_the_scorecard_goes_the_way_its_features_say() -> None:
    for feature, main in zip(FEATURES, Scorecard().tables.mains, strict=True):
        points = -main[1:-1, 0]
        if feature.direction:
            assert (np.diff(points) * feature.direction >= 0).all(), feature.name


def _fact(name: str, text: str) -> object:
    if name in {"certificates", "wish_occupations"}:
        return [word for word in text.split(",") if word]
    if name == "disabled":
        return None
    if name.endswith("_months"):
        return int(text)
    return date.fromisoformat(text) if name.endswith("_on") else text


def test_lists_are_sets_so_their_order_changes_no_feature(people: pa.Table) -> None:
    """The registry keeps them sorted, whatever order a file or a form had."""
    kept = people
    for place, field in enumerate(people.schema):
        if pa.types.is_list(field.type):
            kept = kept.set_column(place, field.name, split(joined(people[field.name])))
    assert kept["wish_occupations"] != people["wish_occupations"]
    pd.testing.assert_frame_equal(design(people, AS_OF), design(kept, AS_OF))

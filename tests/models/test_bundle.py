"""A bundle is used whole, unchanged and by the code it was made for, or not at all."""

import json
from pathlib import Path

import pytest

from models.bundle import (
    BadBundle,
    current,
    load_bundle,
    manifest_of,
    promote,
    versions,
    write_bundle,
)

PROMISES = {
    "features": ["age_years", "wage_ratio"],
    "definitions": {"wage_ratio": 2},
    "comparisons": ["skills"],
}


def written(bundles: Path, version: str = "2026-01-01-a") -> Path:
    return write_bundle(
        bundles,
        version,
        {"index": {"intercept": 1.5}, "ranking": [1, 2]},
        promises=PROMISES,
        notes={"auc": 0.7},
        card="# Card\n",
    )


def edit(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_bundle_comes_back_as_it_was_written(tmp_path: Path) -> None:
    bundle = load_bundle(written(tmp_path), PROMISES)
    assert bundle.parts == {"index": {"intercept": 1.5}, "ranking": [1, 2]}
    assert bundle.version == "2026-01-01-a"
    assert manifest_of(tmp_path, "2026-01-01-a")["notes"] == {"auc": 0.7}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"python": "2.7"}, "python"),
        ({"libraries": {"scikit-learn": "0.1"}}, "libraries"),
        ({"promises": {"features": ["age_years"]}}, "promises"),
        ({"promises": PROMISES | {"definitions": {"wage_ratio": 1}}}, "definitions"),
    ],
)
def test_a_broken_promise_is_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    folder = written(tmp_path)
    edit(folder, **change)
    with pytest.raises(BadBundle, match=named):
        load_bundle(folder, PROMISES)


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match="features"):
        load_bundle(written(tmp_path), {**PROMISES, "features": ["age_years"]})


def test_a_changed_part_is_refused_before_it_is_unpickled(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "index.joblib").write_bytes(b"something else")
    with pytest.raises(BadBundle, match="part index is missing or was changed"):
        load_bundle(folder, PROMISES)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "x"}'])
def test_an_unreadable_manifest_is_one_sentence(tmp_path: Path, text: str) -> None:
    folder = written(tmp_path)
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BadBundle, match="manifest"):
        load_bundle(folder, PROMISES)


def test_a_folder_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadBundle, match="no manifest"):
        load_bundle(tmp_path / "empty", PROMISES)
    assert versions(tmp_path) == []


@pytest.mark.parametrize(
    "feature",
    ["sex", "is_female_sex", "gender", "ethnicity", "marital_status", "religion", "hukou_type"],
)
def test_what_may_never_be_a_feature_is_refused(tmp_path: Path, feature: str) -> None:
    with pytest.raises(BadBundle, match="may not be a feature"):
        write_bundle(tmp_path, "v", {}, promises={"features": [feature]}, notes={}, card="")
    assert versions(tmp_path) == []


def test_a_version_is_written_once(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(BadBundle, match="exists already"):
        written(tmp_path)


def test_a_part_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="pickle"):
        write_bundle(tmp_path, "v", {"index": lambda: 0}, promises=PROMISES, notes={}, card="")
    assert list(tmp_path.iterdir()) == []


def test_the_promoted_bundle_is_the_current_one(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    first, second = written(tmp_path, "a"), written(tmp_path, "b")
    promote(tmp_path, "b")
    assert current(tmp_path) == second
    promote(tmp_path, "a")
    assert current(tmp_path) == first
    assert versions(tmp_path) == ["a", "b"]
    with pytest.raises(BadBundle, match="no bundle"):
        promote(tmp_path, "c")

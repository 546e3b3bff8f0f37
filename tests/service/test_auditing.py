"""What touches files is in the trail before it begins: neither a fault nor a kill leaves no trace."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from data.importers.readers import UnreadableFile
from data.records import audit
from data.records.audit import Act
from data.store import Store, StoreFailed, reading, transaction
from service.auditing import kind_of, written_down
from service.auth import create_token
from service.cli.examining import examine
from service.clock import utc_now
from service.errands import running
from service.errands.running import run_errand
from service.errands.starting import Errands
from service.errors import Problem
from tests.service.stocked import NOW, opened, settings

ACT = Act("account:u1", "imported", "import:workers")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = opened(tmp_path)
    yield found
    found.engine.dispose()


def phases(store: Store) -> list[object]:
    with reading(store) as db:
        return [each.act.facts.get("phase") for each in reversed(audit.acts(db))]


def test_what_went_well_has_a_beginning_and_an_end(store: Store) -> None:
    with written_down(store, ACT, lambda: NOW):
        assert phases(store) == ["begun"]
    assert phases(store) == ["begun", "ended"]
    with reading(store) as db:
        ended, begun = audit.acts(db)
    assert ended.act.facts["of"] == begun.number


def test_what_failed_is_said_to_have_failed(store: Store) -> None:
    with pytest.raises(OSError, match="full"), written_down(store, ACT, lambda: NOW):
        raise OSError("full")
    with reading(store) as db:
        failed, _ = audit.acts(db)
    assert (failed.act.succeeded, failed.act.facts["fault"]) == (False, "files")
    assert "full" not in str(failed)


@pytest.mark.parametrize(
    ("failure", "word"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (PermissionError("/home/x"), "files"),
        (StoreFailed("SELECT", None, ValueError("a person")), "database"),
        (MemoryError(), "memory"),
        (UnreadableFile("文件打不开：a.csv"), "refused"),
        (Problem("不行。"), "refused"),
        (ZeroDivisionError(), "unexpected"),
    ],
)
def test_a_failure_is_one_word(failure: BaseException, word: str) -> None:
    assert kind_of(failure) == word


def test_whoever_is_killed_in_between_has_begun(store: Store, tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        # A store of its own: connections must not be shared with the parent.
        with written_down(opened(tmp_path), ACT, lambda: NOW):
            os._exit(9)
    os.waitpid(child, 0)
    assert phases(store) == ["begun"]


def test_an_errand_that_fails_midway_is_in_the_trail(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*given: object) -> None:
        assert phases(store) == ["begun"]
        raise RuntimeError

    monkeypatch.setattr(running, "WORKS", {"import": torn})
    errands = Errands(
        settings(tmp_path, store), lambda config, name: run_errand(config, name, lambda: NOW)
    )
    facts = {"kind": "workers", "actor": "account:u1"}
    errand = errands.begin("import", "导入劳动者", by="甲", now=NOW, facts=facts)
    assert phases(store) == ["begun", "failed"]
    with reading(store) as db:
        assert {each.act.facts["errand"] for each in audit.acts(db)} == {errand.errand_id}


def test_the_doctor_warns_of_tokens_that_end_soon(store: Store, tmp_path: Path) -> None:
    config, now = settings(tmp_path, store), utc_now()
    for name, days in (("长期", 90), ("快到期", 10)):
        with transaction(store) as db:
            create_token(db, name, frozenset({"read"}), now=now - timedelta(hours=1), days=days)
        (found,) = [each for each in examine(config) if each.name == "令牌"]
        assert found.well is (days > 14)
    assert "“快到期”" in found.advice
    assert "长期" not in found.advice

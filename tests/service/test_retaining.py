"""What was kept long enough goes, what somebody wants gone goes, and what the law wants stays and is named."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.records import audit, choices, messages, own_requests, workers
from data.store import Store, reading, transaction
from data.tables_access import sessions, sign_in_codes
from data.tables_push import outbox, push_addresses
from data.tables_service import recommendations, tokens, verdicts
from service import retaining
from service.access.codes import make_code
from service.access.sessions import open_worker_session
from service.auth import create_own_token
from service.errors import NotFound
from service.push.mailbox import Mailbox
from service.retaining import Periods
from tests.data.pushed import message, put
from tests.service.stocked import NOW, caller, opened, stock
from tests.service.test_cli import Shell

WEEK, LONG = timedelta(days=8), timedelta(days=731)


@pytest.fixture
def lived(store: Store, tmp_path: Path) -> Store:
    """A worker who signed in, was advised, said something to it, and got two messages; one waits still."""
    stock(store, tmp_path)
    me = caller(store, tmp_path)
    found = me.get("/workers/W-driver/vacancies").json
    assert found is not None
    first = found["vacancies"][0]["recommendation_id"]
    me.post(f"/recommendations/{first}/verdicts", {"verdict": "dismissed", "reason": "too_far"})
    make_code(store, "W-driver", address="10.0.0.1", now=NOW)
    put(
        store,
        *(message(key, "W-driver") for key in ("sent", "waits")),
        message("other", "W-learner"),
    )
    with transaction(store) as db:
        for text, answer in (("想谈谈", "明天上午"), ("还想谈谈", None)):
            asked = own_requests.ask(db, "W-driver", "person", about=None, text=text, now=NOW)
            if answer:
                own_requests.answer(db, asked, answer, by="专员", now=NOW)
        open_worker_session(db, "W-driver", NOW)
        create_own_token(db, "W-driver", now=NOW)
        arrived = {"state": "sent", "next_at": None, "ended_at": NOW, "counts_on": NOW.date()}
        words = {"channel": "mailbox", "title": "招聘", "body": "货车司机，月薪 6000 元"}
        db.execute(sa.update(outbox).where(outbox.c.key == "sent").values(arrived | words))
        db.execute(
            sa.insert(push_addresses).values(
                worker_id="W-driver", channel="email", address_sealed="x" * 68, recorded_at=NOW
            )
        )
    return store


def count(store: Store, table: sa.Table) -> int:
    with reading(store) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_nothing_goes_before_its_time_and_everything_once(lived: Store) -> None:
    kept = Periods()
    assert set(retaining.what_is_due(lived, NOW, kept).values()) == {0}
    assert retaining.tidy(lived, NOW, kept, by="cli")["messages"] == 0
    with reading(lived) as db:
        assert audit.acts(db, action="erased") == ()
    assert retaining.what_is_due(lived, NOW + WEEK, kept) == {
        "sessions": 0,
        "codes": 1,
        "own_tokens": 0,
        "messages": 0,
        "recommendations": 0,
        "requests": 0,
    }
    n = count(lived, recommendations)
    assert n > 1
    gone = retaining.tidy(lived, NOW + LONG, kept, by="cli")
    assert gone == {
        "sessions": 1,
        "codes": 1,
        "own_tokens": 1,
        "messages": 1,
        "recommendations": n - 1,
        "requests": 1,
    }
    assert count(lived, verdicts) == count(lived, recommendations) == 1, "what came of one stays"
    assert set(retaining.tidy(lived, NOW + LONG, kept, by="cli").values()) == {0}
    with reading(lived) as db:
        (act,) = audit.acts(db, action="erased")
    assert act.act.facts == gone


def test_it_goes_on_part_by_part(lived: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.records.retention.ROWS_AT_ONCE", 1)
    n = count(lived, recommendations)
    gone = retaining.tidy(lived, NOW + LONG, Periods(), by="cli")
    assert gone["recommendations"] == n - 1


def test_who_asks_for_it_is_forgotten_as_far_as_the_law_allows(lived: Store) -> None:
    others = count(lived, outbox)
    found = retaining.erase(lived, "W-driver", "本人书面申请", by="cli:wang", at=NOW)
    assert found.removed["waiting"] == 1
    assert found.removed["messages"] == 2, "the one that waited has words as well"
    assert found.removed["tags"] > 0
    assert count(lived, outbox) == others, "that there was a message is no secret, what it said is"
    for table in (push_addresses, sessions, sign_in_codes):
        assert count(lived, table) == 0
    assert count(lived, tokens) == 1
    assert Mailbox(lived).page("W-driver", before=None, limit=9).messages == []
    with reading(lived) as db:
        assert choices.personalisation_of(db, ["W-driver"]) == {"W-driver": False}
        newest = workers.versions(db, "W-driver")[0].facts
        assert (newest["skills"], newest["consent"]) == (None, False), "no list looks at it"
        assert [r.text for r in own_requests.of_worker(db, "W-driver")] == ["还想谈谈"]
        assert workers.whole(db, "W-driver") is not None, "the register is kept by law"
        assert "6000" not in str(db.execute(sa.select(outbox)).all())
        assert [m.key for m in messages.waiting(db, "W-learner")] == ["other"]
        (act,) = audit.acts(db, action="erased")
    assert (act.act.actor, act.act.subject, act.act.reason) == (
        "cli:wang",
        "W-driver",
        "本人书面申请",
    )
    assert all(what and why for what, why in found.stays)
    with pytest.raises(NotFound):
        retaining.erase(lived, "nobody", "本人书面申请", by="cli", at=NOW)


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    (tmp_path / "home").mkdir()
    store = opened(tmp_path / "home")
    stock(store, tmp_path)
    assert set(shell.json("retention", "status")["due"].values()) == {0}  # type: ignore[attr-defined]
    assert "已删除" in shell("retention", "run").stdout
    told = shell("retention", "erase", "W-driver", "--reason", "本人书面申请").stdout
    assert "依法保留" in told
    assert "培训券账目" in told
    assert shell("retention", "erase", "W-driver", "--reason", " ").exit_code == 2
    refused = shell("retention", "erase", "nobody", "--reason", "本人书面申请")
    assert refused.exit_code == 2
    assert "没有编号为" in refused.stderr

"""Whatever happens in whatever order: nothing at night or on holidays, beyond the caps, or to who said no."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.codes.workdays import in_holiday
from data.store import Store, reading
from data.tables_push import outbox as table
from service.clock import XINZHOU
from service.push.rules import Caps
from tests.data.pushed import message, people, put
from tests.service.pushed import Clock, FakeChannel, chose, phones, sender

BEGIN = datetime(2026, 9, 27, 4, tzinfo=UTC)
"""Before the National Day holidays, so that some runs meet them."""

CAPS = Caps(day=2, week=4, line_week=3, kept_for_notices=1)
WHO = ("W1", "W2")
LINES = ("guidance", "policies")
TEMPLATES = {"guidance": "guidance", "policies": "policies_plain"}
NOTICE = {"title": "通知", "text": "请来办理。"}

STEP = st.one_of(
    st.tuples(st.just("tell"), st.sampled_from(WHO), st.sampled_from(LINES), st.booleans()),
    st.tuples(
        st.just("choose"),
        st.sampled_from(WHO),
        st.sampled_from((None, *LINES)),
        st.sampled_from((None, "sms", "mailbox")),
        st.booleans(),
    ),
    st.tuples(st.just("wait"), st.integers(1, 60)),
)


@pytest.fixture(autouse=True)
def two_workers(store: Store) -> None:
    people(store, *WHO)
    phones(store, *WHO)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=10, max_size=40))
def test_no_order_of_events_breaks_a_promise(store: Store, steps: list[tuple[object, ...]]) -> None:
    town = Town(store)
    for step in steps:
        getattr(town, str(step[0]))(*step[1:])
        town.send()


class Town:
    """Two workers of a run of its own; each look checks what has been sent since the last one."""

    def __init__(self, store: Store) -> None:
        self.store, self.run = store, uuid4().hex
        # Each run is a season of its own, so that the ones before fill no cap.
        with reading(store) as db:
            last = db.scalar(sa.select(sa.func.max(table.c.created_at)))
        later = 0 if last is None else (last - BEGIN).days // 365 + 1
        self.clock = Clock(BEGIN.replace(year=BEGIN.year + later))
        self.own = sender(store, clock=self.clock, caps=CAPS, sms=FakeChannel())
        self.off: set[tuple[str, str, str]] = set()
        for worker_id in WHO:
            self.choose(worker_id, None, None, wanted=True)
            self.choose(worker_id, None, "sms", wanted=False)
        self.n = 0

    def tell(self, worker_id: str, line: str, notice: bool) -> None:
        """Something to say."""
        self.n += 1
        facts = {"template": "notice", "facts": NOTICE} if notice else {"template": TEMPLATES[line]}
        key = f"{self.run}-{self.n}"
        put(self.store, message(key, worker_id, line=line, **facts), at=self.clock.now)

    def choose(self, worker_id: str, line: str | None, channel: str | None, wanted: bool) -> None:
        """The worker says something about lines and channels."""
        chose(self.store, worker_id, line=line, channel=channel, wanted=wanted)
        covered = {
            (worker_id, name, way)
            for name in ([line] if line else LINES)
            for way in ([channel] if channel else ("sms", "mailbox"))
        }
        self.off = self.off - covered if wanted else self.off | covered

    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock.now += timedelta(hours=hours)

    def send(self) -> None:
        """Send, then hold what is new against every promise."""
        before = set(self.sent())
        while self.own.push_some():
            pass
        sent = self.sent()
        for message_id in set(sent) - before:
            row = sent[message_id]
            local = self.clock.now.astimezone(XINZHOU)
            assert (8, 30) <= (local.hour, local.minute) < (20, 30)
            assert not in_holiday(local.date())
            assert (row["worker_id"], row["line"], row["channel"]) not in self.off
        rows = list(sent.values())
        for worker_id in WHO:
            own = [row for row in rows if row["worker_id"] == worker_id]
            days = Counter(row["counts_on"] for row in own)
            assert all(n <= CAPS.day for n in days.values())
            for day in days:
                week = [r for r in own if timedelta(0) <= day - r["counts_on"] < timedelta(days=7)]
                assert len(week) <= CAPS.week
                lines = Counter(r["line"] for r in week)
                assert all(n <= CAPS.line_week for n in lines.values())

    def sent(self) -> Mapping[int, sa.RowMapping]:
        """Everything that this run has sent."""
        with reading(self.store) as db:
            chosen = sa.select(table).where(
                table.c.state == "sent", table.c.key.startswith(self.run)
            )
            return {row["message_id"]: row for row in db.execute(chosen).mappings()}

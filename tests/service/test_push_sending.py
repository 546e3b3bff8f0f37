"""What is due is sent once, to whom it may be sent, when it may be sent; everything else says why not."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.records import archive, choices, outbox, stops
from data.records.archive import ArchiveEvent
from data.records.choices import Personalisation
from data.records.stops import Stop
from data.store import Store, reading, transaction
from data.tables_push import outbox as table
from service.push.channels.channel import ChannelError
from service.push.hours import Hours
from service.push.rules import Caps
from service.push.sending import MOST_ATTEMPTS, WORN
from tests.data.pushed import LEASE, NOW, message, people, put, states
from tests.service.pushed import Clock, FakeChannel, chose, known, phones, sender

NIGHT = datetime(2026, 11, 23, 14, tzinfo=UTC)
"""Ten in the evening in Xinzhou."""

MORNING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
HOLIDAY = datetime(2027, 2, 8, 4, tzinfo=UTC)
"""Spring Festival, midday."""


@pytest.fixture(autouse=True)
def somebody(store: Store) -> None:
    people(store, "W1", "W2", "W3")


def state(store: Store, key: str = "k") -> Mapping[str, object]:
    with reading(store) as db:
        return db.execute(sa.select(table).where(table.c.key == key)).mappings().one()


def test_without_any_choice_a_message_arrives_in_the_mailbox(store: Store) -> None:
    put(store, message(facts={"advice": "先整理经历。"}))
    assert sender(store).push_some() == 1
    row = state(store)
    assert (row["state"], row["channel"], row["counts_on"]) == ("sent", "mailbox", NOW.date())
    assert "先整理经历。" in str(row["body"])


def test_by_telephone_only_who_said_so_and_the_choice_is_kept_as_the_ground(store: Store) -> None:
    phones(store, "W1", "W2")
    chose(store, "W1", channel="sms")
    put(store, message("asked"), message("silent", worker_id="W2"))
    sms = FakeChannel()
    sender(store, sms=sms).push_some()
    assert [letter.worker_id for letter in sms.letters] == ["W1"]
    assert state(store, "asked")["choice_id"] is not None
    assert state(store, "silent")["channel"] == "mailbox"


def test_who_has_no_number_gets_it_in_the_mailbox(store: Store) -> None:
    chose(store, "W1", channel="sms")
    put(store, message())
    sender(store, sms=FakeChannel()).push_some()
    assert state(store)["channel"] == "mailbox"


@pytest.mark.parametrize("line", [None, "guidance"])
@pytest.mark.parametrize("channel", [None, "mailbox"])
def test_who_switched_a_line_off_gets_no_queued_message_either(
    store: Store, line: str | None, channel: str | None
) -> None:
    put(store, message("off"), message("other", line="policies", template="policies_plain"))
    chose(store, "W1", line=line, channel=channel, wanted=False)
    sender(store).push_some()
    assert state(store, "off")["dropped_for"] == "opted_out"
    assert (state(store, "other")["state"] == "sent") == (line is not None)


def test_a_switch_thrown_between_claim_and_send_still_counts(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message("first"), message("second"))

    class Regretting(FakeChannel):
        """The worker answers the first message with R."""

        def send(self, letter: object) -> str | None:
            chose(store, "W1", channel="sms", wanted=False)
            return super().send(letter)  # type: ignore[arg-type]

    sms, one = Regretting(), None
    one = sender(store, sms=sms)
    one.push_some()
    assert len(sms.letters) == 1
    one.push_some()
    assert state(store, "second")["channel"] == "mailbox"


@pytest.mark.parametrize("consent", [None, True])
def test_personal_advice_refused_between_claim_and_send_is_not_sent(
    store: Store, consent: bool | None
) -> None:
    known(store, "W1", consent=consent)
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message("first", personalised=True), message("second", personalised=True))
    put(store, message("plain"))

    class Regretting(FakeChannel):
        """After the first message the worker refuses personal advice."""

        def send(self, letter: object) -> str | None:
            said = Personalisation("W1", False, "worker_page", "页面", "本人", NOW)
            with transaction(store) as db:
                choices.say_personalisation(db, said)
            return super().send(letter)  # type: ignore[arg-type]

    own = sender(store, sms=Regretting())
    while own.push_some():
        pass
    with reading(store) as db:
        assert states(db) == {"first": "sent", "second": "dropped", "plain": "sent"}
    assert state(store, "second")["dropped_for"] == "opted_out"


def test_what_expires_between_claim_and_send_is_not_sent(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    soon = NOW + timedelta(seconds=30)
    put(store, message("first", expires_at=soon), message("second", expires_at=soon))
    clock = Clock()

    class Slow(FakeChannel):
        """Every letter takes a minute."""

        def send(self, letter: object) -> str | None:
            clock.now += timedelta(minutes=1)
            return super().send(letter)  # type: ignore[arg-type]

    sms = Slow()
    own = sender(store, sms=sms, clock=clock)
    while own.push_some():
        pass
    assert len(sms.letters) == 1
    assert state(store, "second")["dropped_for"] == "expired"


def test_nothing_leaves_at_night_or_on_a_holiday(store: Store) -> None:
    put(store, message("k", expires_at=HOLIDAY + timedelta(days=30)))
    clock = Clock(NIGHT)
    for clock.now in (NIGHT, MORNING - timedelta(seconds=1), HOLIDAY):
        assert sender(store, clock=clock).push_some() == 0
    assert state(store)["n_attempts"] == 0
    clock.now = MORNING
    assert sender(store, clock=clock).push_some() == 1


def test_a_batch_that_runs_into_the_night_is_put_off(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message("first"), message("second"))
    clock = Clock(datetime(2026, 11, 23, 12, 29, 59, tzinfo=UTC))

    class Slow(FakeChannel):
        """Every letter takes a minute."""

        def send(self, letter: object) -> str | None:
            clock.now += timedelta(minutes=1)
            return super().send(letter)  # type: ignore[arg-type]

    sms = Slow()
    sender(store, sms=sms, clock=clock).push_some()
    assert len(sms.letters) == 1
    assert state(store, "second")["next_at"] == MORNING


def test_no_worker_gets_more_than_the_caps(store: Store) -> None:
    caps = Caps(day=2, week=3, line_week=3, kept_for_notices=0)
    put(store, *(message(f"k{i}", expires_at=NOW + timedelta(days=30)) for i in range(6)))
    clock, sent_on = Clock(), []
    for _ in range(12):
        before = n_sent(store)
        sender(store, caps=caps, clock=clock).push_some()
        sent_on.append(n_sent(store) - before)
        clock.now += timedelta(days=1)
    assert sent_on == [2, 1, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0]


def test_what_we_suggest_leaves_room_for_notices_of_ones_own_business(store: Store) -> None:
    facts = {"title": "面试通知", "text": "请按时到场。"}
    caps = Caps(day=2, kept_for_notices=1)
    put(store, *(message(f"k{i}", expires_at=NOW + timedelta(days=30)) for i in range(3)))
    put(store, message("interview", template="notice", facts=facts))
    sender(store, caps=caps).push_some()
    with reading(store) as db:
        assert states(db) == {"k0": "sent", "k1": "queued", "k2": "queued", "interview": "sent"}


def test_two_senders_at_once_keep_to_the_caps(store: Store) -> None:
    put(store, message("a"), message("b"))
    caps = Caps(day=1, kept_for_notices=0)
    for name in ("one", "other"):
        own = sender(store, name=name, caps=caps)
        own.batch = 1
        own.push_some()
    assert n_sent(store) == 1


@pytest.mark.parametrize(
    ("line", "facts", "why"),
    [
        ("guidance", {"employment_status": "deceased"}, "deceased"),
        ("policies", {"employment_status": "deceased"}, "deceased"),
        ("guidance", {"employment_status": "employed"}, "employed"),
        ("guidance", {"registered_on": None}, "employed"),
        ("guidance", {"willing": False}, "employed"),
        ("guidance", {}, None),
        ("policies", {"employment_status": "employed"}, None),
        ("guidance", {"consent": False}, None),
    ],
)
def test_who_needs_no_such_message_gets_none(
    store: Store, line: str, facts: dict[str, object], why: str | None
) -> None:
    known(store, "W1", **facts)
    given = {"title": "题", "text": "文"}
    template = {"guidance": "guidance", "policies": "policies_plain"}[line]
    put(store, message(line=line, template=template))
    put(store, message("own", line=line, template="notice", facts=given))
    sender(store).push_some()
    assert state(store)["dropped_for"] == why
    # A notice of one's own business reaches everybody who is alive.
    own = state(store, "own")["dropped_for"]
    assert own == (why if why == "deceased" else None)


def test_who_began_to_work_since_registering_is_left_alone(store: Store) -> None:
    known(store, "W1")
    begun = ArchiveEvent(
        worker_id="W1",
        kind="employment",
        happened_on=date(2026, 11, 20),
        known_on=date(2026, 11, 21),
        source="测试",
        recorded_by="测试",
        key="work:W1",
        text="入职",
        facts={},
    )
    with transaction(store) as db:
        archive.append(db, [begun], NOW)
    put(store, message())
    sender(store).push_some()
    assert state(store)["dropped_for"] == "employed"


def test_who_refused_personalised_advice_gets_only_what_looks_at_nobody(store: Store) -> None:
    known(store, "W1", consent=False)
    facts = {"title": "题", "text": "文"}
    put(
        store,
        message("chosen", template="notice", facts=facts, personalised=True),
        message("plain", template="notice", facts=facts),
    )
    sender(store).push_some()
    with reading(store) as db:
        assert states(db) == {"chosen": "dropped", "plain": "sent"}


def test_assistance_is_for_recognised_people_only(store: Store) -> None:
    put(store, message(line="assistance", template="assistance", personalised=True))
    sender(store).push_some()
    assert state(store)["dropped_for"] == "not_recognised"


def test_an_expired_message_is_dropped(store: Store) -> None:
    put(store, message(expires_at=NOW + timedelta(hours=1)))
    sender(store, clock=Clock(NOW + timedelta(hours=2))).push_some()
    assert state(store)["dropped_for"] == "expired"


def test_the_switch_stops_what_is_claimed_and_not_sent(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message("first"), message("second"))

    class Stopping(FakeChannel):
        """An operator stops everything after the first letter."""

        def send(self, letter: object) -> str | None:
            stop(store)
            return super().send(letter)  # type: ignore[arg-type]

    sms, clock = Stopping(), Clock()
    own = sender(store, sms=sms, clock=clock)
    own.push_some()
    clock.now += timedelta(hours=1)
    own.push_some()
    assert len(sms.letters) == 1
    stop(store, stopped=False)
    clock.now += timedelta(hours=1)
    own.push_some()
    assert [letter.name for letter in sms.letters] == list(sms.names)
    assert len(sms.letters) == 2


def test_one_line_or_channel_can_stand_still_alone(store: Store) -> None:
    put(store, message("guidance"), message("policies", line="policies", template="policies_plain"))
    stop(store, line="policies")
    sender(store).push_some()
    with reading(store) as db:
        assert states(db) == {"guidance": "sent", "policies": "queued"}


def test_a_failure_that_passes_is_tried_again_under_the_same_name(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message())
    sms, clock = FakeChannel(ChannelError("限流", permanent=False)), Clock()
    own = sender(store, sms=sms, clock=clock)
    own.push_some()
    assert (state(store)["state"], state(store)["failure"]) == ("queued", "限流")
    clock.now += timedelta(minutes=2)
    own.push_some()
    assert state(store)["reference"] == "ref-1"


def test_after_many_failures_or_one_for_good_the_letter_is_dead(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message("bad"), message("worn", expires_at=NOW + timedelta(days=30)))
    passing = ChannelError("超时", permanent=False)
    sms = FakeChannel(ChannelError("号码无效", permanent=True), *[passing] * MOST_ATTEMPTS)
    clock = Clock()
    for _ in range(MOST_ATTEMPTS):
        sender(store, sms=sms, clock=clock).push_some()
        clock.now += timedelta(days=1)
    with reading(store) as db:
        assert states(db) == {"bad": "dead", "worn": "dead"}
    assert state(store, "bad")["failure"] == "号码无效"


def test_a_surprise_in_a_channel_is_a_failure_and_its_text_is_not_kept(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message())

    class Broken(FakeChannel):
        """Fails as only a mistake in it could."""

        def send(self, letter: object) -> str | None:
            raise KeyError(f"13800000000 {letter}")

    sender(store, sms=Broken()).push_some()
    assert state(store)["failure"] == "发送程序出错，详见日志中 push_surprised 一行"


def test_a_message_that_kills_its_senders_ends_as_a_dead_letter(store: Store) -> None:
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    put(store, message(expires_at=NOW + timedelta(days=30)))
    clock = Clock()
    for n in range(MOST_ATTEMPTS):
        with transaction(store) as db:
            (held,) = outbox.claim(db, by=f"s{n}", now=clock.now, lease=LEASE, limit=1)
            outbox.begin(db, held.message_id, by=f"s{n}", now=clock.now, lease=LEASE)
        clock.now += LEASE
    sender(store, clock=clock, sms=FakeChannel()).push_some()
    assert (state(store)["state"], state(store)["failure"]) == ("dead", WORN)


@pytest.mark.parametrize("facts", [{}, {"title": "题"}])
def test_a_message_that_no_template_can_say_is_a_dead_letter_not_a_crash(
    store: Store, facts: dict[str, object]
) -> None:
    put(store, message("bad", template="notice", facts=facts), message("good"))
    put(store, message("unknown", template="none"))
    sender(store).push_some()
    with reading(store) as db:
        assert states(db) == {"bad": "dead", "good": "sent", "unknown": "dead"}


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (NOW, NOW),
        (NIGHT, MORNING),
        (datetime(2026, 11, 22, 20, tzinfo=UTC), datetime(2026, 11, 23, 0, 30, tzinfo=UTC)),
        (datetime(2026, 9, 30, 13, tzinfo=UTC), datetime(2026, 10, 8, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_next_moment_at_which_messages_may_arrive(now: datetime, opens: datetime) -> None:
    assert Hours().next_open(now) == opens
    assert Hours().open_at(opens)


def stop(store: Store, *, line: str | None = None, stopped: bool = True) -> None:
    with transaction(store) as db:
        stops.add_stop(db, Stop(line, None, stopped, "测试", "测试", NOW))


def n_sent(store: Store) -> int:
    with reading(store) as db:
        return db.scalar(sa.select(sa.func.count()).where(table.c.state == "sent")) or 0

"""The rehearsal's push: what is sent at every hour of a day, a channel that fails, and people who switch off."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from data.records import choices
from data.records.choices import Choice, Personalisation
from data.store import transaction
from data.tables_push import LINES
from service.days import Days
from service.demo import noon
from service.push.admission import Gate
from service.push.channels.channel import ChannelError, Letter
from service.push.jobs import Office, push_jobs
from service.push.loop import Loop
from service.push.sending import Sender
from service.push.settings import PushSettings
from service.push.wiring import off_links
from service.simulation.chance import Chance
from service.simulation.town import Town

HOURS = (3, 10, 21)
"""When the push looks: also at night, when nothing may leave."""

MOST_ROUNDS = 200
OUTSIDE, SWITCHES_OFF, REFUSES = 0.3, 0.00015, 0.00005
"""Who wants messages by the channel that leaves the house; who switches a line off, or refuses, on a day."""

DOWN, REJECTS = 0.05, 0.01


@dataclass(slots=True)
class Unsteady:
    """A channel beyond the house that is down now and then and rejects some for good."""

    chance: Chance
    delivered: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)

    def send(self, letter: Letter) -> str | None:
        """Take the letter, or fail as providers fail."""
        self.tries[letter.name] += 1
        if self.chance.happens(REJECTS, "rejects", letter.name):
            raise ChannelError("接收方拒收", permanent=True)
        if self.chance.happens(DOWN, "down", letter.name, self.tries[letter.name]):
            raise ChannelError("通道暂不可用", permanent=False)
        self.delivered[letter.name] += 1
        return letter.name[:12]


@dataclass(slots=True)
class Post:
    """The push of the town, looked at several times a day."""

    town: Town
    days: Days
    chance: Chance
    channel: Unsteady
    now: datetime

    def day(self, on: date) -> None:
        """Say what people want, then let the push's own process work through the hours of the day."""
        self._said(on)
        for hour in HOURS:
            self.now = noon(on) + timedelta(hours=hour - 12)
            loop = self._loop()
            for _ in range(MOST_ROUNDS):
                if not loop.once():
                    break

    def first_choices(self, on: date) -> None:
        """Who wants messages by the channel that leaves the house."""
        wanting = [w for w in sorted(self.town.people) if self._likes(OUTSIDE, "outside", w)]
        with transaction(self.town.store) as db:
            for worker_id in wanting:
                choices.say(db, _choice(worker_id, None, "webhook", wanted=True, on=on))

    def _said(self, on: date) -> None:
        with transaction(self.town.store) as db:
            for worker_id in sorted(self.town.people):
                if self._likes(SWITCHES_OFF, "switches off", worker_id, on):
                    line = self.chance.one_of((None, *LINES), "line", worker_id, on)
                    choices.say(db, _choice(worker_id, line, None, wanted=False, on=on))
                if self._likes(REFUSES, "refuses", worker_id, on):
                    proof, at = f"页面{on}", before_dawn(on)
                    choices.say_personalisation(
                        db, Personalisation(worker_id, False, "worker_page", proof, "本人", at)
                    )

    def _loop(self) -> Loop:
        settings, name = PushSettings(), "rehearsal"
        channels: Mapping[str, Unsteady] = {"webhook": self.channel}
        sender = Sender(
            store=self.town.store,
            name=name,
            clock=lambda: self.now,
            gate=Gate(settings.opening_hours(), settings.most(), frozenset({"mailbox", "webhook"})),
            channels=channels,
            links=off_links(self.town.config),
            chance=Random(self.chance.seed),  # noqa: S311 a rehearsal repeats itself
        )
        caps = settings.caps
        office = Office(
            self.town.store,
            self.days,
            self.town.config.referrals_per_opening,
            max(1, caps.line_week - caps.kept_for_notices),
        )
        return Loop(self.town.store, sender, push_jobs(office, name=name), lambda: self.now)

    def _likes(self, likely: float, *names: object) -> bool:
        return self.chance.happens(likely, *names)


def before_dawn(on: date) -> datetime:
    """When people say what they want: before anything is sent that day."""
    return noon(on) - timedelta(hours=11, minutes=30)


def _choice(
    worker_id: str, line: str | None, channel: str | None, *, wanted: bool, on: date
) -> Choice:
    proof, at = f"页面{on}", before_dawn(on)
    return Choice(worker_id, line, channel, wanted, "worker_page", proof, "本人", at)

"""Switching off counts at once and everywhere: lists, candidates, and whatever waits to be sent."""

from pathlib import Path

import pytest

from data.records import choices, outbox
from data.records.choices import Personalisation
from data.records.outbox import Message
from data.store import Store, reading, transaction
from service.api.guard import Parts
from service.api.push_forms import ChoiceRequest
from service.app import assemble
from service.filing import file_of
from tests.data.pushed import states
from tests.service import stocked
from tests.service.pushed import chose
from tests.service.stocked import NOW, TODAY

WORDS = {"source": "worker_page", "proof": "测试", "by": "本人", "now": NOW}


@pytest.fixture
def parts(store: Store, tmp_path: Path) -> Parts:
    """The use cases over the stocked store."""
    stocked.stock(store, tmp_path)
    return assemble(stocked.settings(tmp_path, store), store, lambda: NOW)


def waiting(parts: Parts, key: str, *, line: str, personalised: bool) -> None:
    told = Message(key, "W-driver", line, "guidance", "测试", {}, personalised=personalised)
    with transaction(parts.store) as db:
        outbox.enqueue(db, told, NOW)


def state(parts: Parts, key: str) -> str:
    with reading(parts.store) as db:
        return states(db)[key]


def test_refusing_personal_advice_changes_the_next_list_and_the_candidates(parts: Parts) -> None:
    def list_() -> bool:
        return parts.advisor.vacancies_for("W-driver", NOW, limit=3).personalised

    def candidates() -> set[str]:
        found = parts.marketplace.candidates("V-driver", TODAY, limit=9)
        return {each.worker_id for each in found.candidates}

    assert list_()
    assert "W-driver" in candidates()
    parts.mailbox.personalise("W-driver", wanted=False, **WORDS)
    assert not list_()
    assert "W-driver" not in candidates()
    parts.mailbox.personalise("W-driver", wanted=True, **WORDS)
    assert list_()


def test_a_counselor_reads_the_last_word_whatever_the_registry_repeats(parts: Parts) -> None:
    parts.mailbox.personalise("W-driver", wanted=True, **WORDS)
    with transaction(parts.store) as db:
        no = Personalisation("W-driver", False, "counter", "p", "本人", NOW)
        choices.say_personalisation(db, no)
    file = file_of(parts.store, "W-driver", TODAY)
    (field,) = [f for group in file.groups for f in group.fields if f.name == "consent"]
    assert (field.text, field.source) == ("否", "本人")
    assert not parts.advisor.vacancies_for("W-driver", NOW, limit=3).personalised


def test_what_was_chosen_by_traits_is_taken_back(parts: Parts) -> None:
    waiting(parts, "mine", line="guidance", personalised=True)
    waiting(parts, "everybody's", line="guidance", personalised=False)
    parts.mailbox.personalise("W-driver", wanted=False, **WORDS)
    assert (state(parts, "mine"), state(parts, "everybody's")) == ("dropped", "queued")


@pytest.mark.parametrize(
    ("line", "channel", "becomes"),
    [
        ("guidance", None, "dropped"),
        (None, None, "dropped"),
        ("guidance", "mailbox", "dropped"),
        ("training", None, "queued"),
        (None, "sms", "queued"),
    ],
)
def test_what_is_wanted_by_no_channel_any_more_is_taken_back(
    parts: Parts, line: str | None, channel: str | None, becomes: str
) -> None:
    waiting(parts, "k", line="guidance", personalised=False)
    said = ChoiceRequest.model_validate({"line": line, "channel": channel, "wanted": False})
    parts.mailbox.choose("W-driver", said, **WORDS)
    assert state(parts, "k") == becomes


def test_with_another_channel_on_it_still_comes_by_that(parts: Parts) -> None:
    chose(parts.store, "W-driver", channel="sms")
    waiting(parts, "k", line="guidance", personalised=False)
    parts.mailbox.choose("W-driver", ChoiceRequest(channel="mailbox", wanted=False), **WORDS)
    assert state(parts, "k") == "queued"

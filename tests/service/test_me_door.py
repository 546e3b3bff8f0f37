"""The worker's door: a code for whoever is in the registry, and the same answer for everybody else."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data.records import accounts, audit
from data.records.accounts import Post
from data.records.counties import Home
from data.store import Store, reading, transaction
from service.access import keeping, samples
from service.app import create_app
from service.auth import caller, create_token
from service.config import MARKER
from service.demonstrated import BY, begin, is_demonstration
from service.importing import Intake, Kind, take
from service.me.desk import own_page_over
from service.me.door import Claim, Door
from service.push.channels.channel import Channel, ChannelError, Letter
from service.push.channels.sms_words import words_of
from tests.builders import id_number
from tests.data.importing import person, take_people, write_csv
from tests.service import stocked
from tests.service.pushed import FakeChannel
from tests.service.stocked import NOW

PHONE = "13800000001"
CODE = re.compile(r"\d{6}")
ON_SCREEN = re.compile(r"验证码是 <strong[^>]*>(\d{6})</strong>")
HOUSE = [
    person(worker_id="W-father", id_number=id_number(sequence=1), phone=PHONE),
    person(worker_id="W-son", id_number=id_number(sequence=3), phone=PHONE),
    person(
        worker_id="W-late",
        id_number=id_number(sequence=5),
        phone=PHONE,
        employment_status="deceased",
        registered_on=None,
    ),
]


def end(sequence: int) -> str:
    return id_number(sequence=sequence)[-4:]


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Store:
    """A family with one telephone."""
    take_people(store, tmp_path, HOUSE)
    return store


def door(store: Store, sms: Channel | None) -> Door:
    return Door(store, sms, later=lambda act: act())


def claim(last_four: str, phone: str = PHONE) -> Claim:
    found = Claim.of(phone, last_four)
    assert found
    return found


def code_in(letter: Letter) -> str:
    return words_of(letter)["code"]


def test_a_code_by_text_message_opens_the_page_of_the_right_one_of_a_family(house: Store) -> None:
    sms = FakeChannel()
    at = door(house, sms)
    assert at.way == "sms"
    assert at.ask(claim(end(3)), address="10.0.0.1", now=NOW) is None
    (letter,) = sms.letters
    assert letter.worker_id == "W-son"
    code = code_in(letter)
    assert CODE.fullmatch(code)
    assert at.enter(claim(end(1)), code, now=NOW) is None, "another of the family"
    assert at.enter(claim(end(3)), "000000" if code != "000000" else "1", now=NOW) is None
    session = at.enter(claim(end(3)), code, now=NOW)
    assert session
    assert at.enter(claim(end(3)), code, now=NOW) is None, "a second time"
    with reading(house) as db:
        said = [(a.act.actor, a.act.action) for a in audit.acts(db)]
    assert said[1] == ("worker:W-son", "signed_in")


def test_nobody_else_gets_a_code_and_none_is_told(house: Store) -> None:
    sms = FakeChannel()
    at = door(house, sms)
    for each in (claim("0000"), claim(end(1), "13900000000"), claim(end(5))):
        assert at.ask(each, address="10.0.0.1", now=NOW) is None
        assert at.enter(each, "123456", now=NOW) is None
    assert sms.letters == []


def test_a_code_is_over_after_a_while_and_after_five_wrong_ones(house: Store) -> None:
    sms = FakeChannel()
    at = door(house, sms)
    at.ask(claim(end(1)), address="10.0.0.1", now=NOW)
    late = NOW + timedelta(minutes=11)
    assert at.enter(claim(end(1)), code_in(sms.letters[0]), now=late) is None
    at.ask(claim(end(1)), address="10.0.0.1", now=late)
    for _ in range(5):
        at.enter(claim(end(1)), "abcdef", now=late)
    assert at.enter(claim(end(1)), code_in(sms.letters[1]), now=late) is None


def test_asking_again_and_again_sends_no_more_and_says_nothing(house: Store) -> None:
    sms = FakeChannel()
    at = door(house, sms)
    for _ in range(3):
        assert at.ask(claim(end(1)), address="10.0.0.1", now=NOW) is None
    assert len(sms.letters) == 1


def test_a_channel_that_fails_is_not_heard_at_the_door(house: Store) -> None:
    at = door(house, FakeChannel(ChannelError("不可用", permanent=True)))
    assert at.ask(claim(end(1)), address="10.0.0.1", now=NOW) is None


@pytest.mark.parametrize(
    ("phone", "last_four", "taken"),
    [
        ("138 0000 0001", "123x", True),
        ("+8613800000001", " 1234 ", True),
        ("1380000000", "1234", False),
        ("13800000001", "12345", False),
        ("13800000001", "12 4", False),
        ("", "", False),
    ],
)
def test_what_is_typed_is_forgiven_its_spaces(phone: str, last_four: str, *, taken: bool) -> None:
    found = Claim.of(phone, last_four)
    assert (found is not None) is taken
    if found:
        assert found.phone == PHONE


def test_the_pages_of_the_door(store: Store, tmp_path: Path) -> None:
    """In a demonstration the code is on the screen, for everybody, whether there is such a person or not."""
    begin(store, NOW)
    stocked.stock(store, tmp_path)
    config = stocked.settings(tmp_path, store)
    client = create_app(config, store, clock=lambda: NOW).test_client()
    assert 'name="phone"' in client.get("/me/sign-in").text
    assert client.post("/me/sign-in", data={"phone": "1", "last_four": "2"}).status_code == 422
    me = {"phone": PHONE, "last_four": id_number(sequence=3)[-4:]}
    shown = client.post("/me/sign-in", data=me | {"next": "/me/file"})
    nobody = client.post("/me/sign-in", data=me | {"last_four": "0000"})
    codes = [ON_SCREEN.search(page.text) for page in (shown, nobody)]
    assert all(codes)
    wrong = client.post("/me/sign-in/code", data=me | {"code": "x"})
    assert wrong.status_code == 401
    assert "短信里" not in wrong.text, "a demonstration sends none, also after a wrong code"
    assert "请再看一下刚才的页面" in wrong.text
    code = codes[0][1] if codes[0] else ""
    opened = client.post("/me/sign-in/code", data=me | {"code": code, "next": "/me/file"})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/me/file")
    cookie = opened.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "电焊" in client.get("/me/file").text
    assert client.get("/me/sign-in").status_code == 303


@pytest.mark.parametrize(
    ("templates", "way"), [('{ training = "SMS_1" }', "closed"), ('{ sign_in = "SMS_2" }', "sms")]
)
def test_codes_are_promised_only_where_a_template_can_carry_them(
    house: Store, tmp_path: Path, templates: str, way: str
) -> None:
    told = f'[sms]\nprovider = "aliyun"\nkey_id = "k"\nkey_secret = "s"\ntemplates = {templates}\n'
    (tmp_path / "push.toml").write_text(told, "utf-8")
    assert own_page_over(house, stocked.settings(tmp_path, house)).door.way == way


def test_a_database_that_took_a_real_file_shows_no_code_whatever_its_folder_holds(
    store: Store, tmp_path: Path
) -> None:
    stocked.stock(store, tmp_path)
    (tmp_path / MARKER).touch()
    begin(store, NOW)
    config = stocked.settings(tmp_path, store)
    client = create_app(config, store, clock=lambda: NOW).test_client()
    assert "还不能用短信登录" in client.get("/me/sign-in").text
    assert not is_demonstration(store)


def test_the_first_real_file_ends_a_demonstration_and_all_that_it_opened(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / MARKER).touch()
    begin(store, NOW)
    at = door(store, None)
    assert at.way == "screen"
    samples.add_samples(store, Home("1", "140981", None), now=NOW)
    with transaction(store) as db:
        keeping.add_account(
            db, "own", "本单位专员", post=Post("counselor", "140981"), by="cli", at=NOW
        )
        token = create_token(db, BY, frozenset({"read"}), now=NOW, days=1)
    file = write_csv(tmp_path / "people.csv", HOUSE)
    intake = Intake(store, NOW.date(), NOW, tmp_path / "reports", lambda *_: None)
    take(replace(intake, made_up=True), Kind.WORKERS, file)
    assert at.way == "screen"
    take(intake, Kind.WORKERS, file)
    assert at.way == "closed"
    assert not (tmp_path / MARKER).exists(), "the next demonstration must not empty the folder"
    with reading(store) as db:
        assert [a.sign_in_name for a in accounts.everybody(db) if a.closed_at is None] == ["own"]
        assert caller(db, f"Bearer {token}", NOW) is None
    begin(store, NOW)
    assert at.way == "closed", "it cannot begin again"

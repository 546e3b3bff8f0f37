"""Hostile browsers: every page of office and worker called, its forms filled in, with what nobody types."""

import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import quote, urlencode

from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from service.access import gate
from service.access.needs import ANYBODY, NEEDS, SIGNED_IN
from service.access.roles import ALL_ROLES, SELF
from service.errands.starting import Errands
from tests.hostile.calling import UNFORESEEN, Tally
from tests.hostile.forms import Form, found_on
from tests.hostile.words import MARK, PRODUCT, hostile_text, typed_text
from tests.hostile.world import SECRETS, World
from tests.service.signed_in import csrf, signed_in, worker_signed_in

INSIDE = re.compile(r"Traceback|File &#34;|sqlalchemy|sqlite3\.|psycopg|site-packages|jinja2")
OBEYED = re.compile(
    rf"<script>{MARK}|<svg onload={MARK}|<img src=x onerror={MARK}|[\"'] autofocus onfocus={MARK}"
    rf"|(?:href|src|action)=[\"']?javascript:{MARK}|{PRODUCT}"
)
"""What stands on a page only where a text was taken for more than a text."""

READ = frozenset({"text/html", "application/problem+json", "application/json"})
SHOWS_NUMBERS = frozenset({"console_worker_acts.identity"})
ODD_HEADERS: Mapping[str, tuple[str, ...]] = {
    "HX-Request": ("true", "zq7x"),
    "Range": ("bytes=0-0,1-1,2-2", "bytes=-99999999999999999999", "bytes=a-b"),
    "If-None-Match": ("*", '"' + "x" * 8000 + '"'),
    "If-Modified-Since": ("Fri, 99 Foo 99999 99:99:99 GMT",),
    "Accept": ("*/*;q=9999", "," * 3000, "text/html;level=\xff"),
    "Accept-Language": ("zq7x" * 999,),
    "Accept-Encoding": ("gzip;q=-1, br;q=nan", "\x7f"),
    "X-Forwarded-For": ("' OR 1=1 --", "203.0.113.9, " * 300, "::ffff:zq7x"),
    "X-Forwarded-Host": ("203.0.113.9",),
    "X-Request-ID": ("zq7x\x7f", "a" * 9000),
    "Authorization": ("Basic !!!!", "Bearer " + "x" * 9000, "Bearer \xff"),
    "Cookie": ("songgang-staff=; songgang-worker='\"", "=" * 4000, "songgang-staff=%00%ff"),
    "Content-Type": ("multipart/form-data", "application/json; charset=zq7x", "x/y", "text/xml"),
    "Origin": ("null", "http://203.0.113.9", "zq7x"),
    "Sec-Fetch-Site": ("cross-site", "zq7x"),
    "Content-Length": ("0",),
}
BODIES = (
    b"", b"\0" * 100, b"--x\r\n", b"{" * 5000, b"a=" + b"%" * 999, b"\xff\xfe", b"&=" * 2000, b"[1,2]",
)  # fmt: skip


@dataclass(slots=True)
class Browser:
    """A browser, whose it is, and what it has found to fill in."""

    client: FlaskClient
    kind: str
    role: str
    forms: list[tuple[str, Form]]

    def opens(self, rule: Rule) -> bool:
        """Whether a page is for whoever this is."""
        needed = NEEDS[rule.endpoint]
        if self.kind == "worker" or self.role == "nobody":
            return needed == (SELF if self.kind == "worker" else ANYBODY)
        return needed in {SIGNED_IN, *ALL_ROLES[self.role].permissions}


class Crowd:
    """A browser of every role; who was signed out by what it did comes back as somebody new."""

    def __init__(self, world: World, roles: Sequence[str]) -> None:
        self.world, self._times = world, 0
        parts = world.app.extensions["songgang"]
        # What an errand does with a file is tried by itself: here none is begun.
        quiet = Errands(parts.settings, lambda *_: None)
        world.app.extensions["songgang"] = replace(parts, errands=quiet)
        self.rules = [r for r in world.app.url_map.iter_rules() if gate.kind_of(r.rule)]
        self.browsers = [self._new(role) for role in roles]

    def come_back(self, browser: Browser) -> None:
        """Sign in again; what was found on pages stays."""
        fresh = self._signed_in(browser.role)
        browser.client = fresh

    def rule_for(self, browser: Browser, chance: random.Random) -> Rule:
        """A page, mostly one that opens."""
        rules = (
            self.rules if chance.random() < 0.15 else [r for r in self.rules if browser.opens(r)]
        )
        return chance.choice(rules)

    def _new(self, role: str) -> Browser:
        kind = "worker" if role == "worker" else "staff"
        browser = Browser(self._signed_in(role), kind, role, [])
        for rule in self.rules:
            if "GET" in (rule.methods or ()) and browser.opens(rule):
                path = self.address(rule, random.Random(1), wild=0)  # noqa: S311
                answer = browser.client.get(path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    browser.forms += [(path, form) for form in found_on(answer.text)]
        # Each form once, however many pages it stands on.
        unlike = {
            (f.method, f.action, *sorted(n for n, _ in f.fields)): (p, f) for p, f in browser.forms
        }
        browser.forms = list(unlike.values())
        return browser

    def _signed_in(self, role: str) -> FlaskClient:
        app, store = self.world.app, self.world.store
        self._times += 1
        if role == "worker":
            return worker_signed_in(app, store, "W-driver")
        if role == "nobody":
            return app.test_client()
        town = ("140902", "140902001") if role == "township_clerk" else (None, None)
        name = f"{role.replace('_', '-')}-{self._times}"
        return signed_in(app, store, role, town[0], township=town[1], name=name)

    def address(self, rule: Rule, chance: random.Random, *, wild: float) -> str:
        """An address of this page: with ids that exist, or with anything."""
        path = rule.rule
        for name in rule.arguments:
            known = self.world.known.get(name, ("1",))
            given = hostile_text(chance) if chance.random() < wild else chance.choice(known)
            path = re.sub(
                rf"<(?:\w+:)?{name}>", quote(str(given)[:500], safe="", errors="replace"), path
            )
        return path


EVERYBODY = (*ALL_ROLES, "worker", "nobody")


def roam(world: World, n: int, *, seeded: int, roles: Sequence[str] = EVERYBODY) -> Tally:
    """Let hostile browsers of these roles make `n` calls in all."""
    tally = Tally()
    with capture_logs() as logs:
        crowd = Crowd(world, roles)
        for i in range(n):
            chance = random.Random(f"pages {seeded} {i}")  # noqa: S311 it must be the same again
            browser = chance.choice(crowd.browsers)
            _call(crowd, browser, chance, tally, f"{seeded} {i}")
    for entry in logs:
        if entry["event"] in UNFORESEEN:
            tally.note("unforeseen", entry["event"], str(entry))
    return tally


def _call(crowd: Crowd, browser: Browser, chance: random.Random, tally: Tally, told: str) -> None:
    way = chance.random()
    make = _filled_in if way < 0.55 and browser.forms else _asked if way < 0.8 else _odd
    started = time.perf_counter()
    where, answer = make(crowd, browser, chance)
    took = time.perf_counter() - started
    tally.slowest = max(tally.slowest, (took, where))
    tally.statuses[answer.status_code] += 1
    for fault in wrong_with(crowd.world.app, where, answer):
        tally.note(
            fault, f"{browser.role} {where} {answer.status_code}", f"{told}: {_read(answer)[:300]}"
        )
    if answer.status_code in {303, 401} and "sign-in" in str(answer.headers.get("Location", "")):
        crowd.come_back(browser)
    answer.close()


def _filled_in(crowd: Crowd, browser: Browser, chance: random.Random) -> tuple[str, TestResponse]:
    """A form that was found, with some of its fields spoilt, left out, or doubled."""
    path, form = chance.choice(browser.forms)
    text = typed_text if chance.random() < 0.85 else hostile_text
    fields = [(n, v) for n, v in form.fields if n != "csrf"]
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        at = chance.randrange(len(fields) + 1)
        name = fields[at][0] if at < len(fields) else text(chance)
        fields[at : at + 1] = chance.choice(
            (
                [(name, text(chance))],
                [(name, text(chance))] * 2,
                [],
                [(name, "")],
                [(name, text(chance)), ("next", text(chance))],
            )
        )
    target = form.action or path
    where = f"{form.method} {_rule_of(crowd.world.app, target, form.method)}"
    if form.method == "GET":
        return where, browser.client.get(
            f"{target.split('?')[0]}?{urlencode(fields, errors='replace')}"
        )
    sent: dict[str, list[object]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(_as_bytes(value))
    if "file" in sent:
        sent["file"] = [
            (BytesIO(hostile_text(chance).encode("utf-8", "replace")), _file_name(chance))
        ]
    headers = csrf(browser.client, browser.kind)
    return where, browser.client.post(target, data=sent, headers=headers)


def _asked(crowd: Crowd, browser: Browser, chance: random.Random) -> tuple[str, TestResponse]:
    """A page, its ids and its query spoilt."""
    rule = crowd.rule_for(browser, chance)
    names = sorted(
        {name for _, form in browser.forms for name, _ in form.fields} | {"next", "part", "page"}
    )
    query = [(chance.choice(names), typed_text(chance)) for _ in range(chance.choice((0, 1, 2)))]
    path = crowd.address(rule, chance, wild=0.6)
    method = chance.choice(sorted((rule.methods or set()) - {"OPTIONS"}))
    url = f"{path}?{urlencode(query, errors='replace')}" if query else path
    headers = csrf(browser.client, browser.kind)
    return f"{method} {rule.rule}", browser.client.open(url, method=method, headers=headers)


def _odd(crowd: Crowd, browser: Browser, chance: random.Random) -> tuple[str, TestResponse]:
    """A page asked for with headers, bodies and methods that no browser sends."""
    rule = crowd.rule_for(browser, chance)
    headers = csrf(browser.client, browser.kind)
    for name in chance.choices(list(ODD_HEADERS), k=chance.choice((1, 2, 3))):
        headers[name] = chance.choice(ODD_HEADERS[name])
    method = chance.choice(
        ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "ZQ")
    )
    data = chance.choice(BODIES) if method not in {"GET", "HEAD"} else None
    path = crowd.address(rule, chance, wild=0.1)
    answer = browser.client.open(path, method=method, headers=headers, data=data)
    return f"{method} {rule.rule}", answer


def wrong_with(app: Flask, where: str, answer: TestResponse) -> Iterator[str]:
    """What is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500 and answer.status_code != 503:
        yield "5xx"
    if MARK in " ".join(answer.headers.keys()).lower():
        yield "header"
    target = answer.headers.get("Location", "")
    if target and (not target.startswith("/") or target.startswith(("//", "/\\"))):
        yield f"led away to {target[:60]}"
    text = _read(answer)
    if answer.mimetype == "text/html" and (found := OBEYED.search(text)):
        yield f"obeyed {found.group()}"
    if answer.status_code >= 400 and (inside := INSIDE.search(text)):
        yield f"the inside: {inside.group()}"
    if any(s in text for s in SECRETS) and not any(
        NEEDS.get(e) == SELF or e in SHOWS_NUMBERS for e in _endpoints(app, where)
    ):
        yield "a number of the registry"


def _read(answer: TestResponse) -> str:
    """What stands in an answer that people or programs read; nothing of a file or of what is compressed."""
    packed = answer.headers.get("Content-Encoding")
    return answer.text if answer.mimetype in READ and not packed else ""


def _endpoints(app: Flask, where: str) -> Iterator[str]:
    rule = where.split(" ", 1)[1]
    return (r.endpoint for r in app.url_map.iter_rules() if r.rule == rule)


def _rule_of(app: Flask, path: str, method: str) -> str:
    try:
        rule, _ = app.url_map.bind("localhost").match(path.split("?")[0], method, return_rule=True)
    except NotFound:
        return path
    return str(rule.rule)


def _file_name(chance: random.Random) -> str:
    return typed_text(chance)[:300] + chance.choice((".csv", ".xlsx", ".exe", "", ".csv.exe"))


def _as_bytes(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")

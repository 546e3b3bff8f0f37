"""What the caseload's pages take from request to answer: session, rights, database, template, compression."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.report import Row
from benchmarks.searched.somebody import Somebody
from data.codes.pinyin import initials
from data.records import accounts
from data.records.accounts import Post
from data.store import Store, transaction
from service.access.sessions import open_staff_session
from service.app import create_app
from service.config import Settings

LIST, SEARCH = "/console/people", "/console/people/search"
HEADERS = {"Accept-Encoding": "br, gzip"}
OK = 200
NO_PASSWORD = "none"  # noqa: S105 - nobody signs in by it

Look = Callable[[FlaskClient, Somebody, str], int]


def rendered(
    store: Store, sought: list[Somebody], *, home: Path, at: datetime, system: str
) -> Iterator[Row]:
    """Milliseconds at p50 and p95 of each page, for somebody of the city and of a county."""
    app = create_app(Settings(home=home, database_url=store.url), store, clock=lambda: at)
    for reach, county in (("city", None), ("county", sought[0].person.region)):
        client = app.test_client()
        client.set_cookie("songgang-staff", _session(store, reach, county, at))
        page = client.get(LIST)
        (csrf,) = re.findall(r'name="csrf" value="([^"]+)"', page.text)[:1]
        for name, look in PAGES.items():
            took = sorted(_answers(client, look, sought, csrf))
            for label, share in (("p50", 0.5), ("p95", 0.95)):
                ms = took[min(len(took) - 1, int(share * len(took)))]
                yield Row(f"page: {name}, {reach}", system, f"{label} ms", ms)


def _answers(client: FlaskClient, look: Look, sought: list[Somebody], csrf: str) -> Iterator[float]:
    for one in sought:
        started = time.perf_counter()
        status = look(client, one, csrf)
        yield (time.perf_counter() - started) * 1000
        if status != OK:
            raise AssertionError(f"a page answered {status}")


def _listed(query: Callable[[Somebody], str]) -> Look:
    def look(client: FlaskClient, one: Somebody, _: str) -> int:
        return client.get(f"{LIST}?{query(one)}", headers=HEADERS).status_code

    return look


def _typed(words: Callable[[Somebody], str]) -> Look:
    """Only the list comes back, as while somebody types."""

    def look(client: FlaskClient, one: Somebody, csrf: str) -> int:
        form = {"csrf": csrf, "q": words(one)}
        head = HEADERS | {"HX-Request": "true"}
        return client.post(SEARCH, data=form, headers=head).status_code

    return look


PAGES: dict[str, Look] = {
    "by index": _listed(lambda _: ""),
    "by registration": _listed(lambda _: "sort=registered"),
    "occupation": _listed(lambda s: f"occupation={s.person.occupation}"),
    "county and occupation": _listed(
        lambda s: f"county={s.person.region}&occupation={s.person.occupation}"
    ),
    "everybody": _listed(lambda _: "who=all"),
    "surname typed": _typed(lambda s: s.person.name[:1]),
    "initials typed": _typed(lambda s: initials(s.person.name)),
    "name typed": _typed(lambda s: s.person.name),
    "last four typed": _typed(lambda s: s.id_number[-4:]),
    "masked number typed": _typed(lambda s: s.masked),
    "number typed": _typed(lambda s: s.id_number),
}


def _session(store: Store, reach: str, county: str | None, at: datetime) -> str:
    account_id = f"bench-{reach}"
    with transaction(store) as db:
        accounts.add(
            db,
            account_id,
            account_id,
            name=f"测试{reach}",
            post=Post("counselor", county, None),
            password_hash=NO_PASSWORD,
            must_change=False,
            at=at,
        )
        return open_staff_session(db, account_id, at, proved=True)

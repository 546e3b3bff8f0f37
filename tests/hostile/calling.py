"""Generated calls of the whole API by its own document, and what was wrong with the answers."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from structlog.testing import capture_logs

from tests.hostile.world import ASKED_WITH, SECRETS, World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
INSIDE = re.compile(r"Traceback|File \"|sqlalchemy|sqlite3|psycopg|site-packages|SELECT |INSERT ")
"""What tells of the inside of the service."""

UNFORESEEN = frozenset({"store_overflow", "store_clash", "unexpected_error"})
"""What the log says where only the database noticed that something was wrong."""


@dataclass(slots=True)
class Tally:
    """How many calls, how they were answered, what was wrong, and what took longest."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")

    def note(self, kind: str, where: str, example: str) -> None:
        """Something wrong: counted by kind and place, with the first example of it."""
        key = f"{kind}: {where}"
        self.faults[key] += 1
        self.examples.setdefault(key, example[:600])

    def of_kind(self, kind: str) -> int:
        """How many faults of a kind."""
        return sum(n for key, n in self.faults.items() if key.startswith(f"{kind}:"))


def bombard(world: World, *, examples: int, seeded: int = 1, every: int = 1) -> Tally:
    """Call every (or every n-th) operation with what its document allows and forbids, by every caller."""
    client, tally = world.app.test_client(), Tally()
    document = reaching(client.get("/api/docs/openapi.json").json, world.known)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = world.app
    with capture_logs() as logs:
        for result in islice(schema.get_all_operations(), seeded % every, None, every):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _call(world, result.ok(), mode, tally, examples=examples, seeded=seeded)
    for entry in logs:
        if entry["event"] in UNFORESEEN:
            tally.note("unforeseen", entry["event"], str(entry))
    return tally


def reaching(document: Any, known: Mapping[str, tuple[object, ...]]) -> Any:
    """The document with ids that exist offered beside all others it allows."""
    found = deepcopy(document)
    for operations in found["paths"].values():
        for operation in operations.values():
            for asked in operation.get("parameters", []):
                asked["schema"] = _offered(asked["name"], asked["schema"], known)
    for schema in found["components"]["schemas"].values():
        for name, property_ in schema.get("properties", {}).items():
            schema["properties"][name] = _offered(name, property_, known)
    return found


def _offered(name: str, schema: Any, known: Mapping[str, tuple[object, ...]]) -> Any:
    kinds = {schema.get("type"), *(s.get("type") for s in schema.get("anyOf", []))}
    if name not in known or not kinds & {"string", "integer"}:
        return schema
    ids = [i for i in known[name] if ("integer" in kinds) == isinstance(i, int)]
    return {"anyOf": [{"enum": ids}, schema]} if ids else schema


def callers(path: str) -> list[str | None]:
    """Who calls: whoever may, twice as often as somebody else and nobody."""
    mine = path.startswith("/api/v1/me/")
    right, wrong = ("self", "office") if mine else ("office", "self")
    if path.startswith("/api/v1/approvals/"):
        right = "second"
    return [right, right, wrong, None, right]


def _call(
    world: World,
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    tally: Tally,
    *,
    examples: int,
    seeded: int,
) -> None:
    turns = _turns(callers(operation.path))

    @seed(seeded)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def calls(case: Case, data: st.DataObject) -> None:
        caller = next(turns)
        headers = {"Authorization": f"Bearer {world.tokens[caller]}"} if caller else {}
        _one(case, headers, tally)

    # Where nothing is asked for, nothing can be asked wrongly.
    with suppress(Unsatisfiable):
        calls()


def _turns(of: list[str | None]) -> Iterator[str | None]:
    while True:
        yield from of


def _one(case: Case, headers: dict[str, str], tally: Tally) -> None:
    where = f"{case.method} {case.operation.path}"
    # A token made up by the generator would only be told so, and hide what lies behind the door.
    case.headers.pop("Authorization", None)
    started = time.perf_counter()
    answer = case.call(headers=headers)
    took = time.perf_counter() - started
    tally.slowest = max(tally.slowest, (took, where))
    tally.statuses[answer.status_code] += 1
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        for failure in group.exceptions:
            tally.note(kind_of(failure), f"{where} {answer.status_code}", told(case, failure))
    for leak in leaks(case, answer):
        tally.note("leak", f"{where} {answer.status_code}", f"{leak}: {answer.text[:300]}")


def kind_of(failure: Exception) -> str:
    """A 5xx, or something the document does not know."""
    return "5xx" if "ServerError" in type(failure).__name__ else type(failure).__name__


def told(case: Case, failure: Exception) -> str:
    """A failure with the call that led to it."""
    text = failure.message if isinstance(failure, Failure) else str(failure)
    return f"{text[:250]} <- {case.path_parameters} {case.query} {case.body!r}"


def leaks(case: Case, answer: Response) -> Iterator[str]:
    """What must not stand in an answer: the inside, somebody's number, a number that was sent by mistake."""
    text = answer.text if "json" in answer.headers.get("content-type", [""])[0] else ""
    if answer.status_code >= 400 and (found := INSIDE.search(text)):
        yield found.group()
    if answer.status_code >= 400 and ASKED_WITH in text:
        yield "a number that was sent"
    if not case.operation.path.endswith("/identity") and any(s in text for s in SECRETS):
        yield "a number of the registry"

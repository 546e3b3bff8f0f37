"""Mappings and policies, which are TOML files that somebody wrote: spoilt by chance, read, and what was wrong."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from data.codes.law.policies import FOLDER, BadPolicy, read_entries
from data.importers.mapping import SHIPPED, BadMapping, load_mapping
from models.law.policies import faults
from tests.hostile.taking import Taken, wrong_with
from tests.hostile.tearing import BYTE_WAYS
from tests.hostile.words import hostile_text

VALUES = (
    "[]", "{}", "0", "-1", "1e999", "nan", "true", '""', "1979-05-27T07:32:00Z", "99999999999999999999",
    "[[[]]]", "{a = {b = {}}}", "'''\n\n'''", "9999-12-31", "0.1", '["a", 1]',
)  # fmt: skip


def spoilt_rules(chance: random.Random) -> tuple[str, bytes]:
    """Which kind of file, and one of the shipped ones with lines changed, doubled, left out, or torn."""
    policies = chance.random() < 0.5
    files = sorted(FOLDER.glob("policies_*.toml") if policies else SHIPPED.glob("*.toml"))
    lines = chance.choice(files).read_text("utf-8").splitlines()
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(lines))
        name = lines[at].split("=")[0]
        lines[at : at + 1] = chance.choice(
            (
                [f"{name}= {chance.choice(VALUES)}"],
                [f'{name}= "{hostile_text(chance)}"'],
                [f"{name}= '{hostile_text(chance)}'"],
                [f'"{hostile_text(chance)}" = 1', lines[at]],
                [lines[at], chance.choice(lines)],
                [],
                [f"{name}= {'[' * 5000}{']' * 5000}"],
            )
        )
    content = "\n".join(lines).encode("utf-8", "replace")
    if chance.random() < 0.2:
        content = chance.choice(list(BYTE_WAYS.values()))(chance, content)
    return ("policies" if policies else "mapping"), content


def read_spoilt(folder: Path, n: int, *, seeded: int) -> Taken:
    """Read `n` of them; what is wrong must be one of our own errors, in a sentence."""
    folder.mkdir(exist_ok=True)
    found = Taken(Counter())
    for i in range(n):
        chance = random.Random(f"rules {seeded} {i}")  # noqa: S311 it must be the same again
        kind, content = spoilt_rules(chance)
        path = folder / "rules.toml"
        path.write_bytes(content)
        try:
            READERS[kind](path)
        except (BadMapping, BadPolicy) as refusal:
            found.ends["refused"] += 1
            for fault in wrong_with(str(refusal), folder):
                found.faults.setdefault(fault, f"{seeded} {i}")
        except Exception as surprise:
            found.ends["surprise"] += 1
            found.faults.setdefault(f"{type(surprise).__name__}: {surprise}"[:200], f"{seeded} {i}")
        else:
            found.ends["taken"] += 1
    return found


def _policies(path: Path) -> None:
    tuple(faults(policy for policy, _ in read_entries(path)))


READERS: dict[str, Callable[[Path], object]] = {"mapping": load_mapping, "policies": _policies}

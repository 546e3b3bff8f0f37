"""Who looks at a page, as templates need to know it; the gate puts it there."""

from dataclasses import dataclass
from typing import cast

from flask import g


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in: name and role in words, whose people, what may be done, the form token."""

    name: str
    role: str
    reach: str
    permissions: frozenset[str]
    csrf: str
    whole: bool = False
    """Whether the people of the whole city are theirs."""


NOBODY = Visitor("", "", "", frozenset(), "")
"""On pages before signing in: nothing may be done from there but what the page itself offers."""


def visitor() -> Visitor:
    """Who looks at this page; `NOBODY` before signing in."""
    return cast("Visitor", g.get("visitor", NOBODY))


def may(permission: str) -> bool:
    """Whether a page should offer something; the gate decides again when it is asked for."""
    return permission in visitor().permissions

"""One attempt to sign on with the identity provider: what its answer must match, kept in the browser meanwhile."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from service.signing import Codes

PURPOSE = "sign-on"
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Three texts drawn anew each time, the page that was wanted, and the session that ends with it.

    `state` binds the answer to this browser, `nonce` the token to this attempt, and only whoever has
    the `verifier` can turn the answer's code into a token.
    """

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    target: str | None
    before: str | None = None


def begun(target: str | None, before: str | None = None) -> Attempt:
    """A new attempt."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state, nonce, verifier, target, before)


def kept(attempt: Attempt, codes: Codes, now: datetime) -> str:
    """The attempt as a browser keeps it for ten minutes, signed."""
    return codes.make(PURPOSE, json.dumps(asdict(attempt)), now + LIFETIME)


def found(text: str, codes: Codes, now: datetime) -> Attempt | None:
    """The attempt that a browser shows; None where there is none of ours, or it took too long."""
    told = codes.read(PURPOSE, text, now) if text else None
    return Attempt(**json.loads(told)) if told else None

"""Whose people a caller may see: one limited to a county gets nothing that could be of another."""

from collections.abc import Mapping

from data.records.counties import LEADS_TO_A_PERSON, county_behind
from data.store import Connection
from service.auth import Caller
from service.errors import Forbidden, NotFound

ABOUT_NOBODY = frozenset(
    {
        "health.health",
        "policies.catalogue",
        "policies.versions",
        "programmes.one",
        "push.templates",
        "training.joinable",
        "training.one",
        "vacancies.one",
        "vacancies.page",
        "voucher-batches.rules",
    }
)
"""Routes whose answers hold nothing about people: everybody with a token may read them."""


NAMED_IN_THE_BODY = frozenset({"referrals.refer", "training.ask"})
"""Routes whose body says whom they are about; of any other the body is not asked."""


def check_county(
    db: Connection, caller: Caller, endpoint: str | None, ids: Mapping[str, object], body: object
) -> None:
    """Let a caller with a county pass to its own people, and to what is about nobody.

    An id that leads to a person of another county is answered as one that does not exist. A route that
    names no person may list anybody, so it stays closed: a new one as well, until somebody says otherwise.
    """
    if caller.region is None or endpoint is None or endpoint in ABOUT_NOBODY:
        return
    if endpoint in NAMED_IN_THE_BODY and isinstance(body, dict):
        # All of them: a body with two ids must not be let through for one and acted on for the other.
        named = {name: body[name] for name in LEADS_TO_A_PERSON if body.get(name) is not None}
        ids = {**ids, **(named or {"worker_id": ""})}
    leading = [name for name in ids if name in LEADS_TO_A_PERSON]
    if not leading:
        raise Forbidden("此令牌限于一个县区，不能使用全市范围的地址。")
    if any(county_behind(db, name, ids[name]) != caller.region for name in leading):
        raise NotFound("没有找到，或不属于此令牌所限的县区。")

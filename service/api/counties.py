"""Whose people a caller may see: one limited to a county gets nothing that could be of another."""

from collections.abc import Mapping

from data.reach import EVERYBODY, Reach
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


NARROWED = frozenset(
    {
        "helping.due",
        "helping.entitled",
        "policies.waiting",
        "push.with_state",
        "referrals.due",
        "referrals.funnel",
        "referrals.page",
        "training.of_class",
        "vacancies.candidates",
        "voucher-batches.vouchers_of",
        "vouchers.undecided",
    }
)
"""Lists of people that hold, for a caller with a county, its own people only: their queries are narrowed.

What else names no person stays closed to such a caller, each for a reason. A campaign, a batch of vouchers,
a fund, a reconciliation, a stop of the push and a class that is opened or called off concern the people of
every county at once. The states of the outbox and what a scan counted are figures of the whole city. Policies
for employers and certificates know no county.
"""

NAMED_IN_THE_BODY = frozenset({"referrals.refer", "training.ask"})
"""Routes whose body says whom they are about; of any other the body is not asked."""


def reach_of(caller: Caller) -> Reach:
    """Whose people a list shows a caller: a county's, or everybody's."""
    return EVERYBODY if caller.region is None else Reach("county", caller.region)


def check_county(
    db: Connection, caller: Caller, endpoint: str | None, ids: Mapping[str, object], body: object
) -> None:
    """Let a caller with a county pass to its own people, and to what is about nobody.

    An id that leads to a person of another county is answered as one that does not exist. A route that
    names no person may list anybody, so it stays closed: a new one as well, until somebody says otherwise
    and its queries go through `reach_of`.
    """
    if caller.region is None or endpoint is None or endpoint in ABOUT_NOBODY | NARROWED:
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

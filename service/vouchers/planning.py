"""From what an officer asks for to the plan of a batch: deadlines by the rules, a roster by wish."""

from datetime import timedelta

from data.store import Connection
from service.api.voucher_forms import BatchRequest
from service.errors import Problem
from service.vouchers.issuing import MOST_ON_A_ROSTER, Plan, wishing
from service.vouchers.steps import Actor, rules_for


def plan_of(db: Connection, asked: BatchRequest, actor: Actor) -> Plan:
    """The plan; deadlines that are not given are those of the rules of the day."""
    rules = rules_for(actor.today)
    claim_by = asked.claim_by or actor.today + timedelta(days=rules["claim_days"])
    valid_until = asked.valid_until or actor.today + timedelta(days=rules["valid_days"])
    told = asked.model_dump(exclude={"claim_by", "valid_until", "by_wish"})
    told |= {name: tuple(told[name]) for name in ("institutions", "whom", "roster")}
    if asked.by_wish:
        told["roster"] = _roster(db, asked, actor)
    return Plan(**told, claim_by=claim_by, valid_until=max(claim_by, valid_until))


def _roster(db: Connection, asked: BatchRequest, actor: Actor) -> tuple[str, ...]:
    if asked.roster:
        raise Problem("按培训意愿发放时，不用另给名单。")
    most = asked.quantity or MOST_ON_A_ROSTER
    found = wishing(db, asked.occupation, asked.region, actor=actor, most=most)
    if not found:
        raise Problem("没有人登记过这个职业的培训意愿。")
    return found

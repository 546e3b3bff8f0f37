"""From a fund to vouchers: drafts that reserve their budget, and the second person who publishes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.codes.occupations import occupations
from data.codes.regions import regions
from data.records import batches, ledger, workers
from data.records.batches import Batch, Fund, RosterLine
from data.records.ledger import Move
from data.records.vouchers import Voucher
from data.store import Connection
from data.tables_vouchers import FUND_SOURCES, SCOPES, VALUE_KINDS
from models.vouchers.entitled import GROUPS
from models.vouchers.states import Event
from models.vouchers.stepping import NotAllowed, step_of
from service.errors import Conflict, NotFound, Problem
from service.vouchers.announcing import announce_issue
from service.vouchers.steps import NOTHING_SAID, Actor, born, issue_all, rules_for, situation
from service.wording import yuan

MOST_ON_A_ROSTER = 20_000

LASTS = timedelta(days=5 * 365)
"""A batch that is to last longer is a slip of the pen; a frost gives days back, so there has to be room for them."""

IN_ADDRESSES = ("new", ".", "..")
"""Ids under which nobody would find a batch again: its page has the address of another one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer wants to issue; a named batch has as many vouchers as people on its roster."""

    batch_id: str
    fund_id: str
    title: str
    region: str
    occupation: str
    level: str
    value_kind: str
    scope: str
    value_fen: int
    quantity: int
    claim_by: date
    valid_until: date
    institutions: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    roster: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a batch: the vouchers, and who of its roster got none and why."""

    batch: Batch
    issued: tuple[Voucher, ...]
    refused: tuple[RosterLine, ...]


def open_fund(db: Connection, fund: Fund) -> None:
    """Write down a fund with what it has for a year."""
    if fund.source not in FUND_SOURCES:
        raise Problem(f"资金来源应为 {'、'.join(FUND_SOURCES)} 之一。")
    if not batches.add_fund(db, fund):
        raise Conflict(f"资金编号“{fund.fund_id}”已存在。")


def draft(db: Connection, plan: Plan, actor: Actor) -> Batch:
    """Set up a batch and reserve its budget; nobody has a voucher yet."""
    fund = batches.find_fund(db, plan.fund_id, held=True)
    if fund is None:
        raise NotFound(f"没有编号为“{plan.fund_id}”的资金。")
    if batches.one(db, plan.batch_id) is not None:
        raise Conflict(f"批次编号“{plan.batch_id}”已存在。")
    batch = _checked(db, plan, actor)
    left = fund.total_fen - batches.bound_fen(db, fund.fund_id)
    if batch.budget_fen > left:
        raise Conflict(f"资金余额{yuan(left)}元，不够本批所需的{yuan(batch.budget_fen)}元。")
    batches.add(db, batch)
    batches.add_roster(db, batch.batch_id, plan.roster)
    ledger.open_books(db, batch.batch_id)
    _post(db, batch, Move("budget", "reserved", batch.budget_fen), "draft", actor)
    return batch


def cancel(db: Connection, batch_id: str, reason: str, actor: Actor) -> Batch:
    """Give up a draft and release what it had reserved."""
    batch = held_draft(db, batch_id)
    if not reason.strip():
        raise Conflict("请写明理由。")
    _decide(db, batch, "cancelled", actor, reason)
    _post(db, batch, Move("reserved", "released", batch.budget_fen), "cancel", actor)
    return replace(batch, state="cancelled", decided_by=actor.by, decided_at=actor.now)


def publish(db: Connection, batch_id: str, actor: Actor) -> Published:
    """Let a second person issue the vouchers: to everybody on the roster who is entitled, or to a pool."""
    batch = held_draft(db, batch_id)
    if refusal := publish_refusal(batch, actor):
        raise Conflict(refusal)
    drafts, refused = _drafts(db, batch, actor)
    _decide(db, batch, "published", actor, None)
    issued = issue_all(db, drafts, actor)
    spare = batch.budget_fen - batch.value_fen * len(issued)
    if spare:
        _post(db, batch, Move("reserved", "released", spare), "publish", actor)
    made = [RosterLine(str(v.worker_id), v.voucher_id, None) for v in issued if v.worker_id]
    batches.note_roster(db, batch_id, [*made, *refused])
    announce_issue(db, batch, issued, actor.now)
    published = replace(batch, state="published", decided_by=actor.by, decided_at=actor.now)
    return Published(published, issued, tuple(refused))


def publish_refusal(batch: Batch, actor: Actor) -> str | None:
    """Why somebody cannot publish a draft now, in a sentence; None where they can."""
    if actor.by == batch.drafted_by:
        return "由您定制，复核人与经办人不能是同一人。"
    if batch.claim_by < actor.today:
        return f"领取截止日{batch.claim_by}已过，请取消后重新定制。"
    return None


def held_draft(db: Connection, batch_id: str) -> Batch:
    """A batch that is still a draft, held until the transaction ends."""
    batch = batches.one(db, batch_id, held=True)
    if batch is None:
        raise NotFound(f"没有编号为“{batch_id}”的批次。")
    if batch.state != "draft":
        raise Conflict("这个批次已经发布或取消，不再是草稿。")
    return batch


def wishing(
    db: Connection, occupation: str, region: str, *, actor: Actor, most: int
) -> tuple[str, ...]:
    """Who wishes to learn an occupation and lives in a region: a roster by wish, the first `most` by id."""
    home = region[:2] if region.endswith("0000") else region.removesuffix("00")
    found = workers.wishing_training(db, occupation, actor.today, region=home)
    return found[:most]


def _drafts(db: Connection, batch: Batch, actor: Actor) -> tuple[list[Voucher], list[RosterLine]]:
    if batch.scope == "open":
        return [born(batch, n, None, actor.today) for n in range(1, batch.quantity + 1)], []
    people = [line.worker_id for line in batches.roster(db, batch.batch_id)]
    workers.hold(db, people)
    drafts: list[Voucher] = []
    refused: list[RosterLine] = []
    for number, worker_id in enumerate(people, start=1):
        new = born(batch, number, worker_id, actor.today)
        case = situation(db, new, Event.ISSUE, actor, NOTHING_SAID)
        try:
            step_of(case, Event.ISSUE)
        except NotAllowed as reason:
            refused.append(RosterLine(worker_id, None, str(reason)))
        else:
            drafts.append(new)
    return drafts, refused


def _checked(db: Connection, plan: Plan, actor: Actor) -> Batch:
    """The batch of a plan; raises a sentence for the first thing that is wrong with it."""
    for sentence in _complaints(plan, actor.today):
        raise Problem(sentence)
    rules_for(actor.today)
    named = plan.scope == "named"
    roster = tuple(dict.fromkeys(plan.roster))
    _check_roster(db, roster)
    quantity = len(roster) if named else plan.quantity
    return Batch(
        batch_id=plan.batch_id,
        fund_id=plan.fund_id,
        title=plan.title,
        region=plan.region,
        occupation=plan.occupation,
        level=plan.level,
        value_kind=plan.value_kind,
        scope=plan.scope,
        value_fen=plan.value_fen,
        quantity=quantity,
        budget_fen=plan.value_fen * quantity,
        institutions=plan.institutions,
        whom=plan.whom,
        claim_by=plan.claim_by,
        valid_until=plan.valid_until,
        state="draft",
        drafted_at=actor.now,
        drafted_by=actor.by,
    )


def _complaints(plan: Plan, today: date) -> list[str]:
    """What is wrong with a plan, in sentences."""
    unknown = [name for name in plan.whom if name not in GROUPS]
    found = {
        f"职业代码“{plan.occupation}”不在职业分类大典中。": plan.occupation not in occupations(),
        f"行政区划“{plan.region}”不存在。": plan.region not in regions(),
        "券面类型应为 face（面值券）或 entitlement（抵用券）。": plan.value_kind not in VALUE_KINDS,
        "发放方式应为 open（通用）或 named（定向）。": plan.scope not in SCOPES,
        f"没有这样的发放对象：{'、'.join(unknown)}。": bool(unknown),
        "每张券的金额应大于零。": plan.value_fen <= 0,
        "通用券应写明数量。": plan.scope == "open" and plan.quantity <= 0,
        "定向券应有发放名单。": plan.scope == "named" and not plan.roster,
        f"一批名单不超过{MOST_ON_A_ROSTER:,}人，请分批。": len(plan.roster) > MOST_ON_A_ROSTER,
        "通用券不用名单。": plan.scope == "open" and bool(plan.roster),
        "领取截止日不能早于今天。": plan.claim_by < today,
        "有效期不能早于领取截止日。": plan.valid_until < plan.claim_by,
        f"有效期最迟到{today + LASTS}。": plan.valid_until > today + LASTS,
        f"批次编号不能是{'、'.join(IN_ADDRESSES)}，也不能含反斜杠。": (
            plan.batch_id in IN_ADDRESSES or "\\" in plan.batch_id
        ),
        "机构名称中不能有分号。": any(";" in name for name in plan.institutions),
    }
    return [sentence for sentence, wrong in found.items() if wrong]


def _check_roster(db: Connection, roster: Sequence[str]) -> None:
    known = workers.known_ids(db, roster)
    missing = [w for w in roster if w not in known]
    if missing:
        shown = "、".join(missing[:5])
        raise Problem(f"名单中有{len(missing)}人不在劳动力登记中：{shown}等。")


def _decide(db: Connection, batch: Batch, state: str, actor: Actor, reason: str | None) -> None:
    done = batches.decide(db, batch.batch_id, state, at=actor.now, by=actor.by, reason=reason)
    if not done:
        raise Conflict("这个批次刚刚被他人办理过，请刷新后再试。")


def _post(db: Connection, batch: Batch, move: Move, cause: str, actor: Actor) -> None:
    ledger.post(db, [move], batch_id=batch.batch_id, cause=cause, at=actor.now)

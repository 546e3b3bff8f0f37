"""The lines that carry no offers: guidance, start-up service, policies, assistance."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from data.codes.law.policies import Policy
from data.schema import FACT_COLUMNS
from data.store import Connection
from models.advice import Day
from service.assistance.entitled import entitled_now
from service.push.planning.offers import Plan
from service.push.planning.told import told_or_answered

LABELS: Mapping[str, str] = {column.name: column.label for column in FACT_COLUMNS}
MISSING_NAMED = 3
POLICIES_NAMED = 3
VERIFIED = "official"
IN_DOUBT = "政策文本尚未核对原文，条件以现行文件为准"
GENERAL_ADVICE = "来之前可先想好：最想做什么、最远能去哪里、最低期望多少。"


def guidance(day: Day, people: pa.Table) -> Iterator[Plan]:
    """An invitation that names what is missing in the file, never what is held against a person."""
    missing = day.index.assess(people, day.as_of).missing if people.num_rows else ()
    for worker_id, names in zip(people["worker_id"].to_pylist(), missing, strict=True):
        labels = [LABELS[name] for name in names if name in LABELS][:MISSING_NAMED]
        advice = (
            f"您的档案还缺{'、'.join(labels)}，补上后推荐会更准。" if labels else GENERAL_ADVICE
        )
        yield Plan(worker_id, "guidance", "guidance", facts={"advice": advice})


def plain_guidance(worker_ids: Sequence[str]) -> Iterator[Plan]:
    """The same invitation to everybody."""
    for worker_id in worker_ids:
        yield Plan(worker_id, "guidance", "guidance", facts={"advice": GENERAL_ADVICE})


def startup(worker_ids: Sequence[str]) -> Iterator[Plan]:
    """For those who said that they want to open a business."""
    for worker_id in worker_ids:
        yield Plan(worker_id, "startup", "startup")


def assistance(worker_ids: Sequence[str]) -> Iterator[Plan]:
    """For recognised people: their officer waits for them."""
    for worker_id in worker_ids:
        yield Plan(worker_id, "assistance", "assistance", personalised=True)


def policies(db: Connection, day: Day, people: pa.Table, now: datetime) -> Iterator[Plan]:
    """The policies that a person meets, has not applied for, and was not told of lately; else the reminder.

    Names only: amounts belong to the calculator, where what is unverified is marked so.
    """
    gone = told_or_answered(db, people["worker_id"].to_pylist(), now)
    for worker_id, met in entitled_now(db, people, day.as_of):
        items = [_item(each) for each in met if (worker_id, "policy", each.policy_id) not in gone]
        if items:
            own = items[:POLICIES_NAMED]
            yield Plan(worker_id, "policies", "policies", own, personalised=True)
        else:
            yield Plan(worker_id, "policies", "policies_plain")


def plain_policies(worker_ids: Sequence[str]) -> Iterator[Plan]:
    """The general reminder."""
    for worker_id in worker_ids:
        yield Plan(worker_id, "policies", "policies_plain")


def _item(policy: Policy) -> dict[str, object]:
    doubt = "" if policy.certainty == VERIFIED else IN_DOUBT
    return {
        "kind": "policy",
        "id": policy.policy_id,
        "title": policy.name,
        "about": [policy.doc_no],
        "why": doubt,
    }

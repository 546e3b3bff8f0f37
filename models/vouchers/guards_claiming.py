"""What must hold before a voucher is issued, claimed, given back or taken up again.

A guard returns nothing where its condition holds, else the sentence that says why not; its docstring is
the condition as people read it.
"""

from collections.abc import Callable
from datetime import date, timedelta

from data.codes.law.voucher_rules import VOUCHER_POLICY, Exclusion, VoucherRules
from data.records.vouchers import Voucher
from data.tables_vouchers import OPEN_STATES
from models.vouchers.entitled import GROUPS, belongs, lives_in_reach
from models.vouchers.situation import Benefit, Past, Situation
from models.vouchers.states import State

Guard = Callable[[Situation], str | None]

COUNTED = (*(s for s in OPEN_STATES if s not in {"issued", "returned"}), "settled")
"""A voucher in one of these uses up one of the times a person may have."""


def second_person(case: Situation) -> str | None:
    """复核人与经办人不是同一人。"""
    # Who applies for the own voucher is nobody of the office: that leaves whoever prepared the rest.
    first = {case.voucher.submitted_by, case.batch.drafted_by, *case.hands}
    return "复核人与经办人不能是同一人。" if case.by in first else None


def in_the_registry(case: Situation) -> str | None:
    """领券人已在劳动力建档立卡中实名登记。"""
    if case.voucher.worker_id is None and case.asker is None:
        return None
    return None if case.person is not None else "领券人未在劳动力建档立卡中登记，不能领券。"


def own_voucher(case: Situation) -> str | None:
    """培训券由本人领取，任何人不得代领。"""
    if case.asker is None:
        return "培训券须由本人领取，任何机构和个人不得代领。"
    if case.voucher.worker_id not in (None, case.asker):
        return "这张券不是发给本人的。"
    return None


def meant_for_the_worker(case: Situation) -> str | None:
    """领券人属于本批培训券的发放对象。"""
    made_out = case.state is State.ISSUED and case.voucher.worker_id is not None
    if case.person is None or made_out:
        # A voucher made out to somebody was checked on the day it was issued.
        return None
    if not lives_in_reach(case.batch, case.person):
        return "现住地不在本批培训券的发放范围内。"
    answer = belongs(case.batch, case.person)
    if answer:
        return None
    names = "、".join(GROUPS[name].name for name in case.batch.whom)
    if answer is None:
        return f"登记信息不足以判断是否属于发放对象（{names}），请先补充登记信息。"
    return f"本批培训券的发放对象是{names}。"


def before_the_claim_ends(case: Situation) -> str | None:
    """在领取截止日之前领取。"""
    if case.day <= case.voucher.claim_by:
        return None
    return f"领取截止日是{case.voucher.claim_by}，已经过了。"


def below_the_caps(case: Situation) -> str | None:
    """没有超过每年和累计的享受次数。"""
    used = [v for v in _others(case) if v.state in COUNTED or v.frozen_from in COUNTED]
    year = [v for v in used if v.claimed_on and v.claimed_on.year == case.day.year]
    for name, n in (("annual_cap", len(year)), ("lifetime_cap", len(used))):
        figure = case.rules.figures[name]
        if n >= figure.value:
            return f"{figure.text}，已享受或正在享受{n}次（{figure.doc_no}）。"
    return None


def nothing_excluded(case: Situation) -> str | None:
    """没有享受过与培训券互斥的补贴。"""
    had = excluded(case.voucher, case.past, rules=case.rules, day=case.day)
    for exclusion, benefit in had:
        if exclusion.may_refuse:
            return f"{exclusion.text}（{exclusion.doc_no}）：{benefit.on}已享受{exclusion.name}。"
    return None


def no_other_open(case: Situation) -> str | None:
    """同一职业同一等级没有另一张有效的培训券。"""
    key = (case.voucher.occupation, case.voucher.level)
    held = [v for v in _others(case) if v.state in OPEN_STATES]
    if any((v.occupation, v.level) == key for v in held):
        return "同一职业同一等级已有一张有效的培训券。"
    return None


def cooled_down(case: Situation) -> str | None:
    """距上次退训已满规定天数。"""
    days = timedelta(days=case.rules["cool_down_days"])
    left = [v.used_on for v in _others(case) if v.state == "dropped" and v.used_on is not None]
    if days and left and case.day < max(left) + days:
        return f"退训后须满{days.days}天才能再领券。"
    return None


def still_valid(case: Situation) -> str | None:
    """培训券在有效期内。"""
    if case.day <= case.voucher.valid_until:
        return None
    return f"这张券的有效期到{case.voucher.valid_until}为止，已经过了。"


def returns_left(case: Situation) -> str | None:
    """退券后重新领取没有超过规定次数。"""
    most = case.rules["max_returns"]
    return f"退券后最多重新领取{most}次。" if case.voucher.n_returns > most else None


def claim_time_over(case: Situation) -> str | None:
    """领取截止日已过。"""
    return None if case.day > case.voucher.claim_by else "还没有到领取截止日。"


def validity_over(case: Situation) -> str | None:
    """有效期已过。"""
    return None if case.day > case.voucher.valid_until else "还在有效期内。"


def excluded(
    voucher: Voucher, past: Past, *, rules: VoucherRules, day: date
) -> list[tuple[Exclusion, Benefit]]:
    """Every exclusion in force that something the worker had meets, those that refuse nobody included."""
    had = [*past.benefits, *_paid_by_vouchers(_but(voucher, past))]
    in_force = [e for e in rules.exclusions if e.applies_to == VOUCHER_POLICY and e.in_force(day)]
    return [
        (e, b)
        for e in in_force
        for b in had
        if e.benefit == b.policy and _meets(e, b, voucher, day)
    ]


def _meets(exclusion: Exclusion, benefit: Benefit, voucher: Voucher, day: date) -> bool:
    if exclusion.scope == "same_year":
        return benefit.on.year == day.year
    same = benefit.occupation == voucher.occupation
    return same and (exclusion.scope == "same_occupation" or benefit.level == voucher.level)


def _paid_by_vouchers(others: list[Voucher]) -> list[Benefit]:
    return [
        Benefit(VOUCHER_POLICY, v.occupation, v.level, v.settled_on)
        for v in others
        if v.state == "settled" and v.settled_on is not None
    ]


def _others(case: Situation) -> list[Voucher]:
    return _but(case.voucher, case.past)


def _but(voucher: Voucher, past: Past) -> list[Voucher]:
    return [v for v in past.vouchers if v.voucher_id != voucher.voucher_id]

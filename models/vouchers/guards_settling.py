"""What must hold before money is paid or asked back, and before a voucher is frozen, freed or voided."""

from datetime import date, timedelta

from data.codes.law.voucher_rules import VoucherRules
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from models.vouchers.situation import Situation


def most_payable(voucher: Voucher, chosen: TrainingClass | None) -> int:
    """The most that may be paid for a voucher, in fen: its value, and no more than the course costs."""
    return voucher.value_fen if chosen is None else min(voucher.value_fen, chosen.fee_fen)


def announced_until(voucher: Voucher, rules: VoucherRules) -> date | None:
    """The first day on which what was applied for may be paid; None where nobody has applied."""
    submitted = voucher.submitted_on
    return None if submitted is None else submitted + timedelta(days=rules["notice_days"])


def amount_within_value(case: Situation) -> str | None:
    """兑现金额不超过券面金额或补贴标准，也不超过培训费。"""
    amount = case.amount_fen
    if amount is None or amount <= 0:
        return "请写明兑现金额。"
    most = most_payable(case.voucher, case.training_class)
    if amount <= most:
        return None
    what = "" if most == case.voucher.value_fen else "培训费"
    return f"兑现金额不能超过{what}{_yuan(most)}元。"


def bank_slip_given(case: Situation) -> str | None:
    """有银行回单号。"""
    return None if case.bank_no else "请填写银行回单号。"


def notice_over(case: Situation) -> str | None:
    """公示期已满。"""
    until = announced_until(case.voucher, case.rules)
    if until is None:
        return "还没有申请兑现。"
    return f"公示到{until}为止，期满后方可兑现。" if case.day < until else None


def flags_decided(case: Situation) -> str | None:
    """风险提示都已由人核实处理。"""
    n = case.n_open_flags
    return f"还有{n}条风险提示未经人核实，请先处理。" if n else None


def reason_given(case: Situation) -> str | None:
    """写明了理由。"""
    return None if case.reason.strip() else "请写明理由。"


def somebody_has_it(case: Situation) -> str | None:
    """培训券已发给或已由某人领取。"""
    return "这张券还没有人领取，不必冻结。" if case.voucher.worker_id is None else None


def frost_ends(case: Situation) -> str | None:
    """冻结有到期日，不超过规定天数。"""
    if case.until is None or case.until <= case.day:
        return "冻结须写明到期日，并在今天之后。"
    days = case.rules["freeze_days"]
    if case.until > case.day + timedelta(days=days):
        return f"一次冻结不能超过{days}天。"
    return None


def frost_over(case: Situation) -> str | None:
    """冻结已到期，没有人作出决定。"""
    until = case.voucher.frozen_until
    return None if until is not None and case.day > until else "冻结还没有到期。"


def somebody_else_paid(case: Situation) -> str | None:
    """追回人与兑现人不是同一人。"""
    return "追回人与兑现人不能是同一人。" if case.by in case.hands else None


def demanded_within_paid(case: Situation) -> str | None:
    """追回金额不超过已兑现金额。"""
    amount, paid = case.amount_fen, case.voucher.paid_fen or 0
    if amount is None or amount <= 0:
        return "请写明追回金额。"
    return f"追回金额不能超过已兑现的{_yuan(paid)}元。" if amount > paid else None


def repaid_within_owed(case: Situation) -> str | None:
    """退回金额不超过尚欠金额。"""
    amount, owed = case.amount_fen, case.receivable_fen
    if owed == 0:
        return "款项已全部退回。"
    if amount is None or amount <= 0:
        return "请写明退回金额。"
    return f"退回金额不能超过尚欠的{_yuan(owed)}元。" if amount > owed else None


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}" if fen % 100 else f"{fen // 100:,}"

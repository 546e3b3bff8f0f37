"""What must hold before a voucher is used for a class, and on the way from its first session to a certificate."""

from datetime import timedelta

from models.vouchers.situation import Situation

MINUTES_AN_HOUR = 45
"""A class hour (课时) is 45 minutes."""


def class_is_filed(case: Situation) -> str | None:
    """班级已备案，没有取消。"""
    chosen = case.training_class
    if chosen is None:
        return "没有这个班级。"
    if chosen.cancelled_on is not None:
        return f"这个班级已于{chosen.cancelled_on}取消。"
    return None if chosen.filed_no else "这个班级还没有开班备案，不能使用培训券。"


def class_fits(case: Situation) -> str | None:
    """班级的职业和等级与培训券一致，培训机构在可用范围内。"""
    chosen = case.training_class
    if chosen is None:
        return "没有这个班级。"
    if (chosen.occupation, chosen.level) != (case.voucher.occupation, case.voucher.level):
        return "班级的职业或等级与培训券不一致。"
    allowed = case.batch.institutions
    if allowed and chosen.institution not in allowed:
        return f"“{chosen.institution}”不在本批培训券的可用机构之内。"
    return None


def class_not_begun(case: Situation) -> str | None:
    """班级尚未开班。"""
    chosen = case.training_class
    if chosen is not None and case.day > chosen.starts_on:
        return f"这个班级已于{chosen.starts_on}开班。"
    return None


def real_name_recorded(case: Situation) -> str | None:
    """有有效的实名制记录：不进不补。"""
    enrolment = case.enrolment
    if enrolment is None or enrolment.real_name != "valid":
        return "没有有效的实名制记录，不予补贴（不进不补）。"
    return None


def class_begun(case: Situation) -> str | None:
    """班级已经开班。"""
    chosen = case.training_class
    if chosen is None or chosen.cancelled_on is not None:
        return "没有这个班级，或已经取消。"
    return f"班级{chosen.starts_on}才开班。" if case.day < chosen.starts_on else None


def class_over(case: Situation) -> str | None:
    """班级已到结业日。"""
    chosen = case.training_class
    if chosen is None:
        return "没有这个班级。"
    return f"班级{chosen.ends_on}才结业。" if case.day < chosen.ends_on else None


def enough_hours(case: Situation) -> str | None:
    """出勤课时达到规定比例。"""
    missing = missing_minutes(case)
    if missing <= 0:
        return None
    percent = case.rules["hours_percent"]
    hours = -(-missing // MINUTES_AN_HOUR)
    return f"出勤未达到总课时的{percent}%，还差{hours}课时。"


def never_came(case: Situation) -> str | None:
    """一次课也没有到过。"""
    enrolment = case.enrolment
    came = enrolment is not None and enrolment.minutes > 0
    return "已有签到记录，不能按未到课办理。" if came else None


def long_undone(case: Situation) -> str | None:
    """结业日已过规定天数，课时仍未达到。"""
    chosen = case.training_class
    if chosen is None:
        return "没有这个班级。"
    days = timedelta(days=case.rules["undone_days"])
    if case.day <= chosen.ends_on + days:
        return f"结业日后{days.days}天之内仍可补课。"
    return "课时已达到，应办理结业。" if missing_minutes(case) <= 0 else None


def class_was_cancelled(case: Situation) -> str | None:
    """班级已取消，不是本人的原因。"""
    chosen = case.training_class
    cancelled = chosen is not None and chosen.cancelled_on is not None
    return None if cancelled else "班级没有取消，应由本人重新领取。"


def exam_failed(case: Situation) -> str | None:
    """考核结果为未通过。"""
    failed = case.enrolment is not None and case.enrolment.passed is False
    return None if failed else "没有未通过的考核结果。"


def resit_allowed(case: Situation) -> str | None:
    """在重考期限内，没有超过重考次数。"""
    most = case.rules["max_resits"]
    if case.voucher.n_resits >= most:
        return f"最多重考{most}次。"
    by = case.voucher.resit_by
    return f"重考期限到{by}为止，已经过了。" if by is not None and case.day > by else None


def resit_time_over(case: Situation) -> str | None:
    """重考期限已过，或重考次数已用完。"""
    if case.voucher.n_resits >= case.rules["max_resits"]:
        return None
    by = case.voucher.resit_by
    return None if by is not None and case.day > by else "还在重考期限内。"


def certificate_matches(case: Situation) -> str | None:
    """证书经查验，属于本人，职业和等级与培训券一致，并在开班之后核发。"""
    found, chosen = case.certificate, case.training_class
    if found is None:
        return "没有查到这张证书。"
    if found.worker_id != case.voucher.worker_id:
        return "证书不是本人的。"
    if (found.occupation, found.level) != (case.voucher.occupation, case.voucher.level):
        return "证书的职业或等级与培训券不一致。"
    if chosen is not None and found.issued_on < chosen.starts_on:
        return "证书在开班之前就已核发，不能用这张券兑现。"
    return None


def missing_minutes(case: Situation) -> int:
    """Minutes of attendance still missing; all of them where there is no enrolment."""
    chosen, enrolment = case.training_class, case.enrolment
    if chosen is None:
        return 1
    needed = needed_minutes(chosen.hours_total, case.rules["hours_percent"])
    return needed - (enrolment.minutes if enrolment is not None else 0)


def needed_minutes(hours_total: int, percent: int) -> int:
    """Minutes of attendance that a class asks for, rounded up: 80 % of an odd number is not reached by less."""
    return -(-hours_total * MINUTES_AN_HOUR * percent // 100)

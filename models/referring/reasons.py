"""Why a referral ends: every coded reason with its sentence, who may say it, and what it teaches."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["before", "after", "either"]
"""Whether work had begun: only somebody who was placed can leave, only somebody on the way be declined."""

UNDONE = "entered_in_error"
"""What was said to have happened has not: a referral, or that somebody was hired, until a follow-up found it true."""

COUNSELOR, WORKER, EMPLOYER, SCHEDULE = "counselor", "worker", "employer", "schedule"
STAFF_OR_EMPLOYER = (COUNSELOR, EMPLOYER)
STAFF_OR_WORKER = (COUNSELOR, WORKER)
STAFF = (COUNSELOR,)
BY_ITSELF = (COUNSELOR, SCHEDULE)
ANY_SIDE = (COUNSELOR, EMPLOYER, SCHEDULE)


KINDS = (
    "单位未录用",
    "岗位没有了",
    "本人已有去处",
    "本人放弃",
    "本人未到或联系不上",
    "单位解除或终止",
    "本人离职",
    "其他",
)
"""Under which reasons are chosen; the last is that of all which say nothing of either side."""

NOT_TAKEN, NO_POST, ELSEWHERE, UNWANTED, ABSENT, LET_GO, LEFT, OTHER = KINDS


@dataclass(frozen=True, slots=True)
class Reason:
    """One closing reason; `verdict` and `because` are what the ranker learns of it, None where nothing.

    `keeps_place`: nobody knows that the person left, so the place is not given to somebody else.
    """

    code: str
    label: str
    phase: Phase
    said_by: tuple[str, ...]
    verdict: str | None = None
    because: str | None = None
    keeps_place: bool = False
    kind: str = OTHER


def _declined(code: str, label: str, because: str) -> Reason:
    return Reason(code, label, "before", STAFF_OR_EMPLOYER, "rejected", because, kind=NOT_TAKEN)


def _unwanted(code: str, label: str, because: str, kind: str = UNWANTED) -> Reason:
    return Reason(code, label, "before", STAFF_OR_WORKER, "dismissed", because, kind=kind)


def _left(code: str, label: str) -> Reason:
    return Reason(code, label, "after", STAFF, kind=LEFT)


def _let_go(code: str, label: str) -> Reason:
    return Reason(code, label, "after", STAFF_OR_EMPLOYER, kind=LET_GO)


REASONS: tuple[Reason, ...] = (
    _declined("employer_lacks_skills", "单位未录用：技能不符合岗位要求", "lacks_skills"),
    _declined(
        "employer_lacks_certificate", "单位未录用：缺少必需的证书或证件", "lacks_certificate"
    ),
    _declined("employer_lacks_experience", "单位未录用：工作经验不足", "employer_declined"),
    _declined("employer_other", "单位未录用：其他原因", "employer_declined"),
    Reason("employer_no_answer", "单位逾期未答复", "before", BY_ITSELF, kind=NOT_TAKEN),
    Reason("vacancy_filled", "岗位已招满", "before", ANY_SIDE, kind=NO_POST),
    Reason("vacancy_closed", "单位停止招聘", "before", ANY_SIDE, kind=NO_POST),
    _unwanted("worker_too_far", "本人放弃：路程太远", "too_far"),
    _unwanted("worker_wage_too_low", "本人放弃：工资低于期望", "wage_too_low"),
    _unwanted("worker_hours", "本人放弃：工作时间不合适", "hours"),
    _unwanted("worker_occupation", "本人放弃：不愿从事这类工作", "wrong_occupation"),
    _unwanted("worker_health", "本人放弃：身体原因", "health"),
    _unwanted("worker_family", "本人放弃：需照料家庭", "family"),
    Reason(
        "worker_has_work",
        "本人已有工作",
        "before",
        (COUNSELOR, WORKER, SCHEDULE),
        "dismissed",
        "has_work",
        kind=ELSEWHERE,
    ),
    _unwanted("worker_has_training", "本人去参加培训", "has_training", ELSEWHERE),
    Reason("worker_absent", "本人未按约面试", "before", STAFF_OR_EMPLOYER, kind=ABSENT),
    Reason(
        "worker_unreachable", "联系不上本人", "before", STAFF, because="unreachable", kind=ABSENT
    ),
    _unwanted("worker_other", "本人放弃：其他原因", "worker_declined"),
    Reason("hold_lapsed", "保留期满，未去应聘", "before", BY_ITSELF),
    Reason(UNDONE, "登记有误，予以撤销", "either", STAFF),
    Reason("never_started", "录用后未到岗", "after", STAFF_OR_EMPLOYER, kind=ABSENT),
    _left("left_wage", "离职：工资待遇"),
    _left("left_too_far", "离职：路程太远"),
    _left("left_hours", "离职：工作时间"),
    _left("left_health", "离职：身体原因"),
    _left("left_family", "离职：家庭原因"),
    _left("left_better_work", "离职：找到更合适的工作"),
    _left("left_other", "离职：其他个人原因"),
    _let_go("dismissed", "被单位解除劳动关系"),
    _let_go("contract_ended", "合同期满或工作任务完成"),
    _let_go("employer_stopped", "单位停业或裁减人员"),
    Reason(
        "follow_up_lost",
        "六个月回访期满仍联系不上",
        "after",
        BY_ITSELF,
        keeps_place=True,
    ),
)

BY_CODE = {reason.code: reason for reason in REASONS}


def label_of(code: str | None) -> str | None:
    """A reason as people read it."""
    return None if code is None else BY_CODE[code].label

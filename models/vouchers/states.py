"""The words of a voucher's life: its states, what happens to it, who acts, and what Chinese forms call them."""

from enum import StrEnum


class State(StrEnum):
    """Where a voucher is; the values are those of the database, plus the draft it is born from."""

    DRAFT = "draft"
    ISSUED = "issued"
    CLAIMED = "claimed"
    ENROLLED = "enrolled"
    IN_TRAINING = "in_training"
    COMPLETED = "completed"
    CERTIFIED = "certified"
    REVIEWING = "reviewing"
    SETTLED = "settled"
    EXPIRED = "expired"
    RETURNED = "returned"
    DROPPED = "dropped"
    FAILED = "failed"
    FROZEN = "frozen"
    VOIDED = "voided"
    CLAWED_BACK = "clawed_back"


class Event(StrEnum):
    """What happens to a voucher."""

    ISSUE = "issue"
    CLAIM = "claim"
    ENROL = "enrol"
    START = "start"
    COMPLETE = "complete"
    CERTIFY = "certify"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SETTLE = "settle"
    EXPIRE = "expire"
    GIVE_BACK = "give_back"
    MISS = "miss"
    RECLAIM = "reclaim"
    RESTORE = "restore"
    DROP = "drop"
    LAPSE = "lapse"
    FAIL = "fail"
    RESIT = "resit"
    FREEZE = "freeze"
    EXTEND = "extend"
    CLEAR = "clear"
    THAW = "thaw"
    VOID = "void"
    CLAW_BACK = "claw_back"
    REPAY = "repay"


class Role(StrEnum):
    """Who acts: the worker in person, the office or the institution, a second person, or the schedule."""

    WORKER = "worker"
    STAFF = "staff"
    SECOND = "second"
    CLOCK = "clock"


class Effect(StrEnum):
    """What a step moves in the books."""

    NOTHING = "nothing"
    COMMIT = "commit"
    UNCOMMIT = "uncommit"
    RELEASE = "release"
    SETTLE = "settle"
    DEMAND = "demand"
    REPAY = "repay"


STATE_NAMES = {
    State.DRAFT: "定制中",
    State.ISSUED: "待领取",
    State.CLAIMED: "待使用",
    State.ENROLLED: "已报名",
    State.IN_TRAINING: "培训中",
    State.COMPLETED: "已结业",
    State.CERTIFIED: "已持证",
    State.REVIEWING: "审核中",
    State.SETTLED: "已兑现",
    State.EXPIRED: "已过期",
    State.RETURNED: "已退券",
    State.DROPPED: "已退训",
    State.FAILED: "未取证",
    State.FROZEN: "已冻结",
    State.VOIDED: "已作废",
    State.CLAWED_BACK: "已追回",
}

BATCH_NAMES = {"draft": "草稿", "published": "已发布", "cancelled": "已取消"}
"""What the states of a batch are called."""

EVENT_NAMES = {
    Event.ISSUE: "发放",
    Event.CLAIM: "领取",
    Event.ENROL: "报名",
    Event.START: "开始培训",
    Event.COMPLETE: "结业",
    Event.CERTIFY: "取证",
    Event.SUBMIT: "申请兑现",
    Event.SEND_BACK: "退回补正",
    Event.SETTLE: "兑现",
    Event.EXPIRE: "过期",
    Event.GIVE_BACK: "退券",
    Event.MISS: "未到课退回",
    Event.RECLAIM: "重新领取",
    Event.RESTORE: "恢复",
    Event.DROP: "退训",
    Event.LAPSE: "逾期未完成",
    Event.FAIL: "考核未通过",
    Event.RESIT: "重考",
    Event.FREEZE: "冻结",
    Event.EXTEND: "延长冻结",
    Event.CLEAR: "解除冻结",
    Event.THAW: "冻结到期",
    Event.VOID: "作废",
    Event.CLAW_BACK: "追回",
    Event.REPAY: "退回款项",
}
ROLE_NAMES = {
    Role.WORKER: "本人",
    Role.STAFF: "经办人员",
    Role.SECOND: "复核人员",
    Role.CLOCK: "系统按期",
}

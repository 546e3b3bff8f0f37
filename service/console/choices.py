"""The coded choices of the pages in words, and forms of a page as the requests that use cases take."""

from collections.abc import Mapping

from pydantic import BaseModel

from models.referring.reasons import COUNSELOR, KINDS, REASONS

CHANNELS = {
    "phone": "电话",
    "counter": "窗口面谈",
    "visit": "上门走访",
    "message": "短信、微信",
    "online": "网上",
}
MEASURES = {
    "guidance": "职业指导",
    "vacancy": "岗位推荐",
    "training": "职业培训",
    "post": "公益性岗位",
    "subsidy": "补贴政策",
    "startup": "创业服务",
    "visit": "走访慰问",
    "other": "其他",
}
DISMISSALS_BY_KIND = {
    "本人不愿去": {
        "too_far": "路程太远",
        "wage_too_low": "工资低于期望",
        "hours": "工作时间不合适",
        "wrong_occupation": "不愿从事这类工作",
        "worker_declined": "本人放弃，未说原因",
    },
    "本人去不了": {
        "health": "身体原因",
        "family": "需照料家庭",
        "lacks_skills": "技能不够",
        "lacks_certificate": "缺证书或证件",
    },
    "本人已有去处": {"has_work": "已就业", "has_training": "已参加培训"},
    "其他": {"already_filled": "岗位已招满", "other": "其他原因"},
}
VERDICTS = {
    "accepted": "合适",
    "dismissed": "不合适",
    "applied": "已应聘",
    "hired": "已录用",
    "rejected": "未录用",
    "enrolled": "已报名",
    "completed": "已结业",
}


def endings(*phases: str) -> dict[str, dict[str, str]]:
    """What a counselor may say of a referral that ends in these phases, by kind, in the order of the reasons."""
    mine = [r for r in REASONS if COUNSELOR in r.said_by and r.phase in phases]
    by_kind = {kind: {r.code: r.label for r in mine if r.kind == kind} for kind in KINDS}
    return {kind: some for kind, some in by_kind.items() if some}


def told(form: Mapping[str, str], request: type[BaseModel]) -> dict[str, str]:
    """What a form says for the fields of a request; an empty field says nothing."""
    given = {name: form.get(name, "").strip() for name in request.model_fields}
    return {name: value for name, value in given.items() if value}

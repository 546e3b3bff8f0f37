"""The coded choices of the pages in words, and forms of a page as the requests that use cases take."""

from collections.abc import Mapping

from pydantic import BaseModel

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
DISMISSALS = {
    "too_far": "路程太远",
    "wage_too_low": "工资低于期望",
    "wrong_occupation": "不愿从事这类工作",
    "lacks_skills": "技能不够",
    "lacks_certificate": "缺证书或证件",
    "hours": "工作时间不合适",
    "health": "身体原因",
    "family": "需照料家庭",
    "has_work": "已有工作",
    "has_training": "已参加培训",
    "already_filled": "岗位已招满",
    "worker_declined": "本人不愿意",
    "other": "其他",
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


def told(form: Mapping[str, str], request: type[BaseModel]) -> dict[str, str]:
    """What a form says for the fields of a request; an empty field says nothing."""
    given = {name: form.get(name, "").strip() for name in request.model_fields}
    return {name: value for name, value in given.items() if value}

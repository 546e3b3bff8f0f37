"""Acts of the trail told to an auditor: on what, and with which particulars; nothing in codes or addresses."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from data.codes.regions import regions, townships
from data.records.audit import Act
from service.access.roles import ALL_ROLES
from service.auth import SCOPES
from service.importing import TITLES
from service.push.desk import CHANNEL_NAMES
from service.push.lines import LINES

Names = Mapping[str, str]
Tell = Callable[[object, Names], str]

REQUEST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE) (/\S*)")
AREAS: Mapping[str, str] = {
    "account": "本人账号",
    "administration": "账号与权限",
    "applications": "政策申请",
    "approvals": "复核审批",
    "assistance": "帮扶",
    "audit": "审计日志",
    "campaigns": "群发",
    "certificates": "证书",
    "employers": "用人单位",
    "enrolments": "培训报名",
    "followups": "回访",
    "imports": "数据导入",
    "indicators": "规划指标",
    "letters": "介绍信",
    "market": "供需对接",
    "me": "劳动者本人页面",
    "measures": "帮扶措施",
    "models": "模型",
    "outbox": "发件箱",
    "people": "服务对象",
    "policies": "政策",
    "policy-applications": "政策申请",
    "programmes": "培训项目",
    "push": "消息推送",
    "recognitions": "认定",
    "recommendations": "推荐",
    "referrals": "介绍就业",
    "requests": "本人请求",
    "sign-in": "登录",
    "sign-out": "退出登录",
    "tags": "帮扶标注",
    "today": "今日工作",
    "training-classes": "培训班",
    "vacancies": "招聘岗位",
    "voucher-batches": "培训券批次",
    "voucher-flags": "培训券风险",
    "voucher-funds": "培训券资金",
    "voucher-reconciliation": "培训券对账",
    "voucher-rules": "培训券规则",
    "vouchers": "培训券",
    "workers": "劳动者",
}
"""The first part of an address behind `/console` and `/api/v1`, as pages name it."""

SUBJECTS = {"caseload": "服务对象名单", "push": "消息推送", "cold-start": "按固定权重的评分"}
PREFIXES = {"key": "密钥", "campaign": "群发", "import": "文件"}
FILES = {
    **{kind.value: title for kind, title in TITLES.items()},
    "policies": "政策",
    "rules": "政策",
}
REMOVED = {
    "addresses": "联系地址",
    "codes": "登录验证码",
    "messages": "消息内容",
    "own_tokens": "本人令牌",
    "recommendations": "未用的推荐记录",
    "requests": "已答复的请求",
    "sessions": "登录会话",
    "tags": "标签",
    "waiting": "待发消息",
}
DEEDS = {"account": "新建账号", "post": "变更职责", "second_factor": "停用动态口令"}
WHY = {
    "unknown": "身份未绑定账号",
    "closed": "账号已停用",
    "locked": "账号暂时锁定",
    "denied": "统一身份认证平台未认可",
    "state": "登录过程已过期",
}
FACTORS = {"code": "动态口令", "recovery": "恢复码", "identity_provider": "统一身份认证"}


FAULTS = {
    "interrupted": "被中断",
    "database": "数据库没有完成",
    "files": "文件或磁盘出错",
    "memory": "内存不足",
    "refused": "不符合要求",
}
UNEXPECTED = "意外错误"
"""Of what has no word of its own, and of what was written down by the name of an error."""


def subject_told(act: Act, names: Names) -> str:
    """What it was about: an account or a token by name, a page or a door by what it is for, a person by id."""
    subject = act.subject or ""
    if asked := REQUEST.fullmatch(subject):
        return _request(asked[1], asked[2])
    kind, _, rest = subject.partition(":")
    if rest and kind in PREFIXES:
        return f"{PREFIXES[kind]} {FILES.get(rest, rest)}"
    named = names.get(f"account:{subject}") or names.get(f"token:{subject}")
    return named or SUBJECTS.get(subject, subject)


def particulars(act: Act, names: Names) -> list[str]:
    """The reason and every fact, each as a short sentence."""
    facts = {name: value for name, value in act.facts.items() if value not in (None, "", [])}
    phase = _phase(facts.pop("phase", None), facts.pop("of", None), facts.pop("fault", None))
    told = [_told(name, value, names) for name, value in facts.items()]
    return [text for text in (act.reason, phase, *told) if text]


def _request(method: str, path: str) -> str:
    way = "接口" if path.startswith("/api/") else "页面"
    parts = [part for part in path.split("/") if part]
    behind = parts[2:] if way == "接口" else parts[1:]
    area = AREAS.get(behind[0] if behind else "", "")
    on = next((part for part in behind[1:] if re.search(r"\d", part)), "")
    verb = "查看" if method in {"GET", "HEAD"} else "办理"
    return f"{verb}{area}{way}{f'（{on}）' if on else ''}"


def _phase(phase: object, of: object, fault: object) -> str:
    if phase is None:
        # Of an export `of` is how many there were in all.
        return f"共有 {of} 人" if of else ""
    ends = {"begun": "开始", "ended": "完成", "failed": "中途失败"}
    since = f"（开始于第 {of} 条）" if of else ""
    return f"{ends.get(str(phase), phase)}{since}{f'：{FAULTS.get(str(fault), UNEXPECTED)}' if fault else ''}"


def _told(name: str, value: object, names: Names) -> str:
    if name in REMOVED:
        return f"{REMOVED[name]} {value} 项" if value else ""
    tell = TELLING.get(name)
    return tell(value, names) if tell else f"{name}：{value}"


def _place(value: object, _: Names) -> str:
    code = str(value)
    found = regions().get(code) or townships().get(code)
    return f"范围：{found.name if found else code}"


def _day(value: object, _: Names) -> str:
    return f"有效至 {date.fromisoformat(str(value)[:10])}"


def _scopes(value: object, _: Names) -> str:
    listed = value if isinstance(value, list) else [value]
    return f"权限：{'、'.join(SCOPES.get(str(each), str(each)) for each in listed)}"


def _role(value: object, _: Names) -> str:
    role = ALL_ROLES.get(str(value))
    return f"职责：{role.label if role else value}"


def _named(label: str, words: Mapping[str, str]) -> Tell:
    return lambda value, _: f"{label}{words.get(str(value), str(value))}"


TELLING: Mapping[str, Tell] = {
    "address": lambda value, _: f"来自 {value}",
    "asked_by": lambda value, names: f"申请人：{names.get(str(value), str(value))}",
    "cipher": lambda value, _: f"算法 {value}",
    "channel": _named("通道：", CHANNEL_NAMES),
    "deed": _named("", DEEDS),
    "door": _named("经", FACTORS),
    "errand": lambda value, _: f"任务 {value}",
    "filters": lambda value, _: f"条件：{value}",
    "line": _named("线路：", {name: line.label for name, line in LINES.items()}),
    "n": lambda value, _: f"{value} 人",
    "region": _place,
    "request": lambda value, _: f"第 {value} 号申请",
    "role": _role,
    "scopes": _scopes,
    "sealed": lambda value, _: f"重新加密 {value} 项",
    "second_factor": _named("第二因素：", FACTORS),
    "sessions": lambda value, _: f"结束 {value} 处登录",
    "township": _place,
    "until": _day,
    "why": _named("原因：", WHY),
}

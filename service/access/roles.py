"""Roles: what each kind of work at the office may do, and for whose people."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.codes.regions import XINZHOU_UNITS, regions, townships
from data.records.accounts import Account, Post
from data.tables_access import ROLES
from service.auth import Caller

PERMISSIONS: Mapping[str, str] = {
    "people.read": "查看劳动者档案与建议",
    "people.judge": "反馈建议、记录服务、介绍就业",
    "people.manage": "办理业务（认定、发券、申领等）",
    "approve": "复核审批（须与经办人不是同一人）",
    "reveal": "凭事由查看完整证件号码和电话",
    "aggregates": "查看汇总统计",
    "market.read": "查看招聘岗位和培训项目",
    "market.manage": "核对岗位要求、维护市场数据",
    "imports": "导入数据",
    "models": "查看和启用模型",
    "operate": "运行维护（消息发送、夜间任务）",
    "administer": "管理账号与令牌",
    "audit": "查阅审计日志",
    "export": "导出名单",
}

SELF = "self"
"""The one permission of a worker: that worker's own pages."""

SCOPES: Mapping[str, str] = {
    "people.read": "read",
    "people.judge": "judge",
    "people.manage": "manage",
    "approve": "approve",
}
"""What a permission is called among the scopes of the API's tokens."""


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of work: its name, what it may do, and how far it may see at most."""

    label: str
    permissions: frozenset[str]
    of_people: bool = False
    """Whether it sees people at all; of the others each list of people is empty."""

    second_factor: bool = False


ALL_ROLES: Mapping[str, Role] = {
    "township_clerk": Role(
        "乡镇经办员", frozenset({"people.read", "people.judge", "market.read"}), of_people=True
    ),
    "counselor": Role(
        "就业服务专员",
        frozenset(
            {
                "people.read",
                "people.judge",
                "people.manage",
                "reveal",
                "market.read",
                "market.manage",
            }
        ),
        of_people=True,
    ),
    "county_supervisor": Role(
        "县区主管",
        frozenset(
            {
                "people.read",
                "people.judge",
                "people.manage",
                "approve",
                "reveal",
                "aggregates",
                "market.read",
                "market.manage",
                "export",
            }
        ),
        of_people=True,
    ),
    "city_analyst": Role("市级分析员", frozenset({"aggregates", "market.read"})),
    "data_officer": Role(
        "数据管理员", frozenset({"imports", "market.read", "market.manage", "models", "aggregates"})
    ),
    "operator": Role("系统管理员", frozenset({"operate"}), second_factor=True),
    "security_administrator": Role("安全管理员", frozenset({"administer"}), second_factor=True),
    "auditor": Role("审计管理员", frozenset({"audit"}), second_factor=True),
}
"""System, security and audit are three people's work (等保 三员分立): no role holds two of them."""


def caller_of(account: Account) -> Caller:
    """An account as the caller that everything behind the door knows."""
    permissions = ALL_ROLES[account.role].permissions
    return Caller(
        name=account.name,
        scopes=frozenset(scope for name, scope in SCOPES.items() if name in permissions),
        region=account.region,
        account_id=account.account_id,
        role=account.role,
        township=account.township,
    )


def permissions_of(caller: Caller) -> frozenset[str]:
    """What a caller with a session may do."""
    if caller.worker_id is not None:
        return frozenset({SELF})
    return ALL_ROLES[caller.role].permissions if caller.role else frozenset()


def checked(role: str, region: str | None, township: str | None) -> Post:
    """A post as it may be given; ValueError with a sentence where it may not."""
    if role not in ROLES:
        raise ValueError(f"没有这样的职责：{role}；可选 {'、'.join(ROLES)}。")
    if not ALL_ROLES[role].of_people:
        if region or township:
            raise ValueError(f"{ALL_ROLES[role].label}不查看个人档案，不能限定县区。")
        return Post(role)
    if region and region not in XINZHOU_UNITS:
        raise ValueError(f"没有这样的县区代码：{region}，应如 140922。")
    if role == "township_clerk" and not township:
        raise ValueError("乡镇经办员须限定一个乡镇街道，例如 140922100。")
    if role != "township_clerk" and township:
        raise ValueError("只有乡镇经办员可以限定乡镇街道。")
    if not township:
        return Post(role, region or None)
    found = townships().get(township)
    if found is None or region not in {None, "", found.parent}:
        raise ValueError(f"没有这样的乡镇街道代码：{township}，或不属于所填的县区。")
    return Post(role, found.parent, township)


def reach_label(post: Post | Account) -> str:
    """For whose people somebody works, as a screen says it; nothing where people are not their work."""
    if not ALL_ROLES[post.role].of_people:
        return ""
    if post.region is None:
        return "全市"
    county = regions()[post.region].name
    # Townships are merged and renamed; an account goes on naming the one it was given.
    town = townships().get(post.township or "")
    return f"{county}{town.name if town else post.township or ''}"

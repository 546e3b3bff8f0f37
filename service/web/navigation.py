"""Where one can go: the pages of the console in their order, each with the permission it asks for."""

from dataclasses import dataclass

from flask import request

from service.web.visitor import may


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the console as the navigation names it."""

    path: str
    label: str
    permission: str


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "服务",
        (
            Place("/console/today", "今日工作", "people.read"),
            Place("/console/people", "服务对象", "people.read"),
            Place("/console/requests", "本人请求", "people.read"),
            Place("/console/applications", "政策申请", "people.read"),
            Place("/console/vouchers", "培训券", "people.read"),
        ),
    ),
    (
        "岗位与培训",
        (
            Place("/console/vacancies", "招聘岗位", "market.read"),
            Place("/console/programmes", "培训项目", "market.read"),
            Place("/console/employers", "失信单位", "market.read"),
        ),
    ),
    (
        "分析",
        (
            Place("/console/market", "供需对接", "aggregates"),
            Place("/console/indicators", "规划指标", "aggregates"),
        ),
    ),
    (
        "运行",
        (
            Place("/console/campaigns", "群发", "people.manage"),
            Place("/console/outbox", "发件箱", "operate"),
            Place("/console/imports", "数据导入", "imports"),
            Place("/console/models", "模型", "models"),
        ),
    ),
    (
        "管理",
        (
            Place("/console/administration", "账号与权限", "administer"),
            Place("/console/audit", "审计日志", "audit"),
        ),
    ),
)


def places() -> list[tuple[str, list[tuple[Place, bool]]]]:
    """What this visitor may open, by group, each with whether one is there now."""
    shown = []
    for label, group in GROUPS:
        open_ = [(p, _is_here(p)) for p in group if may(p.permission)]
        if open_:
            shown.append((label, open_))
    return shown


def _is_here(place: Place) -> bool:
    return request.path == place.path or request.path.startswith(f"{place.path}/")

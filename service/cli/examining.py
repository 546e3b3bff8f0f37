"""`songgang doctor`: what works, what does not, and what to do about it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import typer
from rich.text import Text

from data.keys import KeysUnusable, read_ring
from data.records import (
    accounts,
    imports,
    keyrings,
    messages,
    referrals,
    tokens,
    vacancies,
    workers,
)
from data.store import (
    Store,
    StoreFailed,
    StoreUnreachable,
    clock_of,
    has_tables,
    open_store,
    reading,
    schema_is_current,
)
from models.bundle import BadBundle
from service.access.keeping import state_of
from service.access.roles import ALL_ROLES
from service.cli.context import settings
from service.cli.home_findings import Finding, home_findings
from service.cli.options import AsJson
from service.cli.output import console, print_json
from service.clock import local_day, utc_now
from service.config import Settings
from service.days import Days
from service.demonstrated import is_demonstration
from service.night.failing import cause
from service.push.hours import Hours

LATE = timedelta(hours=2)
"""After so long in opening hours a message that is due should have left."""

SOON = timedelta(days=14)
"""So long before its end a token is warned about: time to make another and hand it over."""

ASTRAY = timedelta(seconds=60)
"""So far this machine's clock and the database's may be apart."""

NO_TABLES = (
    "首次导入或启动服务时自动建立；本应已有数据时，请核对 SONGGANG_HOME 和 SONGGANG_DATABASE_URL。"
)


def doctor(as_json: AsJson = False) -> None:
    """检查磁盘、权限、密钥、模型包、通道、夜间批处理、备份、数据库与时钟，并说明如何处理；有问题时返回 1。"""
    found = list(examine(settings()))
    if as_json:
        fields = ("name", "well", "found", "advice")
        print_json({"findings": [{f: getattr(x, f) for f in fields} for x in found]})
    else:
        for finding in found:
            mark = ("正常", "green") if finding.well else ("注意", "red")
            console.print(Text.assemble(mark, f"  {finding.name}：{finding.found}"))
            if finding.advice:
                console.print(f"      → {finding.advice}", highlight=False)
    if not all(finding.well for finding in found):
        raise typer.Exit(1)


def examine(config: Settings) -> Iterator[Finding]:
    """Everything an operator would look at first."""
    yield from home_findings(config)
    try:
        store = open_store(config.database_url)
    except StoreUnreachable as error:
        yield Finding("数据库", False, str(error), "检查 SONGGANG_DATABASE_URL 与数据库服务。")
        return
    yield Finding("数据库", True, store.shown)
    if not has_tables(store):
        yield Finding("数据表", False, "尚未建立", NO_TABLES + _demonstration(config))
        return
    if not schema_is_current(store):
        yield Finding("数据表", False, "版本不符", "先备份，再运行任一导入或服务命令，会自动升级。")
        return
    yield Finding("数据表", True, "版本一致")
    yield _sealing(store, config)
    yield _workers(store, config)
    for question in QUESTIONS:
        yield question(store)
    yield _day(store, config)


def _made_up(store: Store) -> Finding:
    """A demonstration shows sign-in codes on the screen: it must never hold real people."""
    if not is_demonstration(store):
        return Finding("演示数据", True, "不是演示库")
    text = "此库为演示库，人员均为虚构，本人页面的验证码直接显示在屏幕上"
    return Finding("演示数据", True, text, "真实数据请放入新库；真实文件一经接收，演示随即结束。")


def _sealing(store: Store, config: Settings) -> Finding:
    """The keys must be those of this database: with others nothing could be read that tells who somebody is."""
    try:
        ring = read_ring(config.keys)
    except (KeysUnusable, OSError):
        ring = None
    if ring is None and keyrings.is_bound(store):
        advice = f"从密钥备份恢复到 {config.keys}，权限 600。"
        return Finding("密钥与数据库", False, "数据库已加密，但密钥文件不可用", advice)
    if ring is not None and not keyrings.fits(store, ring):
        advice = "核对 SONGGANG_KEYS，或从密钥备份恢复。"
        return Finding("密钥与数据库", False, "密钥文件不是这个数据库的", advice)
    return Finding("密钥与数据库", True, "相符")


def _workers(store: Store, config: Settings) -> Finding:
    with reading(store) as db:
        n = workers.count(db)
    advice = "" if n else "用 songgang import workers 导入。" + _demonstration(config)
    return Finding("劳动者", n > 0, f"{n:,} 人", advice)


def _demonstration(config: Settings) -> str:
    """Where `songgang demo` put its people, for whoever looks for them in the home itself."""
    demo = config.home.absolute() / "demo"
    there = (demo / "songgang.db").is_file()
    return f"演示在 {demo}：SONGGANG_HOME={demo} songgang serve。" if there else ""


def _vacancies(store: Store) -> Finding:
    with reading(store) as db:
        n = vacancies.count_open(db, local_day(utc_now()))
    return Finding(
        "在招岗位", n > 0, f"{n:,} 个", "" if n else "用 songgang import vacancies 导入。"
    )


def _day(store: Store, config: Settings) -> Finding:
    """What a running service does whenever something changed; where it cannot, it goes on with the old day."""
    try:
        day = Days(store, config.bundles, config.scores).get(local_day(utc_now()))
    except (BadBundle, StoreFailed) as failure:
        what = f"无法载入（{cause(failure)}），服务目前仍按旧数据应答"
        return Finding(
            "当天数据", False, what, "按上面的提示检查模型包与数据库，再运行一次本命令。"
        )
    return Finding("当天数据", True, f"可以载入，模型包 {day.bundle}")


def _clock(store: Store) -> Finding:
    """A clock set back would make what is recorded look as if it came from the future."""
    with reading(store) as db:
        taken = imports.latest(db, limit=1)
    if taken and taken[0].recorded_at > utc_now():
        when = f"最近一次导入记于 {taken[0].recorded_at:%Y-%m-%d %H:%M} UTC，晚于本机时间"
        return Finding("时钟", False, when, "校准本机时间（timedatectl set-ntp true）。")
    with reading(store) as db:
        there = clock_of(db)
    apart = there - utc_now() if there else timedelta(0)
    if abs(apart) > ASTRAY:
        when = f"本机与数据库相差 {abs(apart).total_seconds():,.0f} 秒"
        return Finding(
            "时钟", False, when, "在两台机器上开启时间同步（timedatectl set-ntp true）。"
        )
    return Finding("时钟", True, f"{utc_now():%Y-%m-%d %H:%M} UTC")


def _push(store: Store) -> Finding:
    """Messages that are due and that nobody sends; dead letters that nobody has looked at."""
    now, hours = utc_now(), Hours()
    with reading(store) as db:
        due, n_dead = messages.oldest_due(db, now - LATE), messages.n_with_state(db, "dead")
    if not (hours.open_at(now) and hours.open_at(now - LATE)):
        due = None
    late = f"有到期超过 {LATE.seconds // 3600} 小时未发的消息" if due else "没有积压"
    text = f"{late}，发送失败 {n_dead:,} 条"
    if due:
        return Finding(
            "推送", False, text, "运行 songgang push --loop，或用 push status 查看是否暂停。"
        )
    return Finding("推送", True, text, "用 songgang push dead 查看。" if n_dead else "")


def _tokens(store: Store) -> Finding:
    with reading(store) as db:
        valid = [
            t for t in tokens.all_tokens(db) if t.revoked_at is None and t.expires_at > utc_now()
        ]
    # Workers' own last for minutes: they are meant to end.
    ending = [t for t in valid if t.worker_id is None and t.expires_at - utc_now() <= SOON]
    text = f"{len(valid)} 个有效，{len(ending)} 个将在 {SOON.days} 天内到期"
    if ending:
        which = "、".join(f"“{t.name}”（{local_day(t.expires_at)}）" for t in ending[:5])
        return Finding("令牌", False, text, f"请为仍要使用的程序换发：{which}。")
    advice = "" if valid else "用 songgang token create 新建，否则接口无人可用。"
    return Finding("令牌", True, text, advice)


def _accounts(store: Store) -> Finding:
    """Administrators whom nobody has made; accounts that nobody uses and that are still open."""
    now = utc_now()
    with reading(store) as db:
        found = [each for each in accounts.everybody(db) if each.closed_at is None]
    missing = [
        role.label
        for code, role in ALL_ROLES.items()
        if role.second_factor and code not in {each.role for each in found}
    ]
    stale = sum(state_of(each, now) == "stale" for each in found)
    text = f"{len(found)} 个可登录，{stale} 个超过 90 天未登录"
    if missing:
        return Finding("账号", True, text, f"用 songgang account add 建立{'、'.join(missing)}。")
    return Finding("账号", True, text, "请停用不再使用的账号。" if stale else "")


def _holds(store: Store) -> Finding:
    """Holds that ended and are still kept: nobody lets them go, and posts stay closed to others."""
    yesterday = local_day(utc_now()) - timedelta(1)
    with reading(store) as db:
        n = len(referrals.lapsed(db, yesterday, limit=1000))
    found = f"{n} 条介绍早已过保留期，仍占着名额" if n else "没有逾期占用的介绍名额"
    advice = "保持 songgang push --loop 运行，或运行 songgang referral lapse。" if n else ""
    return Finding("介绍名额", n == 0, found, advice)


QUESTIONS: tuple[Callable[[Store], Finding], ...] = (
    _made_up,
    _vacancies,
    _clock,
    _tokens,
    _accounts,
    _holds,
    _push,
)

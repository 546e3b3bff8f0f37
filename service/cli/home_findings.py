"""What `songgang doctor` finds in the home folder, before any database is asked."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data.copying import address_of
from data.keys import KeysUnusable, read_ring
from models.bundle import BadBundle
from service.access.identity_provider import NOT_INSTALLED, SignOnUnavailable, provider_of
from service.clock import utc_now
from service.config import Settings
from service.days import bundle_in_use
from service.night.record import newest_finished, read_night
from service.night.stages import failures
from service.operating.copies import LAST
from service.push.desk import CHANNEL_NAMES
from service.push.settings import BadSettings, read_settings

LITTLE_DISK = 2_000_000_000
"""Bytes; an import of the whole registry and a night's results need about this much."""

OLD_NIGHT, OLD_COPY = timedelta(hours=36), timedelta(days=3)
NOT_OURS = "用 chown 交给运行送岗的账号；不要用 root 运行个别命令。"
SECRET = ("keys.json", "signing.key", "push.toml")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined; `advice` says what to do where it is not well."""

    name: str
    well: bool
    found: str
    advice: str = ""


def home_findings(config: Settings) -> Iterator[Finding]:
    """Everything that can be seen without a database."""
    for look in LOOKS:
        try:
            yield look(config)
        except PermissionError as error:
            yield Finding("权限", False, f"{error.filename} 不可读", NOT_OURS)


def _disk(config: Settings) -> Finding:
    config.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(config.home).free
    text = f"{config.home} 剩余 {free / 1e9:.1f} GB"
    return Finding("磁盘", free >= LITTLE_DISK, text, "" if free >= LITTLE_DISK else "请清理磁盘。")


def _permissions(config: Settings) -> Finding:
    """What this account must be able to write, and what other accounts must not be able to read."""
    if not os.access(config.home, os.R_OK | os.W_OK | os.X_OK):
        advice = f"把文件夹交给运行送岗的账号：chown -R songgang {config.home}"
        return Finding("权限", False, f"{config.home} 不可读写", advice)
    locked = [p for p in config.home.iterdir() if not os.access(p, os.R_OK)]
    if locked:
        return Finding("权限", False, f"{locked[0]} 不可读", NOT_OURS)
    files = {config.keys, *(config.home / name for name in SECRET)}
    open_to_others = sorted(p for p in files if p.is_file() and p.stat().st_mode & OTHERS)
    if open_to_others:
        names = "、".join(path.name for path in open_to_others)
        which = " ".join(map(str, open_to_others))
        return Finding("权限", False, f"{names} 可被其他账号读取", f"运行 chmod 600 {which}")
    return Finding("权限", True, "文件夹可读写，密钥和口令只有本账号可读")


def _keys(config: Settings) -> Finding:
    try:
        ring = read_ring(config.keys)
    except KeysUnusable as fault:
        return Finding("密钥", False, str(fault), "按上面所说处理后再运行。")
    except OSError:
        advice = "请用运行送岗的账号检查。"
        return Finding("密钥", False, f"{config.keys} 无法读取", advice)
    if ring is None:
        return Finding("密钥", True, "尚未建立，首次导入时建立", "建立后请立即另行备份。")
    text = f"{len(ring.keys)} 把，最新一把 {ring.newest.made_at:%Y-%m-%d} 建立"
    return Finding("密钥", True, text, "请确认另有备份：没有它，身份信息无法读出。")


def _bundle(config: Settings) -> Finding:
    try:
        bundle = bundle_in_use(config.bundles)
    except BadBundle as error:
        advice = "运行 songgang model rollback 退回上一版，或运行 songgang train 重新训练。"
        return Finding("模型包", False, str(error), advice)
    if bundle is None:
        advice = "有 12 个月结果后运行 songgang train。"
        return Finding("模型包", True, "尚未训练，使用专家评分卡", advice)
    return Finding("模型包", True, bundle.version)


def _channels(config: Settings) -> Finding:
    """Which ways messages can leave, as far as the settings say; none of them is tried."""
    try:
        push = read_settings(config.home)
    except BadSettings as fault:
        return Finding("通道", False, str(fault), "改正 push.toml；改正之前不会发送任何消息。")
    names = [
        CHANNEL_NAMES[name] for name in ("sms", "email", "wechat", "webhook") if getattr(push, name)
    ]
    found = "、".join(["我的消息", *names])
    if push.sms and not push.receipt_code.get_secret_value():
        advice = "在 push.toml 中设置 receipt_code，服务商才能回报结果。"
        return Finding("通道", False, f"{found}；短信回执未开", advice)
    return Finding("通道", True, found)


def _sign_on(config: Settings) -> Finding:
    """A provider that is configured is asked what it says of itself."""
    if config.sign_on is None:
        return Finding("统一身份认证", True, "未启用，用送岗的登录名和密码登录")
    provider = provider_of(config)
    if provider is None:
        return Finding("统一身份认证", False, "缺少组件", NOT_INSTALLED)
    try:
        with closing(provider):
            provider.look(utc_now())
    except SignOnUnavailable as fault:
        advice = "检查 SONGGANG_OIDC_ISSUER 和到该平台的网络；登录名和密码仍可使用。"
        return Finding("统一身份认证", False, f"{config.sign_on.issuer} 不可用（{fault}）", advice)
    return Finding("统一身份认证", True, config.sign_on.issuer)


def _night(config: Settings) -> Finding:
    """Whether the last night came to its end, and not too long ago."""
    path = max(config.nights.glob("20??-??-??.json"), default=None)
    last, done = (read_night(path) if path else None), newest_finished(config.nights)
    if last is not None and last.state == "failed":
        advice = "处理后重新运行 songgang night，已完成的步骤不会重做。"
        return Finding("夜间批处理", False, f"{last.as_of} 未完成：{failures(last)}", advice)
    if done is None or done.ended_at is None:
        return Finding("夜间批处理", True, "还没有运行过", "见 docs/night.md，由定时任务每夜运行。")
    if utc_now() - done.ended_at > OLD_NIGHT:
        advice = "检查定时任务（systemctl list-timers songgang-night.timer），或手工运行一次。"
        return Finding("夜间批处理", False, f"最近一次完成的是 {done.as_of}", advice)
    return Finding("夜间批处理", True, f"{done.as_of} 已完成")


def _copies(config: Settings) -> Finding:
    """How old the last copy is, and whether the next one can be made."""
    if address_of(config.database_url).get_backend_name() != "sqlite":
        programs = config.postgres_programs
        here = (programs / "pg_dump").is_file() if programs else shutil.which("pg_dump")
        if not here:
            advice = "安装与服务器同版本的 PostgreSQL 客户端，或用 SONGGANG_PG_BIN 指明其文件夹。"
            return Finding("备份", False, "找不到 pg_dump，无法备份", advice)
    made_at = _copied_at(config.home / LAST)
    if made_at is None:
        return Finding(
            "备份", True, "还没有备份过", "用 songgang backup 文件夹 备份，并每日定时运行。"
        )
    old = utc_now() - made_at > OLD_COPY
    advice = "检查定时任务，或运行 songgang backup。" if old else ""
    return Finding("备份", not old, f"最近一次 {made_at:%Y-%m-%d %H:%M} UTC", advice)


def _copied_at(path: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(path.read_text("utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


LOOKS: tuple[Callable[[Settings], Finding], ...] = (
    _disk,
    _permissions,
    _keys,
    _bundle,
    _channels,
    _sign_on,
    _night,
    _copies,
)

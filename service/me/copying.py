"""A worker's copy of everything kept about him or her (个人信息保护法第四十五条), to read and to take along."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from data.records import (
    applications,
    archive,
    choices,
    enrolments,
    messages,
    own_requests,
    own_statements,
    recommendations,
    referrals,
    vouchers,
    workers,
)
from data.records.workers import Version
from data.schema import FACT_COLUMNS
from data.store import Connection, Store, reading
from service.me.knowing import BY_COLUMN, file_of, plain_value
from service.me.seen import looks
from service.wording import text_of

NOTICE = (
    "这是您在就业服务系统里的全部信息。身份证号和手机号只显示首尾几位，以免副本外传；"
    "需要完整号码的，请带身份证到就业服务窗口。副本里有您的个人情况，请不要随便发给别人。"
)


def copy_of(store: Store, worker_id: str, now: datetime, today: date) -> dict[str, object]:
    """Plain values by kind, each with its day and where it came from."""
    with reading(store) as db:
        file = file_of(db, worker_id, today)
        return {
            "说明": NOTICE,
            "生成时间": now.isoformat(),
            "本人": {
                "个人编号": worker_id,
                "姓名": file.name,
                "公民身份号码": file.identity.id_number,
                "手机号码": file.identity.phone,
            },
            "登记信息（每次变动各一条，新的在前）": [
                _version(v) for v in workers.versions(db, worker_id)
            ],
            "其他部门提供的信息": [_plain(asdict(each)) for each in file.registers],
            "终身职业档案": [_event(e) for e in archive.history_of(db, worker_id)],
            **_dealings(db, worker_id),
            **_words(db, worker_id),
            "谁看过完整信息": [_plain(asdict(each)) for each in looks(db, worker_id)],
        }


def _dealings(db: Connection, worker_id: str) -> dict[str, object]:
    return {
        "推荐给您的岗位和课程": [_shown(db, r) for r in recommendations.of_worker(db, worker_id)],
        "介绍就业": [_plain(asdict(r)) for r in referrals.of_worker(db, worker_id)],
        "培训券": [_plain(asdict(v)) for v in vouchers.of_worker(db, worker_id)],
        "培训报名": [_plain(asdict(e)) for e in enrolments.of_worker(db, worker_id)],
        "政策申请": [_plain(asdict(a)) for a in applications.of_worker(db, worker_id)],
    }


def _words(db: Connection, worker_id: str) -> dict[str, object]:
    said = choices.of_workers(db, [worker_id]).get(worker_id, ())
    return {
        "收到的消息": [_message(m) for m in messages.received(db, worker_id, limit=1000)],
        "您对消息的选择": [_plain(asdict(each)) for each in said],
        "您对登记信息的更正": [_plain(asdict(s)) for s in own_statements.of_worker(db, worker_id)],
        "您提出的请求": [_plain(asdict(r)) for r in own_requests.of_worker(db, worker_id)],
    }


def _version(version: Version) -> dict[str, object]:
    facts = {
        column.label: text_of(
            BY_COLUMN[column.name], plain_value(column, version.facts[column.name])
        )
        for column in FACT_COLUMNS[1:]
        if version.facts[column.name] is not None
    }
    return {
        "信息日期": version.valid_on.isoformat(),
        "来源": version.source,
        "记录时间": version.recorded_at.isoformat(),
        "已被更正": version.superseded,
        "内容": facts,
    }


def _event(kept: archive.Kept) -> dict[str, object]:
    return _plain(asdict(kept.event)) | {"recorded_at": kept.recorded_at.isoformat()}


def _shown(db: Connection, shown: recommendations.Recommendation) -> dict[str, object]:
    said = recommendations.verdicts_on(db, shown.recommendation_id)
    return _plain(asdict(shown)) | {"verdicts": [_plain(asdict(v)) for v in said]}


def _message(message: messages.Kept) -> dict[str, object]:
    names = ("line", "title", "body", "reason", "channel", "created_at", "ended_at", "personalised")
    return _plain({name: getattr(message, name) for name in names})


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }

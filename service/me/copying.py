"""A worker's copy of everything kept about him or her (个人信息保护法第四十五条), to read and to take along."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from data.records import (
    addresses,
    applications,
    archive,
    caseload_lists,
    certificates,
    choices,
    enrolments,
    helping,
    messages,
    own_requests,
    own_statements,
    recognition,
    recommendations,
    referrals,
    sessions,
    spells,
    tags,
    vouchers,
    workers,
)
from data.records.workers import Version
from data.schema import FACT_COLUMNS
from data.store import Connection, Store, reading
from service.assistance.case_shaping import category_name
from service.me.knowing import BY_COLUMN, file_of, plain_value
from service.me.seen import looks
from service.wording import text_of

NOTICE = (
    "这是您在就业服务系统里的信息。身份证号和手机号只显示首尾几位，以免副本外传；"
    "需要完整号码的，请带身份证到就业服务窗口。副本里有您的个人情况，请不要随便发给别人。"
)
LEFT_OUT = (
    "副本里没有：验证码、登录密钥和接口令牌（系统只留校验值，还原不出来）；介绍、培训券和消息的内部经办流水；"
    "推荐介绍信和签字材料的原件（可到窗口复印）；系统操作日志里除“谁看过完整信息”以外的记录。想看这些，请到就近的就业服务窗口申请。"
)
"""What a copy lacks, said in it: nobody should take it for more than it is."""


def copy_of(store: Store, worker_id: str, now: datetime, today: date) -> dict[str, object]:
    """Plain values by kind, each with its day and where it came from."""
    with reading(store) as db:
        file = file_of(db, worker_id, today)
        return {
            "说明": NOTICE,
            "没有的内容": LEFT_OUT,
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
            "失业登记的起止": [_plain(row) for row in spells.of_worker(db, worker_id).to_pylist()],
            "系统对您的评估（每晚更新）": _judged(db, worker_id),
            **_help(db, worker_id),
            **_dealings(db, worker_id),
            **_words(db, worker_id),
            "谁看过完整信息": [_plain(asdict(each)) for each in looks(db, worker_id)],
        }


def _judged(db: Connection, worker_id: str) -> dict[str, object]:
    """What the nights have found since that day; the categories are suggestions, on which a person decides."""
    line = caseload_lists.some(db, [worker_id]).get(worker_id)
    if line is None or line.judged_on is None:
        return {"说明": "最近一次没有对您作评估。"}
    found = (line.suggested or "").split(";")
    return {
        "评估结果从这一天起未变": line.judged_on.isoformat(),
        "就业困难指数（0到100，越高表示越需要帮助）": line.index,
        "可能符合的就业困难人员类别（由人核定）": [category_name(c) for c in found if c],
    }


def _help(db: Connection, worker_id: str) -> dict[str, object]:
    return {
        "就业困难人员认定": [_plain(asdict(c)) for c in recognition.of_worker(db, worker_id)],
        "工作人员确认的标注": [_plain(asdict(t)) for t in tags.of_worker(db, worker_id)],
        "帮扶计划": [_plain(asdict(m)) for m in helping.measures_of(db, worker_id)],
        "联系记录": [_plain(asdict(c)) for c in helping.contacts_of(db, worker_id)],
        "回访": [_plain(asdict(f)) for f in helping.followups_of(db, worker_id)],
        "证书": [_plain(asdict(c)) for c in certificates.of_worker(db, worker_id)],
    }


def _dealings(db: Connection, worker_id: str) -> dict[str, object]:
    return {
        "推荐给您的岗位和课程": [
            _shown(db, id_, r) for id_, r in recommendations.kept_of(db, worker_id).items()
        ],
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
        "您对个性化推荐的选择": [
            _plain(asdict(each)) for each in choices.personalisations(db, worker_id)
        ],
        "您留下的联系方式": [_plain(asdict(a)) for a in addresses.of_worker(db, worker_id)],
        "登录记录": [_signed_in(each) for each in sessions.of_worker(db, worker_id)],
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


def _signed_in(session: sessions.Session) -> dict[str, object]:
    """When, and never the hash of what the browser holds."""
    names = ("opened_at", "seen_at", "ends_at", "closed_at")
    return _plain({name: getattr(session, name) for name in names})


def _event(kept: archive.Kept) -> dict[str, object]:
    return _plain(asdict(kept.event)) | {"recorded_at": kept.recorded_at.isoformat()}


def _shown(db: Connection, id_: str, shown: recommendations.Recommendation) -> dict[str, object]:
    said = recommendations.verdicts_on(db, id_)
    told = {"evidence": shown.shown}
    return _plain(asdict(shown)) | told | {"verdicts": [_plain(asdict(v)) for v in said]}


def _message(message: messages.Kept) -> dict[str, object]:
    names = ("line", "title", "body", "reason", "channel", "created_at", "ended_at", "personalised")
    return _plain({name: getattr(message, name) for name in names})


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }

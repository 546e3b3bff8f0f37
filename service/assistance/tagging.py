"""The two tags: suggested by law and index, confirmed and ended by a person, looked at again in time."""

import hashlib
from datetime import date, datetime

from data.codes.law.tags import TAG_NAMES, tag_rule
from data.records import archive, recognition, tags, workers
from data.records.archive import ArchiveEvent
from data.records.assistance_events import Step, add_step
from data.records.tags import Tag
from data.store import Connection, Store, reading, transaction
from models.law.periods import against_review, months_later
from models.law.tagging import suggestions
from service.advising import Advisor
from service.api.case_forms import TagEnd, TagForm, TagList, TagRequest, TagSuggestion
from service.api.forms import StatutoryForm
from service.assistance.case_shaping import category_name, tag_form
from service.assistance.facts import law_facts
from service.clock import local_day
from service.errors import Conflict, NotFound

NOTICE = (
    "两个标注互不排斥，不是两个等级。以上为建议，须由人确认；指数只会增加帮助，"
    "本人拒绝过服务或失约不影响建议。"
)
OWN_NOTICE = "这些标注用来安排帮助。您可以要求删除；删除后不影响您享受法定政策和服务。"


def _check_day(review_on: date, today: date) -> None:
    """Refuse a day on which nobody would look again in time."""
    if against := against_review(review_on, today):
        raise Conflict(against)


class Tagging:
    """Suggests, confirms and ends tags."""

    def __init__(self, store: Store, advisor: Advisor) -> None:
        self._store = store
        self._advisor = advisor

    def of_worker(self, worker_id: str, today: date) -> TagList:
        """A worker's tags, and which might be added."""
        index = self._advisor.index_number(worker_id, today)
        return self.beside(self._advisor.statutory_of(worker_id, today), index)

    def beside(self, checked: StatutoryForm, index: float | None) -> TagList:
        """The same where law and index were asked already, for the day of the pre-check."""
        worker_id = checked.worker_id
        with reading(self._store) as db:
            case = recognition.recognised_case(db, worker_id, checked.as_of)
            held = tags.of_worker(db, worker_id)
        lawful = [(c.code, c.name) for c in checked.categories if c.code in checked.suggested]
        found = suggestions(
            tag_rule(),
            recognised=category_name(case.category) if case else None,
            suggested=lawful,
            index=index,
        )
        now = {tag.tag for tag in held if tag.state == "confirmed"}
        return TagList(
            tags=[tag_form(tag) for tag in held],
            suggestions=[
                TagSuggestion.model_validate(
                    {
                        "tag": each.tag,
                        "name": TAG_NAMES[each.tag],
                        "reasons": list(each.reasons),
                        "held": each.tag in now,
                    }
                )
                for each in found
            ],
            notice=NOTICE,
        )

    def confirm(self, worker_id: str, said: TagRequest, *, by: str, at: datetime) -> TagForm:
        """Confirm a tag with its reason and document; the same again changes nothing, anything else is refused."""
        today, rule = local_day(at), tag_rule()
        review_on = said.review_on or months_later(today, rule.review_months)
        _check_day(review_on, today)
        with transaction(self._store) as db:
            workers.hold(db, [worker_id])
            law_facts(db, worker_id, today)
            held = tags.confirmed(db, worker_id, said.tag)
            if held is not None:
                _check_same(held, said)
                return tag_form(held)
            n = len(tags.of_worker(db, worker_id))
            digest = hashlib.sha256(f"{worker_id}|{said.tag}|{n}".encode()).hexdigest()
            tag = Tag(
                tag_id=f"T{digest[:20]}",
                worker_id=worker_id,
                tag=said.tag,
                state="confirmed",
                reason=said.reason,
                document=said.document,
                rule=rule.version,
                confirmed_by=by,
                confirmed_on=today,
                review_on=review_on,
            )
            tags.add_tag(db, tag, at)
            _note(db, tag, "confirm", None, by=by, reason=said.reason, at=at)
            return tag_form(tag)

    def mine(self, worker_id: str) -> TagList:
        """The tags that were confirmed for a worker, for the worker: what, why, by which document."""
        with reading(self._store) as db:
            held = tags.of_worker(db, worker_id)
        return TagList(tags=[tag_form(tag) for tag in held], suggestions=[], notice=OWN_NOTICE)

    def review(
        self,
        tag_id: str,
        said: TagEnd,
        *,
        by: str,
        at: datetime,
        own: str | None = None,
        seen: str | None = None,
    ) -> TagForm:
        """Keep a tag until another day, or end it; with `own` only the worker's own.

        With `seen`, the review day when the tag was looked at: one that was moved since is told, and nothing
        is done.
        """
        today = local_day(at)
        with transaction(self._store) as db:
            tag = _held(db, tag_id)
            if tag is None or own not in {None, tag.worker_id}:
                raise NotFound(f"没有编号为“{tag_id}”的标注。")
            if seen not in {None, tag.review_on.isoformat()}:
                raise Conflict(
                    f"您打开页面之后，复核日已改为{tag.review_on}。您刚才的操作没有执行，请看过再办。"
                )
            if said.review_on is not None:
                _check_day(said.review_on, today)
            kept = said.review_on is not None
            ended = {"state": "ended", "ended_on": today, "ended_by": by}
            if not tags.move(db, tag_id, {"review_on": said.review_on} if kept else ended):
                raise Conflict("此标注已经结束。")
            found = tags.one(db, tag_id) or tag
            action = "keep" if kept else "end"
            _note(db, found, action, tag.state, by=by, reason=said.reason, at=at)
            return tag_form(found)


def _check_same(held: Tag, said: TagRequest) -> None:
    """Whoever says something else of a tag that is confirmed learns that it was not kept."""
    told = (said.reason, said.document, said.review_on or held.review_on)
    if told != (held.reason, held.document, held.review_on):
        raise Conflict(
            f"此标注已由{held.confirmed_by}于{held.confirmed_on}确认，您填写的内容没有保存。请先看已有的标注。"
        )


def _held(db: Connection, tag_id: str) -> Tag | None:
    """A tag of somebody of whom nobody else decides until the transaction ends."""
    tag = tags.one(db, tag_id)
    if tag is None:
        return None
    workers.hold(db, [tag.worker_id])
    return tags.one(db, tag_id)


def _note(
    db: Connection,
    tag: Tag,
    action: str,
    before: str | None,
    *,
    by: str,
    reason: str,
    at: datetime,
) -> None:
    day, words = local_day(at), {"confirm": "确认", "keep": "复查后保留", "end": "结束"}
    step = Step("tag", tag.tag_id, action, before, tag.state, day, by, reason=reason,
                document=tag.document, rule=tag.rule)  # fmt: skip
    add_step(db, step, at)
    event = ArchiveEvent(
        worker_id=tag.worker_id,
        kind="recognition",
        happened_on=day,
        known_on=day,
        source="优先扶持与重点帮助标注",
        recorded_by=by,
        key=f"tag:{tag.tag_id}:{action}:{day}",
        text=f"“{TAG_NAMES[tag.tag]}”标注{words[action]}：{reason}",
        facts={"tag": tag.tag, "state": tag.state, "document": tag.document},
    )
    archive.append(db, [event], at)

"""Use cases about campaigns: draft with a dry run, approval by a second person, into the outbox, called off."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from data.records import audit, campaigns, outbox
from data.records.audit import Act
from data.records.campaigns import Campaign, Draft
from data.records.outbox import Message
from data.store import Connection, Store, reading, transaction
from service.api.push_forms import CampaignForm
from service.clock import local_day
from service.errors import Conflict, NotFound, Problem
from service.push.templates import render

AUDIENCE_COLUMNS = frozenset(
    {"region", "township", "population", "education", "employment_status", "startup_wish"}
)
"""What an audience may be chosen by: place, kind of person, schooling, work; nothing sensitive."""

ID_NUMBER = re.compile(r"\d{17}[\dXx]")
A_TRANSACTION = 500


class BadCampaign(Problem):
    """The draft says something that may not be sent; the text says what."""

    title = "群发内容有误"


class Campaigns:
    """Drafted by one person, approved by another; the audience cannot grow between the two."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draft(self, draft: Draft, *, by: str, now: datetime) -> Campaign:
        """Keep a draft with the number of people it would reach today."""
        check(draft, now)
        n_people = len(self._audience(draft.audience, now))
        with transaction(self._store) as db:
            counted = Draft(
                **{n: getattr(draft, n) for n in Draft.__dataclass_fields__}
                | {"n_people": n_people}
            )
            return _one(db, campaigns.add_campaign(db, counted, by=by, now=now))

    def one(self, campaign_id: int) -> Campaign:
        """The campaign with this number."""
        with reading(self._store) as db:
            return _one(db, campaign_id)

    def latest(self) -> tuple[Campaign, ...]:
        """The campaigns, newest first."""
        with reading(self._store) as db:
            return campaigns.all_campaigns(db)

    def approve(self, campaign_id: int, *, by: str, now: datetime, n_people: int) -> Campaign:
        """Approve for the number of people that the approver has seen; a larger audience needs another look."""
        n_now = len(self._audience(self.one(campaign_id).audience, now))
        with transaction(self._store) as db:
            found = _one(db, campaign_id)
            if found.state != "drafted":
                raise Conflict("此群发已经处理过，不能再次审批。")
            if found.created_by == by:
                raise Conflict("群发须由起草人以外的另一人审批。")
            if n_now > n_people:
                raise Conflict(f"受众现为 {n_now} 人，多于所审批的 {n_people} 人，请重新核对。")
            campaigns.approve(db, campaign_id, by=by, now=now, n_people=n_people)
            return _one(db, campaign_id)

    def cancel(self, campaign_id: int, *, actor: str, now: datetime) -> Campaign:
        """Call a campaign off: what is not sent yet will not be; the trail keeps who did."""
        with transaction(self._store) as db:
            _one(db, campaign_id)
            if not campaigns.end(db, campaign_id, "cancelled", now):
                raise Conflict("此群发已经撤销。")
            audit.record(db, Act(actor, "campaign_cancelled", f"campaign:{campaign_id}"), now)
            return _one(db, campaign_id)

    def enqueue_approved(self, now: datetime) -> int:
        """Put the messages of approved campaigns into the outbox; how many are new.

        Killed half-way it goes on where it was: the keys are the same, and the audience is cut off at
        the number that was approved.
        """
        with reading(self._store) as db:
            waiting = campaigns.approved(db)
        return sum(self._enqueue(campaign, now) for campaign in waiting)

    def _audience(self, audience: Mapping[str, object], now: datetime) -> Sequence[str]:
        try:
            with reading(self._store) as db:
                return campaigns.audience_of(db, local_day(now), audience)
        except ValueError as failure:
            raise BadCampaign(f"受众条件“{failure}”的取值不对。") from failure

    def _enqueue(self, campaign: Campaign, now: datetime) -> int:
        ids = self._audience(campaign.audience, now)[: campaign.n_people]
        n_new = 0
        for start in range(0, len(ids), A_TRANSACTION):
            some = [_message(campaign, id_) for id_ in ids[start : start + A_TRANSACTION]]
            with transaction(self._store) as db:
                if _one(db, campaign.campaign_id).state != "approved":
                    return n_new
                n_new += outbox.enqueue_all(db, some, now)
        with transaction(self._store) as db:
            campaigns.end(db, campaign.campaign_id, "enqueued", now)
        return n_new


def check(draft: Draft, now: datetime) -> None:
    """Raise BadCampaign where the text or the audience may not be."""
    if unknown := set(draft.audience) - AUDIENCE_COLUMNS:
        raise BadCampaign(f"不能按这些条件选择受众：{'、'.join(sorted(unknown))}。")
    if draft.expires_at <= now:
        raise BadCampaign("有效期已过。")
    if not (draft.title.strip() and draft.text.strip() and draft.reason.strip()):
        raise BadCampaign("标题、正文和发送原因都不能为空。")
    if ID_NUMBER.search(draft.title + draft.text + draft.reason):
        raise BadCampaign("内容中不能出现身份证号码。")


def _message(campaign: Campaign, worker_id: str) -> Message:
    return Message(
        key=f"campaign:{campaign.campaign_id}:{worker_id}",
        worker_id=worker_id,
        line=campaign.line,
        template="campaign",
        reason=campaign.reason,
        facts={"title": campaign.title, "text": campaign.text},
        expires_at=campaign.expires_at,
        campaign_id=campaign.campaign_id,
    )


def _one(db: Connection, campaign_id: int) -> Campaign:
    found = campaigns.one(db, campaign_id)
    if found is None:
        raise NotFound(f"没有编号为 {campaign_id} 的群发。")
    return found


def form_of(campaign: Campaign) -> CampaignForm:
    """A campaign with the message as it will be read."""
    facts = {"title": campaign.title, "text": campaign.text}
    message = render("campaign", campaign.line, facts=facts, reason=campaign.reason).body
    names = CampaignForm.model_fields.keys() - {"message"}
    values = {name: getattr(campaign, name) for name in names}
    return CampaignForm.model_validate(values | {"message": message})

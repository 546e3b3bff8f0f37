"""API: the push for the office: status, messages, stops, dead letters, campaigns, a worker's choices."""

from typing import Literal

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from data.records.campaigns import Draft
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.push_forms import (
    ApprovalRequest,
    CampaignForm,
    CampaignList,
    CampaignRequest,
    ChoicesForm,
    CounterChoiceRequest,
    MailboxForm,
    MessageForm,
    MessagePage,
    StatusForm,
    StopForm,
    StopRequest,
    TemplateList,
)
from service.api.shared import PROBLEMS, Query, answer
from service.api.workers import WorkerPath
from service.push.campaigns import form_of

api = APIBlueprint(
    "push",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="push", description="Messages to workers: planned, sent, stopped, mended")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class MessagePath(BaseModel):
    """Which message."""

    message_id: int = Field(ge=1, le=2**31 - 1)


class CampaignPath(BaseModel):
    """Which campaign."""

    campaign_id: int = Field(ge=1, le=2**31 - 1)


class MessageQuery(Query):
    """A page of messages in one state."""

    state: Literal["queued", "claimed", "sending", "sent", "dropped", "dead"] = "dead"
    before: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(50, ge=1, le=200)


class MailQuery(Query):
    """A page of a worker's messages."""

    before: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(20, ge=1, le=100)


@api.get("/push/status", summary="How the push stands", responses={200: StatusForm})
def status() -> Response:
    """Counts by line and state, why messages were not sent, what stands still, when jobs are due."""
    return answer(parts().desk.status(parts().clock()))


@api.get("/push/messages", summary="Messages in a state", responses={200: MessagePage})
def with_state(query: MessageQuery) -> Response:
    """Newest first; dead letters unless asked otherwise."""
    reach = reach_of(who())
    return answer(
        parts().desk.with_state(query.state, before=query.before, limit=query.limit, reach=reach)
    )


@api.get("/push/messages/<message_id>", summary="A message", responses={200: MessageForm})
def one(path: MessagePath) -> Response:
    """The message in the words in which it was sent, and all that happened to it."""
    return answer(parts().desk.message(path.message_id))


@api.post("/push/messages/<message_id>/resend", summary="Resend", responses={200: MessageForm})
def resend(path: MessagePath) -> Response:
    """Put a dead letter back; it meets all rules again, under its old name."""
    found = parts().desk.resend(path.message_id, by=who().name, now=parts().clock())
    return answer(found)


@api.post("/push/stops", summary="Stop or resume", responses={201: StopForm})
def stop(body: StopRequest) -> Response:
    """At once, what is claimed and not yet sent included; of a line, a channel, or everything."""
    return answer(
        parts().desk.say_stop(body, who().name, actor=who().actor, now=parts().clock()), 201
    )


@api.get("/push/templates", summary="Every kind of message", responses={200: TemplateList})
def templates() -> Response:
    """With an example each, as the worker reads it."""
    return answer(parts().desk.templates())


@api.get("/push/campaigns", summary="Campaigns", responses={200: CampaignList})
def campaigns() -> Response:
    """Newest first."""
    return answer(CampaignList(campaigns=[form_of(c) for c in parts().campaigns.latest()]))


@api.get("/push/campaigns/<campaign_id>", summary="A campaign", responses={200: CampaignForm})
def campaign(path: CampaignPath) -> Response:
    """With the message as it will be read and how many it reaches."""
    return answer(form_of(parts().campaigns.one(path.campaign_id)))


@api.post("/push/campaigns", summary="Draft a campaign", responses={201: CampaignForm})
def draft(body: CampaignRequest) -> Response:
    """A dry run: the answer says how many it would reach; nothing is sent before another approves."""
    given = Draft(**body.model_dump(), n_people=0)
    found = parts().campaigns.draft(given, by=who().name, now=parts().clock())
    return answer(form_of(found), 201)


@api.post(
    "/push/campaigns/<campaign_id>/cancel", summary="Call it off", responses={200: CampaignForm}
)
def cancel(path: CampaignPath) -> Response:
    """What is not sent yet will not be."""
    now = parts().clock()
    found = parts().campaigns.cancel(path.campaign_id, actor=who().actor, now=now)
    return answer(form_of(found))


@api.post(
    "/approvals/campaigns/<campaign_id>",
    summary="Approve a campaign",
    responses={200: CampaignForm},
)
def approve(path: CampaignPath, body: ApprovalRequest) -> Response:
    """By another person than its author, for the number of people that was seen."""
    by, now = who().name, parts().clock()
    found = parts().campaigns.approve(path.campaign_id, by=by, now=now, n_people=body.n_people)
    return answer(form_of(found))


@api.get(
    "/workers/<worker_id>/messages", summary="A worker's messages", responses={200: MailboxForm}
)
def messages_of(path: WorkerPath, query: MailQuery) -> Response:
    """What was sent to the worker, by whatever channel."""
    page = parts().mailbox.page(path.worker_id, before=query.before, limit=query.limit)
    return answer(page)


@api.get("/workers/<worker_id>/choices", summary="A worker's choices", responses={200: ChoicesForm})
def choices_of(path: WorkerPath) -> Response:
    """What may be sent by which channel, and every statement with its proof."""
    return answer(parts().mailbox.choices(path.worker_id, parts().clock()))


@api.post("/workers/<worker_id>/choices", summary="Note a choice", responses={201: ChoicesForm})
def choose_for(path: WorkerPath, body: CounterChoiceRequest) -> Response:
    """What the worker said at the counter or by telephone, with the proof; it counts at once."""
    found = parts().mailbox.choose(
        path.worker_id,
        body,
        source=body.source,
        proof=body.proof,
        by=who().name,
        now=parts().clock(),
    )
    return answer(found, 201)

"""API: a worker's own messages and choices."""

from flask import Response
from flask_openapi import APIBlueprint, Tag

from service.api.guard import NEEDS_TOKEN, own_id, parts
from service.api.push import MailQuery, MessagePath
from service.api.push_forms import (
    AddressRequest,
    ChoiceRequest,
    ChoicesForm,
    MailboxForm,
    MailForm,
    PersonalisationRequest,
)
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "my_messages",
    __name__,
    url_prefix="/api/v1/me",
    abp_tags=[Tag(name="me", description="The worker's own pages")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)
PROOF = "本人在自己的页面上操作"


@api.get("/messages", summary="My messages", responses={200: MailboxForm})
def messages(query: MailQuery) -> Response:
    """All that was sent to me, newest first, each with the reason."""
    return answer(parts().mailbox.page(own_id(), before=query.before, limit=query.limit))


@api.post("/messages/<message_id>/read", summary="I have read it", responses={200: MailForm})
def read(path: MessagePath) -> Response:
    """Saying so twice changes nothing."""
    return answer(parts().mailbox.read(own_id(), path.message_id, parts().clock()))


@api.get("/choices", summary="My choices", responses={200: ChoicesForm})
def choices() -> Response:
    """What may come by which channel, and everything I ever said about it."""
    return answer(parts().mailbox.choices(own_id(), parts().clock()))


@api.post("/choices", summary="Switch on or off", responses={201: ChoicesForm})
def choose(body: ChoiceRequest) -> Response:
    """A line, a channel, or everything; it counts at once and blocks no other service."""
    now = parts().clock()
    found = parts().mailbox.choose(
        own_id(), body, source="worker_page", proof=PROOF, by="本人", now=now
    )
    return answer(found, 201)


@api.post("/personalisation", summary="Advice that looks at me", responses={201: ChoicesForm})
def personalise(body: PersonalisationRequest) -> Response:
    """Without it I get lists that look at nobody."""
    found = parts().mailbox.personalise(
        own_id(),
        wanted=body.wanted,
        source="worker_page",
        proof=PROOF,
        by="本人",
        now=parts().clock(),
    )
    return answer(found, 201)


@api.post("/addresses", summary="Where I am reached", responses={201: ChoicesForm})
def address(body: AddressRequest) -> Response:
    """Nothing is sent there before I switch the channel on."""
    parts().mailbox.keep_address(own_id(), body, parts().clock())
    return answer(parts().mailbox.choices(own_id(), parts().clock()), 201)

"""Pages of choices: advice that looks at the worker or not, and what may come by which channel."""

from flask import Response

from data.tables_push import CHANNELS, LINES
from service.api.guard import own_id, parts
from service.api.my_messages import PROOF
from service.api.push_forms import Channel, ChoiceRequest
from service.errors import NotFound
from service.me.pages.sheet import back, form, pages, show
from service.push.desk import CHANNEL_NAMES

OWN = "本人"

SHOWN_CHANNELS: tuple[Channel, ...] = ("mailbox", "sms", "email", "wechat")
"""The other one is another system's, not a person's."""

CHANNEL_HINTS: dict[Channel, str] = {
    "mailbox": "只在这个网页里看，不会响",
    "sms": "发到您登记的手机",
    "email": "发到您登记的邮箱",
    "wechat": "发到您的微信",
}


@pages.get("/settings")
def settings() -> Response:
    """What is on and off, each with its switch."""
    found = parts().mailbox.choices(own_id(), parts().clock())
    channels = [
        (c, CHANNEL_NAMES[c], CHANNEL_HINTS[c], any(line.channels[c] for line in found.lines))
        for c in SHOWN_CHANNELS
    ]
    lines = [
        (line.line, line.label, any(line.channels[c] for c in SHOWN_CHANNELS))
        for line in found.lines
    ]
    return show("settings", found=found, channels=channels, lines=lines)


@pages.post("/settings/personal")
def personal() -> Response:
    """Advice that looks at the worker, on or off, at once."""
    wanted = form("wanted") == "yes"
    parts().mailbox.personalise(
        own_id(),
        wanted=wanted,
        source="worker_page",
        proof=PROOF,
        by=OWN,
        now=parts().clock(),
    )
    return back("settings", "personal_on" if wanted else "personal_off")


@pages.post("/settings/messages")
def switch() -> Response:
    """One line, one channel, or everything, on or off, at once."""
    line, channel = form("line") or None, form("channel") or None
    if line not in {None, *LINES} or channel not in {None, *CHANNELS}:
        raise NotFound("没有这一类消息。")
    wanted = form("wanted") == "yes"
    said = ChoiceRequest.model_validate({"line": line, "channel": channel, "wanted": wanted})
    parts().mailbox.choose(
        own_id(), said, source="worker_page", proof=PROOF, by=OWN, now=parts().clock()
    )
    return back("settings", "channel_on" if wanted else "channel_off")

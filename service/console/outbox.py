"""The page of the outbox: how deep and how old, what failed and why, put back or stopped by one switch."""

from datetime import timedelta

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError

from data.tables_push import CHANNELS
from service.api.guard import parts, who
from service.api.push_forms import StopRequest
from service.errors import Problem, validation_sentence
from service.push.desk import CHANNEL_NAMES, STATE_NAMES
from service.push.lines import LINES
from service.web.pages import go_to, page

pages = Blueprint("console_outbox", __name__, url_prefix="/console/outbox")

OLD = timedelta(minutes=10)
"""By day a message that has waited so long past its time shows that nobody sends."""

DONE = {
    "resent": "已放回发件箱。每条消息都会重新通过全部规则后再发送。",
    "stopped": "已停止，正在处理而尚未发出的也不会发出。",
    "resumed": "已恢复发送。",
}
JOBS = {
    "arrivals": "新岗位找人",
    "campaigns": "群发放入发件箱",
    "expire": "清理过期消息",
    "vouchers": "培训券到期",
    "lapse": "介绍名额到期释放",
    "risks": "培训券风险排查",
    "plan": "制定当天计划",
}


@pages.get("")
def overview() -> Response:
    """How the push stands at this moment."""
    now = parts().clock()
    status = parts().desk.status(now)
    waiting = {
        line: sum(by_state.get(state, 0) for state in ("queued", "claimed", "sending"))
        for line, by_state in status.messages.items()
    }
    oldest = status.oldest_due_at
    return page(
        "console/outbox.html",
        push=status,
        depth=sum(waiting.values()),
        n_dead=sum(by_state.get("dead", 0) for by_state in status.messages.values()),
        waited=now - oldest if oldest else None,
        is_old=oldest is not None and now - oldest > OLD,
        sent=parts().desk.sent_lately(now),
        dead=parts().desk.dead(),
        stops=parts().desk.said_stops(),
        lines=LINES,
        channels={channel: CHANNEL_NAMES[channel] for channel in CHANNELS},
        states=STATE_NAMES,
        jobs=JOBS,
        said=DONE.get(request.args.get("done", ""), ""),
    )


@pages.post("/dead")
def resend() -> Response:
    """Put the dead letters of one group back."""
    line, channel, key = (request.form.get(name, "") for name in ("line", "channel", "key"))
    parts().desk.resend_group(line, channel, key, by=who().name, now=parts().clock())
    return go_to(url_for(".overview", done="resent"))


@pages.post("/stops")
def stop() -> Response:
    """Stop or resume a line, a channel, or everything."""
    form = request.form
    try:
        asked = StopRequest.model_validate(
            {
                "line": form.get("line") or None,
                "channel": form.get("channel") or None,
                "stopped": form.get("stopped") == "1",
                "reason": form.get("reason", ""),
            }
        )
    except ValidationError as fault:
        raise Problem(validation_sentence(fault)) from fault
    parts().desk.say_stop(asked, who().name, actor=who().actor, now=parts().clock())
    return go_to(url_for(".overview", done="stopped" if asked.stopped else "resumed"))

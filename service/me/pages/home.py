"""Pages one comes to first: what is new, messages, and the way to everything else."""

from flask import Response, request

from data.records import vouchers
from data.store import reading
from models.vouchers.states import State
from service.api.actors import own
from service.api.guard import own_id, parts
from service.errors import NotFound
from service.me.knowing import file_of
from service.me.pages.sheet import back, pages, show
from service.me.reasons import fits
from service.vouchers import claiming

FEW = 3
MESSAGES = 20
OPEN_REFERRALS = ("referred", "applied", "interviewed", "offered")


@pages.get("")
def home() -> Response:
    """What waits for the worker today, and the best few jobs and the best course."""
    worker_id, now = own_id(), parts().clock()
    with reading(parts().store) as db:
        file = file_of(db, worker_id, parts().today())
        mine = vouchers.of_worker(db, worker_id)
        pools = claiming.pools(db, own())
    mail = parts().mailbox.page(worker_id, before=None, limit=MESSAGES)
    return show(
        "home",
        name=file.name,
        jobs=parts().advisor.vacancies_for(worker_id, now, limit=FEW),
        courses=parts().advisor.programmes_for(worker_id, now, limit=1),
        n_unread=sum(not each.read for each in mail.messages),
        n_to_claim=sum(v.state == State.ISSUED for v in mine)
        + sum(p.refusal is None for p in pools),
        under_way=[
            r for r in parts().referrals.of_worker(worker_id).referrals if r.state in OPEN_REFERRALS
        ],
        fits=fits,
    )


@pages.get("/mine")
def mine() -> Response:
    """The way to everything that is one's own."""
    with reading(parts().store) as db:
        file = file_of(db, own_id(), parts().today())
    return show("mine", file=file)


@pages.get("/messages")
def messages() -> Response:
    """All that was sent, newest first, whatever the channel."""
    text = request.args.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 18 else None
    found = parts().mailbox.page(own_id(), before=before, limit=MESSAGES)
    return show("messages", mail=found)


@pages.post("/messages/read")
def read() -> Response:
    """What was shown has been read."""
    for text in request.form.getlist("message_id")[:MESSAGES]:
        if not text.isdecimal():
            raise NotFound("没有这条消息。")
        parts().mailbox.read(own_id(), int(text), parts().clock())
    return back("messages", "read")

"""Pages of the security administrator: people and roles."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from data.codes.regions import XINZHOU_UNITS, regions, townships
from data.records import accounts, identities, sessions
from data.records.accounts import Account, Post
from data.records.administrator_requests import Asked
from data.store import Connection, reading, transaction
from service.access import keeping, second_person
from service.access.roles import ALL_ROLES, PERMISSIONS, checked, reach_label
from service.api.guard import parts, who
from service.errors import Conflict
from service.web.pages import page

pages = Blueprint("administration", __name__, url_prefix="/console/administration")

DONE = {
    "lock": "已停用；此账号已登录的会话都已结束。",
    "unlock": "已恢复，可以登录。",
    "post": "职责已变更；此账号已登录的会话都已结束，重新登录后生效。",
    "factor": "动态口令已停用；下次登录时重新设置。",
    "bound": "身份已绑定；本人可用统一身份认证登录。",
    "agreed": "已批准并生效。",
    "refused": "申请已了结，没有变更。",
    "asked": "已提出申请；须由另一位安全管理员批准后生效。",
    "unbound": "身份已解除绑定，只能用送岗的登录名和密码登录。",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person: of whom, and who asked."""

    asked: Asked
    of: str
    asker: str


@pages.get("")
def people() -> ResponseReturnValue:
    """Everybody who may sign in, and the form for somebody new."""
    return _people({})


@pages.post("")
def add() -> ResponseReturnValue:
    """Somebody new; the first password, or its first half, is on this answer and nowhere else."""
    form = request.form.to_dict()
    try:
        post = checked(form.get("role", ""), form.get("region"), form.get("township"))
        number, password = _added(form.get("sign_in_name", ""), form.get("name", ""), post)
    except (ValueError, Conflict) as fault:
        return _people(form, str(fault), 422)
    half = "first" if number else None
    return _shown(form["name"], password, half=half, number=number)


@pages.post("/wishes/<int:wish_id>/agree")
def agree(wish_id: int) -> ResponseReturnValue:
    """Let happen what another administrator asked for."""
    with transaction(parts().store) as db:
        made = second_person.agree(db, wish_id, by=who(), at=parts().clock())
    if made is None:
        return redirect(url_for("administration.people", done="agreed"), 303)
    return _shown(*made, half="second", number=wish_id)


@pages.post("/wishes/<int:wish_id>/refuse")
def refuse(wish_id: int) -> ResponseReturnValue:
    """Let it not happen; whoever asked takes it back so."""
    with transaction(parts().store) as db:
        second_person.refuse(db, wish_id, by=who(), at=parts().clock())
    return redirect(url_for("administration.people", done="refused"), 303)


@pages.get("/accounts/<account_id>")
def person(account_id: str) -> ResponseReturnValue:
    """One account: what it may do, where it is signed in, and what can be done about it."""
    return _person(account_id, said=DONE.get(request.args.get("done", "")))


@pages.post("/accounts/<account_id>/lock")
def lock(account_id: str) -> ResponseReturnValue:
    """Let somebody in no more."""
    with transaction(parts().store) as db:
        keeping.close_account(db, _other(db, account_id), by=who().actor, at=parts().clock())
    return _back(account_id, "lock")


@pages.post("/accounts/<account_id>/unlock")
def unlock(account_id: str) -> ResponseReturnValue:
    """Let somebody in again; an administrator's closed account is opened by no one person."""
    with transaction(parts().store) as db:
        account = _other(db, account_id)
        if account.closed_at is not None:
            second_person.refuse_alone(account, "恢复已停用的管理员账号", "songgang account unlock")
        keeping.unlock_account(db, account, by=who().actor, at=parts().clock())
    return _back(account_id, "unlock")


@pages.post("/accounts/<account_id>/password")
def reset(account_id: str) -> ResponseReturnValue:
    """A new password, on this answer and nowhere else; alone it must not open an administrator's account."""
    with transaction(parts().store) as db:
        account = _other(db, account_id)
        if account.totp_since is None:
            what = "为尚未设置动态口令的管理员重设密码"
            second_person.refuse_alone(account, what, "songgang account reset")
        password = keeping.reset_password(db, account, by=who().actor, at=parts().clock())
    return _shown(account.name, password)


@pages.post("/accounts/<account_id>/second-factor")
def drop_second_factor(account_id: str) -> ResponseReturnValue:
    """Forget the second factor of somebody who lost the telephone; of an administrator two decide."""
    at = parts().clock()
    with transaction(parts().store) as db:
        account = _other(db, account_id)
        if asked := second_person.is_administrator(account.role):
            second_person.ask_without_factor(db, account, by=who(), at=at)
        else:
            keeping.drop_second_factor(db, account, by=who().actor, at=at)
    return _back(account_id, "asked" if asked else "factor")


@pages.post("/accounts/<account_id>/post")
def give_post(account_id: str) -> ResponseReturnValue:
    """Let somebody do other work, or for other people; two decide who becomes an administrator.

    An administrator stays one until the account is closed: else one person could leave nobody to agree or look.
    """
    form, at = request.form, parts().clock()
    try:
        post = checked(form.get("role", ""), form.get("region"), form.get("township"))
    except ValueError as fault:
        return _person(account_id, fault=str(fault), status=422)
    with transaction(parts().store) as db:
        account = _other(db, account_id)
        becomes = second_person.is_administrator(post.role) and post.role != account.role
        if second_person.is_administrator(account.role) and not second_person.is_administrator(
            post.role
        ):
            raise Conflict("管理员不能改任业务职责；不再任职的，请停用其账号，需要时另建账号。")
        if asked := becomes:
            second_person.ask_post(db, account, post.role, by=who(), at=at)
        else:
            keeping.give_post(db, account, post, by=who().actor, at=at)
    return _back(account_id, "asked" if asked else "post")


def _added(sign_in_name: str, name: str, post: Post) -> tuple[int | None, str]:
    """The first password of somebody new; its first half, and of which request, where another has to agree."""
    at = parts().clock()
    with transaction(parts().store) as db:
        if second_person.is_administrator(post.role):
            return second_person.ask_account(db, sign_in_name, name, post.role, by=who(), at=at)
        _, password = keeping.add_account(db, sign_in_name, name, post=post, by=who().actor, at=at)
        return None, password


def _shown(
    name: str, password: str, *, half: str | None = None, number: int | None = None
) -> ResponseReturnValue:
    return page(
        "access/password_shown.html", name=name, password=password, half=half, number=number
    )


def _other(db: Connection, account_id: str) -> Account:
    return keeping.of_another(db, account_id, who())


def _people(
    typed: dict[str, str], fault: str | None = None, status: int = 200
) -> ResponseReturnValue:
    now = parts().clock()
    with reading(parts().store) as db:
        found = accounts.everybody(db)
        asked = second_person.waiting(db, now)
        too_few = second_person.too_few(db)
    names = {each.account_id: each.name for each in found}
    rows = [
        (each, ALL_ROLES[each.role], reach_label(each), keeping.state_of(each, now))
        for each in found
    ]
    return page(
        "access/people.html",
        status,
        rows=rows,
        states=keeping.STATES,
        typed=typed,
        fault=fault,
        said=DONE.get(request.args.get("done", "")),
        waiting=[
            Waiting(
                each,
                names.get(each.wish.account_id or "", each.wish.name or ""),
                names[each.asked_by],
            )
            for each in asked
        ],
        too_few=too_few,
        me=who().account_id,
        permissions=PERMISSIONS,
        **_choices(),
    )


def _person(
    account_id: str, *, said: str | None = None, fault: str | None = None, status: int = 200
) -> ResponseReturnValue:
    now = parts().clock()
    with reading(parts().store) as db:
        account = keeping.known(db, account_id)
        open_ = sessions.open_of_account(db, account_id, now)
        bound_since = identities.bound_since(db, account_id)
    return page(
        "access/person.html",
        status,
        account=account,
        role=ALL_ROLES[account.role],
        reach=reach_label(account),
        state_code=keeping.state_of(account, now),
        states=keeping.STATES,
        sessions=open_,
        bound_since=bound_since,
        sign_on=parts().settings.sign_on,
        own=account_id == who().account_id,
        permissions=PERMISSIONS,
        said=said,
        fault=fault,
        **_choices(),
    )


def _choices() -> dict[str, object]:
    return {
        "roles": ALL_ROLES,
        "counties": [(code, regions()[code].name) for code in XINZHOU_UNITS],
        "townships": [
            (code, f"{regions()[found.parent].name} {found.name}")
            for code, found in sorted(townships().items())
        ],
    }


def _back(account_id: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("administration.person", account_id=account_id, done=done), 303)

"""Who acts in a request: the office, a second person, or a worker in person, at the moment of the request."""

from models.vouchers.states import Role
from service.api.guard import own_id, parts, who
from service.vouchers.steps import Actor


def staff() -> Actor:
    """Whoever the token was given to."""
    return Actor(Role.STAFF, who().name, parts().clock())


def second() -> Actor:
    """The same on the routes of approvals, where the guard asks for `approve`."""
    return Actor(Role.SECOND, who().name, parts().clock())


def own() -> Actor:
    """The worker whose own token it is."""
    return Actor(Role.WORKER, who().name, parts().clock(), own_id())

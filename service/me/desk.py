"""All use cases of the worker's page that are its own, put together once."""

from dataclasses import dataclass

from data.store import Store
from service.config import Settings
from service.me.asking import Requests
from service.me.door import Door
from service.push.channels.opening import outside_channels
from service.push.channels.sms_words import SIGN_IN
from service.push.settings import read_settings


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The door by one-time codes, and requests that a person answers."""

    door: Door
    requests: Requests


def own_page_over(store: Store, settings: Settings) -> OwnPage:
    """The use cases over one store; codes leave by text message where there is a template for them."""
    push = read_settings(settings.home)
    may_send = push.sms is not None and SIGN_IN in push.sms.templates
    sms = outside_channels(push, store).get("sms") if may_send else None
    door = Door(store, sms)
    return OwnPage(door, Requests(store))

"""The one door through which a channel learns where a worker is reached."""

from collections.abc import Callable

from data.records import addresses
from data.store import Store, reading
from service.push.channels.channel import ChannelError

Addresses = Callable[[str], str]
"""From a worker's id to the address; ChannelError where there is none."""


def addresses_of(store: Store, channel: str) -> Addresses:
    """Looks up one channel's addresses at the moment of sending."""

    def address(worker_id: str) -> str:
        with reading(store) as db:
            found = addresses.address_of(db, worker_id, channel)
        if not found:
            raise ChannelError("没有登记可用的联系方式", permanent=True)
        return found

    return address

"""Vacancies of the market in memory as a person reads them: each written once for all who are shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from models.matching.market import Market
from service.api.offers import VacancyForm
from service.offering import market_forms

MOST = 20_000
"""Vacancies kept by a process, two thousand bytes each; the lists of a county share most of theirs."""


@dataclass(slots=True)
class Written:
    """The forms of the market that was asked for last; another market forgets them."""

    _lock: Lock = field(default_factory=Lock)
    _market: Market | None = None
    _kept: dict[str, VacancyForm] = field(default_factory=dict)

    def forms(self, market: Market, ids: Sequence[str]) -> list[VacancyForm]:
        """These vacancies in the order of their ids, as `market_forms` writes them."""
        with self._lock:
            if self._market is not market:
                self._market, self._kept = market, {}
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            fresh = dict(zip(missing, market_forms(market, missing), strict=True))
            found |= fresh
            self._keep(market, fresh)
        return [found[id_] for id_ in ids]

    def _keep(self, market: Market, fresh: dict[str, VacancyForm]) -> None:
        with self._lock:
            if self._market is market:
                if len(self._kept) + len(fresh) > MOST:
                    self._kept = {}
                self._kept.update(fresh)

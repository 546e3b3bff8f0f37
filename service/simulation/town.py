"""The town of the rehearsal: who lives there, what the registry hears of them, what is on offer each month."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.schema import WORKER_COLUMNS, arrow_schema
from data.store import Store
from data.synthetic import write_market
from data.synthetic.market import draw_offers
from data.synthetic.writing import as_text
from service.config import Settings
from service.demo import noon
from service.importing import Intake, Kind, take
from service.simulation.chance import Chance

LOSES_WORK = 0.012
DIES = 0.0004
"""A month, of everybody it can happen to."""

PEOPLE_A_VACANCY = 8
WORKING = ("employed", "flexible", "migrant", "self_employed")

Row = dict[str, object]


@dataclass(slots=True)
class Town:
    """People by id as the registry last heard of them; files are written and imported as an office would."""

    config: Settings
    store: Store
    chance: Chance
    n_people: int
    people: dict[str, Row] = field(default_factory=dict)
    heard: dict[str, Row] = field(default_factory=dict)

    def found(self, on: date) -> None:
        """Import the registry and the spells as they are on the first day."""
        folder = self.config.home / "town"
        market = write_market(folder, self.n_people, 1, seed=self.chance.seed, as_of=on)
        for file in market.workers:
            self._import(Kind.WORKERS, file, on)
        for file in market.spells:
            self._import(Kind.SPELLS, file, on)
        parts = pa.concat_tables([pq.read_table(file) for file in market.workers])
        for row in parts.sort_by("valid_on").to_pylist():
            self.people[str(row["worker_id"])] = row

    def offer(self, on: date) -> None:
        """What employers and schools offer in a month, under numbers of that month."""
        n = max(40, self.n_people // PEOPLE_A_VACANCY // 3)
        vacancies, programmes = draw_offers(n, self.chance.seed * 1000 + on.toordinal(), on)
        folder = self.config.home / "town"
        for kind, table in ((Kind.VACANCIES, vacancies), (Kind.PROGRAMMES, programmes)):
            numbered = _of_month(table, on)
            path = folder / f"{kind.value}-{on:%Y-%m}.parquet"
            pq.write_table(as_text(numbered), path)
            self._import(kind, path, on)

    def hear(self, on: date) -> None:
        """What changes in a month whatever the service does: work is lost, people die."""
        for worker_id, row in self.people.items():
            if row["employment_status"] == "deceased":
                continue
            if self.chance.happens(DIES, "dies", worker_id, on):
                self._change(worker_id, on, employment_status="deceased", registered_on=None)
            elif row["employment_status"] in WORKING and self.chance.happens(
                LOSES_WORK, "loses work", worker_id, on
            ):
                self.registers(worker_id, on)

    def registers(self, worker_id: str, on: date) -> None:
        """Somebody without work registers."""
        self._change(
            worker_id,
            on,
            employment_status="unemployed",
            registered_on=on,
            unemployment_reason="20",
            willing=True,
        )

    def starts_work(self, worker_id: str, on: date) -> None:
        """Somebody begins to work."""
        self._change(worker_id, on, employment_status="employed", registered_on=None)

    def report(self, on: date) -> int:
        """The registry's extract of those who changed; how many."""
        rows = list(self.heard.values())
        self.heard.clear()
        if rows:
            path = self.config.home / "town" / f"changes-{on}.parquet"
            pq.write_table(_as_file(rows), path)
            self._import(Kind.WORKERS, path, on)
        return len(rows)

    def _change(self, worker_id: str, on: date, **facts: object) -> None:
        row = self.people[worker_id] | facts | {"valid_on": on}
        self.people[worker_id] = self.heard[worker_id] = row

    def _import(self, kind: Kind, file: Path, on: date) -> None:
        intake = Intake(self.store, on, noon(on), self.config.reports, _quiet)
        take(intake, kind, file)


def _of_month(table: pa.Table, on: date) -> pa.Table:
    key = table.column_names[0]
    numbered = pc.binary_join_element_wise(table[key], pa.scalar(f"{on:%y%m}"), "-")
    return table.set_column(0, key, numbered)


def _as_file(rows: list[Row]) -> pa.Table:
    kinds = {field.name: field.type for field in arrow_schema(WORKER_COLUMNS)}
    text = pa.string()
    names = list(rows[0])
    return pa.table(
        {
            name: pa.array(
                [row[name] for row in rows],
                text if pa.types.is_list(kinds[name]) else kinds[name],
            )
            for name in names
        }
    )


def _quiet(done: int, total: int, step: str) -> None:
    del done, total, step

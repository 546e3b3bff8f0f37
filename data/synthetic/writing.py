"""A synthetic market of any size as Parquet files that the importers read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.synthetic.market import draw_blocks, draw_offers

NONE_OF_THEM = "无"
"""An empty list in a file: known to have none, where an empty cell would mean unknown."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is in all, and the name of the step."""

STEP = "生成劳动力"


@dataclass(frozen=True, slots=True)
class WrittenMarket:
    """The files of a market; workers, spells and truth come in numbered parts, in the same order.

    Mappings: `registry` reads the workers, `spells` the spells, `vacancies` and `programmes` theirs.
    The truth is for evaluation and is not imported. No worker is spread over two parts.
    """

    workers: tuple[Path, ...]
    spells: tuple[Path, ...]
    truth: tuple[Path, ...]
    vacancies: Path
    programmes: Path


def write_market(
    folder: Path, n_workers: int, n_vacancies: int, *, seed: int, as_of: date,
    rows_per_part: int = 400_000, progress: Progress | None = None,
) -> WrittenMarket:  # fmt: skip
    """The market of `synthesise` with the same arguments, streamed to `folder`.

    A part holds about `rows_per_part` rows (whole blocks of 20,000 workers); `progress` is told
    about workers. Memory stays at one block plus fifty bytes a worker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {kind: _Parts(folder, kind, rows_per_part) for kind in ("workers", "spells", "truth")}
    done = 0
    with kinds["workers"], kinds["spells"], kinds["truth"]:
        for block in draw_blocks(n_workers, seed, as_of):
            for kind, parts in kinds.items():
                parts.write(getattr(block, kind))
            done += block.n_workers
            if progress:
                progress(done, n_workers, STEP)
    vacancies, programmes = draw_offers(n_vacancies, seed, as_of)
    return WrittenMarket(
        workers=tuple(kinds["workers"].paths),
        spells=tuple(kinds["spells"].paths),
        truth=tuple(kinds["truth"].paths),
        vacancies=_write_one(folder / "vacancies.parquet", vacancies),
        programmes=_write_one(folder / "programmes.parquet", programmes),
    )


@dataclass(slots=True)
class _Parts:
    """Numbered files of one kind; each gets its name only when it is complete."""

    folder: Path
    kind: str
    rows_per_part: int
    paths: list[Path] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None
    _rows: int = 0

    def write(self, table: pa.Table) -> None:
        text = as_text(table)
        if self._writer and self._rows + text.num_rows > self.rows_per_part:
            self._finish()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._unfinished(), text.schema, compression="zstd")
        self._writer.write_table(text)
        self._rows += text.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._writer and kind is None:
            self._finish()
        elif self._writer:
            self._writer.close()
            self._unfinished().unlink()

    def _unfinished(self) -> Path:
        return self.folder / f"{self.kind}.unfinished"

    def _finish(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self.paths.append(self.folder / f"{self.kind}-{len(self.paths) + 1:04d}.parquet")
        self._unfinished().replace(self.paths[-1])
        self._writer, self._rows = None, 0


def as_text(table: pa.Table) -> pa.Table:
    """Lists as text joined by `;`, so that none at all and not known stay apart."""
    columns = []
    for column in table.columns:
        lists = column.combine_chunks()
        if pa.types.is_list(lists.type):
            joined = pc.binary_join(lists, ";")
            lists = pc.if_else(pc.equal(joined, ""), NONE_OF_THEM, joined)
        columns.append(lists)
    return pa.table(columns, names=table.column_names)


def _write_one(path: Path, table: pa.Table) -> Path:
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(as_text(table), unfinished, compression="zstd")
    return unfinished.replace(path)

"""Where another office's register and the file disagree: what somebody has to look into."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from data.schema_law import REGISTER_FACTS, REGISTER_NAMES, REGISTERS
from models.law.evidence import shown_value


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact as the file and as a register has it, in words; None where either says nothing."""

    label: str
    file: str | None
    register: str | None

    @property
    def differs(self) -> bool:
        """Whether both speak, and not alike."""
        return None not in (self.file, self.register) and self.file != self.register


def compared(file: Mapping[str, object], facts: pa.Table) -> tuple[Compared, ...]:
    """Every fact that a register knows about, beside the file's; `facts` are one worker's rows."""
    said = {row["register"]: row for row in facts.to_pylist()}
    return tuple(
        Compared(
            f"{column.label}（{REGISTER_NAMES[register]}）",
            shown_value(column.name, file.get(column.name)),
            shown_value(column.name, said.get(register, {}).get(column.name)),
        )
        for register in REGISTERS
        for column in REGISTER_FACTS[register]
    )

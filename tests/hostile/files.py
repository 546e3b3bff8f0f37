"""Bad files, made from good ones by chance: cells, headers, shape, characters and bytes of every format we read."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from data.importers.template_words import entries
from service.importing import Kind
from tests.builders import id_number
from tests.hostile.formats import WRITERS, Table
from tests.hostile.tearing import BYTE_WAYS
from tests.hostile.words import hostile_text

SOMEBODY = {"姓名": "慕容测试", "联系电话": "13912345678", "公民身份号码": id_number(sequence=77)}
"""What stands in the files about somebody; it must stand in no message."""

ROWS = 6


@dataclass(frozen=True, slots=True)
class Bad:
    """A file's name and content, and how it came about."""

    name: str
    content: bytes
    way: str


@cache
def good_table(kind: Kind) -> tuple[tuple[str, ...], ...]:
    """The header and a few rows as the template of this kind shows them, each with its own key."""
    columns = entries(kind.value)
    head = tuple(e.column.label for e in columns)
    rows = [
        tuple(_cell(head[i], str(e.example or ""), row) for i, e in enumerate(columns))
        for row in range(ROWS)
    ]
    return (head, *rows)


def bad_file(chance: random.Random, kind: Kind) -> Bad:
    """A file of this kind with something wrong with it: almost always several things."""
    table = [list(row) for row in good_table(kind)]
    ways = chance.choices(list(TABLE_WAYS), TABLE_WEIGHTS, k=chance.choice((0, 1, 1, 2, 3)))
    for way in ways:
        if table:
            TABLE_WAYS[way](chance, table)
    form = chance.choice(list(WRITERS))
    content, how = WRITERS[form](chance, table)
    for way in chance.choices(list(BYTE_WAYS), k=chance.choice((0, 0, 0, 0, 1, 2))):
        content = BYTE_WAYS[way](chance, content)
        ways.append(way)
    return Bad(_name(chance, form), content, f"{form} {how} {' '.join(ways)}")


def _cell(label: str, example: str, row: int) -> str:
    given = SOMEBODY.get(label, example)
    # Keys are told apart by their end; what has no figures at its end is no key.
    return f"{given[:-1]}{row}" if "编号" in label and given[-1:].isdigit() else given


def _spoil_cells(chance: random.Random, table: Table) -> None:
    for _ in range(chance.choice((1, 3, 20))):
        row = chance.choice(table[1:] or table)
        if row:
            row[chance.randrange(len(row))] = hostile_text(chance)


def _spoil_column(chance: random.Random, table: Table) -> None:
    place, text = chance.randrange(max(1, len(table[0]))), hostile_text(chance)
    for row in table[1:]:
        row[place:] = [text, *row[place + 1 :]]


def _spoil_header(chance: random.Random, table: Table) -> None:
    head = table[0]
    place = chance.randrange(max(1, len(head)))
    other = chance.choice([hostile_text(chance), head[0] if head else "", "", " "])
    head[place:] = [other, *head[place + 1 :]]


def _spoil_shape(chance: random.Random, table: Table) -> None:
    row = chance.choice(table)
    way = chance.randrange(5)
    if way == 0:
        row.extend(hostile_text(chance) for _ in range(chance.choice((1, 5, 1500))))
    elif way == 1:
        del row[chance.randrange(len(row) + 1) :]
    elif way == 2:
        del table[chance.choice((0, 1)) :]
        table.append(["只有一格"])
    elif way == 3:
        table[1:1] = [[""] * len(table[0]) for _ in range(300)]
    else:
        table.extend([list(row) for row in table] * 5)


def _drop_header(chance: random.Random, table: Table) -> None:
    del table[0]
    chance.shuffle(table)


TABLE_WEIGHTS = (8, 4, 1, 2, 1)
"""Mostly what passes the first looks at a file, so that the later ones are tried too."""

TABLE_WAYS: Mapping[str, Callable[[random.Random, Table], None]] = {
    "cells": _spoil_cells,
    "column": _spoil_column,
    "header": _spoil_header,
    "shape": _spoil_shape,
    "headless": _drop_header,
}


def _name(chance: random.Random, form: str) -> str:
    stem = chance.choice(("名单", "名单", "=cmd", "a b", "{{7*7}}", "'; DROP", "x" * 60, "．．"))
    ending = chance.choice((form, form, form, "csv", "xlsx", "parquet", "xls"))
    return f"{stem}.{ending}"

"""Tables written as CSV, XLSX and Parquet, each in ways that its readers may stumble over."""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet
from openpyxl import Workbook

from tests.hostile.tearing import flipped

Table = list[list[str]]

CHARSETS = (
    *("utf-8",) * 6,
    *("utf-8-sig", "gb18030", "gb18030", "utf-16"),
    *("utf-16-le", "utf-32", "big5", "shift-jis"),
)
DELIMITERS = (*",,,,,,,", "\t", ";", "|", "\x01")


def _as_csv(chance: random.Random, table: Table) -> tuple[bytes, str]:
    charset, delimiter = chance.choice(CHARSETS), chance.choice(DELIMITERS)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows(table)
    text = file.getvalue()
    way = chance.randrange(12)
    if way == 0:
        text = text.replace('"', "", chance.choice((1, -1)))
    elif way == 1:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + '"' + text[at:]
    elif way == 2:
        text = text.replace("\r\n", chance.choice(("\r", "\n", "\n\r", "\u2028")))
    return text.encode(charset, "replace"), charset


def _as_xlsx(chance: random.Random, table: Table) -> tuple[bytes, str]:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in table[:300]:
        for place, text in enumerate(row[:60], 1):
            cell = sheet.cell(sheet.max_row + (place == 1), place)
            cell.value = "".join(c for c in text if c.isprintable())[:32_000]
    file = io.BytesIO()
    book.save(file)
    return _repacked(chance, file.getvalue()) if chance.random() < 0.4 else (file.getvalue(), "")


def _repacked(chance: random.Random, workbook: bytes) -> tuple[bytes, str]:
    """The workbook with a part of it changed, left out, doubled, or under a name that leads elsewhere."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    way = chance.choice(list(PART_WAYS))
    parts |= PART_WAYS[way](chance, name, parts[name])
    if way == "left out":
        del parts[name]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return file.getvalue(), f"{way} {name}"


def _spoilt_xml(chance: random.Random, name: str, part: bytes) -> dict[str, bytes]:
    old, new = chance.choice(XML_TRICKS)
    return {name: part.replace(old, new, chance.choice((1, -1)))}


XML_TRICKS = (
    (b'r="A1"', b'r="XFD1048576"'),
    (b'r="2"', b'r="99999999999"'),
    (b'r="2"', b'r="0"'),
    (b"<v>1</v>", b"<v>99999999999</v>"),
    (b"<v>", b"<v>-"),
    (b't="s"', b't="d"'),
    (b't="s"', b't="e"'),
    (b't="inlineStr"', b't="n"'),
    (b"<dimension ref=", b"<dimension ref='A1:XFD1048576' x="),
    (b"<sheetData>", b"<sheetData><row r='1'><c r='ZZZZ1'><v>1</v></c></row>"),
    (b"<sheetData>", b"<sheetData><row r='1'><c r='A1'><f>cmd|' /C calc'!A0</f><v>1</v></c></row>"),
    (b"<?xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><?xml"),
    (b"</sheetData>", b""),
    (b"Target=", b"Target='../../../../etc/passwd' X="),
    (b"numFmtId=", b"numFmtId='99999999999' x="),
    (b"<sheet ", b"<sheet state='veryHidden' "),
    (b"<sst", b"<sst count='99999999999' uniqueCount='99999999999'"),
    (b"<t>", b"<t>&a;&#0;&#x1F;&#x110000;"),
    (b"date1904", b"x"),
)
PART_WAYS: Mapping[str, Callable[[random.Random, str, bytes], dict[str, bytes]]] = {
    "xml": _spoilt_xml,
    "sheet xml": lambda chance, _, part: _spoilt_xml(chance, "xl/worksheets/sheet1.xml", part),
    "cut": lambda chance, name, part: {name: part[: chance.randrange(len(part) + 1)]},
    "bytes": lambda chance, name, part: {name: flipped(chance, part)},
    "left out": lambda *_: {},
    "climbing": lambda _, name, part: {f"../../{name}": part, "/etc/zq7x": part},
    "deep": lambda _, name, part: {name: b"<a>" * 20_000 + part},
    "large": lambda _, name, part: {name: part + b" " * 3_000_000},
}


def _as_parquet(chance: random.Random, table: Table) -> tuple[bytes, str]:
    width = len(table[0]) if table else 0
    names = [n or f"c{i}" for i, n in enumerate(table[0])] if table else []
    rows = [row[:width] + [""] * (width - len(row)) for row in table[1:2000]]
    columns = [pa.array([_no_surrogate(row[i]) for row in rows], pa.string()) for i in range(width)]
    if columns and chance.random() < 0.5:
        place, made = chance.randrange(width), chance.choice(PARQUET_KINDS)(len(rows))
        columns[place] = made
    file = io.BytesIO()
    pa.parquet.write_table(
        pa.Table.from_arrays(columns, [_no_surrogate(n) for n in names]),
        file,
        compression=chance.choice(("NONE", "SNAPPY", "ZSTD", "GZIP")),
        use_dictionary=chance.random() < 0.5,
    )
    return file.getvalue(), ""


PARQUET_KINDS: tuple[Callable[[int], pa.Array], ...] = (
    lambda n: pa.array([b"\xff\xfe\x00"] * n, pa.binary()),
    lambda n: pa.array([["=1+1", "\x00"]] * n, pa.list_(pa.string())),
    lambda n: pa.array([[["a"]]] * n),
    lambda n: pa.array([{"a": 1}] * n),
    lambda n: pa.array([float("nan")] * n),
    lambda n: pa.array([1e300] * n),
    lambda n: pa.array([2**63 - 1] * n, pa.timestamp("us")),
    lambda n: pa.array([-(2**31)] * n, pa.date32()),
    lambda n: pa.array([2**63 - 1] * n),
    lambda n: pa.array([2**62] * n, pa.duration("ns")),
    pa.nulls,
    lambda n: pa.array(["x"] * n).dictionary_encode(),
    lambda n: pa.array([b"12345678"] * n, pa.binary(8)),
    lambda n: pa.array([True] * n),
    lambda n: pa.array([10**4] * n, pa.decimal128(38, 30)),
    lambda n: pa.array(["\u0000x"] * n, pa.large_string()),
)


def _no_surrogate(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


WRITERS: Mapping[str, Callable[[random.Random, Table], tuple[bytes, str]]] = {
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "parquet": _as_parquet,
}

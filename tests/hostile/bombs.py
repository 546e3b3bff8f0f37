"""Small files that unfold to more than anybody has: each made by hand, for its own trick."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet
from openpyxl import Workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LAUGHS = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def workbook(**parts: bytes) -> bytes:
    """A good workbook with one row of two, but for the parts given."""
    book = Workbook()
    book.worksheets[0].append(["证书编号", "姓名"])
    book.worksheets[0].append(["C1", "测试"])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (held | {PLACES.get(k, k): v for k, v in parts.items()}).items():
            archive.writestr(name, content)
    return file.getvalue()


PLACES = {"sheet": SHEET, "strings": STRINGS}


def lying_about_its_size() -> bytes:
    """The directory says that a part is small; what it unpacks to is large."""
    content = workbook(media=b"\0" * 5_000_000)
    size, small = struct.pack("<I", 5_000_000), struct.pack("<I", 500)
    return content.replace(size, small)


def laughing() -> bytes:
    """A billion laughs: each entity is ten of the one before."""
    strings = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "哈">{LAUGHS}]><sst><si><t>&i;</t></si></sst>'
    return workbook(strings=strings.encode())


def reading_elsewhere() -> bytes:
    """An entity whose text lies in a file of the machine."""
    strings = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si><si><t>姓名</t></si></sst>'
    return workbook(strings=strings.encode())


def far_corner() -> bytes:
    """One cell in the last corner."""
    rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    return workbook(sheet=_sheet(rows))


def elsewhere_named() -> bytes:
    """The same corner in small letters, in a part that no sheet is usually kept in, its rows without numbers."""
    rows = (
        "<row><c r='a1'><v>1</v></c></row><row><c "
        + " " * 70
        + "r = 'xfd1048576'><v>1</v></c></row>"
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return workbook(
        **{
            "xl/media/a.png": _sheet(rows),
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="media/a.png"/>'
                "</Relationships>"
            ).encode(),
        }
    )


def long_tag() -> bytes:
    """A tag that is longer than what is looked at together."""
    return workbook(
        sheet=_sheet("<row><c " + " " * 5_000_000 + "r='XFD1048576'><v>1</v></c></row>")
    )


def open_document() -> bytes:
    """Another kind of workbook, in which one element stands for a million rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<table:table-row table:number-rows-repeated='1048576'/>")
    return file.getvalue()


def endless_row() -> bytes:
    """A cell under a number that no sheet has."""
    return workbook(sheet=_sheet("<row r='9999999999'><c r='A9999999999'><v>1</v></c></row>"))


def pointing_nowhere() -> bytes:
    """A cell whose text is the one with a number that there is not."""
    return workbook(sheet=_sheet("<row r='1'><c r='A1' t='s'><v>99999999999</v></c></row>"))


def deep() -> bytes:
    """Elements within each other a hundred thousand times."""
    return workbook(sheet=b"<worksheet>" + b"<a>" * 100_000)


def wide_text() -> bytes:
    """One field as large as a book."""
    return "证书编号,姓名\n".encode() + b"C1," + b"x" * 5_000_000


def open_quote() -> bytes:
    """A quote that takes in all that follows."""
    return '证书编号,姓名\nC1,"测试\n'.encode() + b"C2,x\n" * 200_000


def wide_head() -> bytes:
    """A first row of a hundred thousand columns."""
    return b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n"


def repeated() -> bytes:
    """A Parquet file of some kilobytes with a hundred million rows."""
    schema = pa.schema([("证书编号", pa.string()), ("姓名", pa.string())])
    file = io.BytesIO()
    with pa.parquet.ParquetWriter(file, schema, compression="ZSTD") as writer:
        part = pa.table({name: pa.nulls(10_000_000, pa.string()) for name in schema.names})
        for _ in range(6):
            writer.write_table(part, row_group_size=10_000_000)
    return file.getvalue()


def _sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


BOMBS: Mapping[str, Callable[[], bytes]] = {
    f"{made.__name__}.{ending}": made
    for ending, all_made in {
        "xlsx": (
            lying_about_its_size, laughing, reading_elsewhere, far_corner, elsewhere_named, long_tag, open_document, endless_row,
            pointing_nowhere, deep,
        ),
        "csv": (wide_text, open_quote, wide_head),
        "parquet": (repeated,),
    }.items()
    for made in all_made
}  # fmt: skip

"""Whatever the form of a file, the same rows come out; what is no table is refused in one sentence."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers import csv_files, parquet_files, sheets
from data.importers.readers import UnreadableFile, read_batches, read_rows, read_table
from data.importers.sheets import cell_text

PEOPLE = {"姓名": ["张三", "李四"], "年龄": ["41", None], "备注": ["两行\n文字", "含,逗号"]}
CSV = '姓名,年龄,备注\n张三,41,"两行\n文字"\n李四,,"含,逗号"\n'

MIDNIGHT = datetime.fromisoformat("2024-01-31T00:00:00")
MORNING = datetime.fromisoformat("2024-01-31T09:05:00")

Write = Callable[[Path], object]


def text_file(text: str, encoding: str) -> Write:
    return lambda path: path.write_bytes(text.encode(encoding))


def sheet_file(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名", "年龄", "备注"])
    book.worksheets[0].append(["张三", 41, "两行\n文字"])
    book.worksheets[0].append(["李四", None, "含,逗号"])
    book.save(path)


def parquet_file(path: Path) -> None:
    pq.write_table(pa.table({**PEOPLE, "年龄": pa.array([41, None], pa.int32())}), path)


FORMS: dict[str, Write] = {
    "utf8.csv": text_file(CSV, "utf-8"),
    "utf8_bom.csv": text_file(CSV, "utf-8-sig"),
    "gb18030.csv": text_file(CSV, "gb18030"),
    "utf16.csv": text_file(CSV, "utf-16"),
    "tabs.txt": text_file(CSV.replace(",", "\t").replace('"含\t逗号"', "含,逗号"), "utf-8"),
    "windows.csv": text_file(CSV.replace("\n", "\r\n").replace("两行\r", "两行"), "utf-8"),
    "sheet.xlsx": sheet_file,
    "named_wrongly.csv": sheet_file,
    "people.parquet": parquet_file,
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_table(name: str, tmp_path: Path) -> None:
    FORMS[name](tmp_path / name)
    rows = read_rows(tmp_path / name)
    assert rows.table.to_pydict() == PEOPLE
    assert rows.numbers.tolist() == [2, 3]
    assert rows.refused == ()


def test_empty_columns_without_a_name_at_the_end_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,年龄,, \n张三,41,,\n李四,,,\n", "utf-8")
    assert read_table(path).to_pydict() == {"姓名": ["张三", "李四"], "年龄": ["41", None]}


def test_semicolons_separate_where_there_are_no_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名;年龄\n张三;41\n", "utf-8")
    assert read_table(path).to_pydict() == {"姓名": ["张三"], "年龄": ["41"]}


def test_rows_that_do_not_fit_are_set_apart_with_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n\n3\n"x\ny",5\n6,7,8\n,\n9,9\n', "utf-8")
    rows = read_rows(path)
    assert rows.table.to_pydict() == {"a": ["1", "x\ny", "9"], "b": ["2", "5", "9"]}
    assert rows.numbers.tolist() == [2, 5, 8]
    assert [(r.row, r.reason) for r in rows.refused] == [
        (4, "有 1 个字段，表头有 2 个"),
        (6, "有 3 个字段，表头有 2 个"),
    ]
    with pytest.raises(UnreadableFile, match="第 4 行有 1 个字段"):
        read_table(path)


def test_a_row_that_swallowed_others_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"1,2\n3,4"\n5,"6\n7"\n', "utf-8")
    rows = read_rows(path)
    assert rows.table.to_pydict() == {"a": ["5"], "b": ["6\n7"]}
    assert [(r.row, r.reason) for r in rows.refused] == [
        (2, "有 1 个字段，表头有 2 个；跨了多行，可能有没有配对的引号")
    ]


def test_numbers_hold_over_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "BLOCK", 1 << 12)
    monkeypatch.setattr(csv_files, "ROWS_AT_ONCE", 1500)
    path = tmp_path / "a.csv"
    lines = [f"{n},{n}" if n % 97 else "odd" for n in range(2, 5000)]
    path.write_text("a,b\n" + "\n".join(lines) + "\n", "utf-8")
    rows = read_rows(path)
    assert [str(n) for n in rows.numbers] == rows.table["a"].to_pylist()
    assert [r.row for r in rows.refused] == [n for n in range(2, 5000) if n % 97 == 0]


def test_batches_are_as_small_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "x\n" * 25, "utf-8")
    batches = list(read_batches(path, rows=10))
    assert [b.table.num_rows for b in batches] == [10, 10, 5]
    assert batches[2].numbers.tolist() == [22, 23, 24, 25, 26]


CELLS: list[tuple[sheets.Cell, str | None]] = [
    ("", None),
    (" 张三 ", " 张三 "),
    (41.0, "41"),
    (0.5, "0.5"),
    (True, "true"),
    (False, "false"),
    (date(2024, 1, 31), "2024-01-31"),
    (MIDNIGHT, "2024-01-31"),
    (MORNING, "2024-01-31 09:05:00"),
    (1.40902199001011e17, "1.40902199001011e+17"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_a_cell_is_what_a_person_would_type(cell: sheets.Cell, text: str | None) -> None:
    assert cell_text(cell) == text


def test_parquet_kinds_become_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "day": pa.array([date(2024, 1, 31), None]),
        "moment": pa.array([MIDNIGHT, MORNING], pa.timestamp("us")),
        "real": pa.array([41.0, 0.5]),
        "flag": pa.array([True, False]),
        "list": pa.array([["焊接", "电工"], []], pa.list_(pa.string())),
        "word": pa.array(["a", ""]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), path)
    assert read_table(path).to_pydict() == {
        "day": ["2024-01-31", None],
        "moment": ["2024-01-31", "2024-01-31 09:05:00"],
        "real": ["41", "0.5"],
        "flag": ["true", "false"],
        "list": ["焊接;电工", "无"],
        "word": ["a", None],
    }


def no_cells(path: Path) -> None:
    openpyxl.Workbook().save(path)


def unnamed_column(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名"])
    book.worksheets[0].append(["张三", "多出来的"])
    book.save(path)


def second_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["填表说明"])
    book.create_sheet("数据").append(["姓名"])
    book.save(path)


def corner(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名"])
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(path)


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "text")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))


def cut_short(path: Path) -> None:
    sheet_file(path)
    path.write_bytes(path.read_bytes()[:-400])


def corrupt(path: Path) -> None:
    sheet_file(path)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    at = sheet.header_offset + 80
    path.write_bytes(content[:at] + bytes(40) + content[at + 40 :])


def nested(path: Path) -> None:
    pq.write_table(pa.table({"a": pa.array([{"b": 1}])}), path)


BAD: list[tuple[str, Write, str]] = [
    ("empty.csv", lambda p: p.write_bytes(b""), "文件是空的"),
    ("folder.csv", lambda p: p.mkdir(), "这是文件夹"),
    ("missing.csv", Path.exists, "找不到文件"),
    ("header.csv", text_file("姓名,年龄\n", "utf-8"), "只有表头"),
    ("header_alone.csv", text_file("姓名,年龄", "utf-8"), "只有表头"),
    ("cut_utf16.csv", lambda p: p.write_bytes(CSV.encode("utf-16")[:-1]), "文字编码"),
    ("person.csv", text_file("W1,张三,140902199001010002\nW2,a,b\n", "utf-8"), "像是数据，不是列名"),
    ("grouped.csv", text_file("W1,张三,138 0000-0001\nW2,a,b\n", "utf-8"), "像是数据，不是列名"),
    ("blank.csv", text_file("姓名,年龄\n,\n\n", "utf-8"), "只有表头"),
    ("blank_header.csv", text_file("\n1,2\n", "utf-8"), "第一行没有列名"),
    ("hole.csv", text_file("姓名,,年龄\n1,2,3\n", "utf-8"), "第 2 列没有列名"),
    ("doubled.csv", text_file("姓名,年龄,姓名\n1,2,3\n", "utf-8"), "列名重复（姓名）"),
    ("wide.csv", text_file(",".join(f"c{i}" for i in range(1001)) + "\n1\n", "utf-8"), "列数超过"),
    ("picture.csv", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"), "不是表格文件"),
    ("bytes.csv", lambda p: p.write_bytes("姓名\n".encode() + b"\xff\xff\n"), "文字编码"),
    ("late_bytes.csv", lambda p: p.write_bytes(b"a\n" + b"x\n" * 9000 + b"\xff\xff\n"), "编码"),
    ("other.xlsx", other_zip, "不是可读的 Excel.*另存为"),
    ("cut.xlsx", cut_short, "不是可读的 Excel"),
    ("corrupt.xlsx", corrupt, "已损坏或加了密码"),
    ("quote.csv", text_file('"' + "x" * 200_000, "utf-8"), "不是可读的表格"),
    ("open_quote.csv", text_file('a,b\n1,"2\n' + "3,4\n" * 9, "utf-8"), "最后一行有没有配对的引号"),
    ("bomb.xlsx", bomb, "展开后超过"),
    ("empty.xlsx", no_cells, "工作表是空的|没有列名"),
    ("unnamed.csv", text_file("姓名,\n张三,多出来的\n", "utf-8"), "有数据的列没有列名"),
    ("unnamed.xlsx", unnamed_column, "没有列名；表头须在第一行"),
    ("second.xlsx", second_sheet, "第一张工作表只有表头.*其余工作表不读"),
    ("corner.xlsx", corner, "1048576 行 × 16384 列"),
    ("broken.parquet", lambda p: p.write_bytes(b"PAR1 nothing PAR1"), "Parquet 文件已损坏"),
    ("nested.parquet", nested, "不是数据列"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "write", "sentence"), BAD, ids=[b[0] for b in BAD])
def test_what_is_no_table_is_refused_in_one_sentence(
    name: str, write: Write, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 1 << 20)
    write(tmp_path / name)
    with pytest.raises(UnreadableFile, match=sentence) as caught:
        read_table(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_formats_without_content_do_not_make_a_sheet_larger(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名"])
    book.worksheets[0].append(["张三"])
    book.worksheets[0].cell(1_048_576, 16_384).number_format = "@"
    book.save(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx").to_pydict() == {"姓名": ["张三"]}


def test_a_device_is_no_file() -> None:
    with pytest.raises(UnreadableFile, match="不是数据文件"):
        read_table(Path("/dev/null"))


def test_a_file_that_may_not_be_opened_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError

    path = tmp_path / "a.csv"
    path.write_text("a\n1\n", "utf-8")
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(UnreadableFile, match="打不开"):
        read_table(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    try:
        rows = read_rows(path)
    except UnreadableFile:
        return
    assert len(rows.numbers) == rows.table.num_rows


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16-be"])
def test_a_header_of_unseen_characters_is_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe" * (encoding == "utf-16-be") + CSV.encode(encoding))
    with pytest.raises(UnreadableFile):
        read_table(path)


def test_a_mark_within_a_header_is_refused_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名\u202e,年龄\n张三,41\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="列名里有看不见的字符"):
        read_table(path)


def test_parquet_texts_of_any_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\x81\xff")]
    )
    pq.write_table(pa.table({"姓名": texts}), path)
    with pytest.raises(UnreadableFile, match=r"Parquet 文件已损坏：a\.parquet"):
        read_table(path)


def test_parquet_of_more_rows_than_there_are_people_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "MOST_ROWS", 2)
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"姓名": ["张三"] * 3}), path)
    with pytest.raises(UnreadableFile, match="行数超过 2"):
        read_table(path)

"""How a source's columns and values become ours: a TOML file; another city's extract needs no code."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data.importers.rows import UnreadableFile
from data.schema import (
    PROGRAMME_COLUMNS,
    SPELL_COLUMNS,
    VACANCY_COLUMNS,
    WORKER_COLUMNS,
    Column,
)
from data.schema_employers import LISTING_COLUMNS
from data.schema_law import REGISTER_COLUMNS
from data.schema_training import CERTIFICATE_FILE_COLUMNS, CLASS_COLUMNS
from data.telling import few, told
from data.toml_files import NoToml, read_toml

KINDS: Table[str, tuple[Column, ...]] = {
    "workers": WORKER_COLUMNS,
    "spells": SPELL_COLUMNS,
    "vacancies": VACANCY_COLUMNS,
    "programmes": PROGRAMME_COLUMNS,
    "classes": CLASS_COLUMNS,
    "certificates": CERTIFICATE_FILE_COLUMNS,
    **REGISTER_COLUMNS,
    "employers": LISTING_COLUMNS,
}

PARSED: Table[str, tuple[str, ...]] = {
    "workers": (),
    "spells": (),
    "vacancies": ("url", "wage", "place", "experience", "education", "tags", "uscc"),
    "programmes": ("place", "education"),
    "classes": (),
    "certificates": (),
    **dict.fromkeys(REGISTER_COLUMNS, ()),
    "employers": (),
}
"""Columns that a grammar reads into one or more columns of the schema."""

DERIVED: Table[str, tuple[str, ...]] = {
    "vacancies": ("vacancy_id",),
    "workers": ("valid_on",),
    **dict.fromkeys(REGISTER_COLUMNS, ("valid_on",)),
}
"""Required columns that an importer can make itself."""

SHIPPED = Path(__file__).parent / "mappings"
SEPARATORS = r"\s*[;；、|,，]\s*"
YUAN = r"^\d{1,9}(\.\d{1,2})?$"
NAMES_YUAN = "[元万¥￥]"


class BadMapping(UnreadableFile):
    """The mapping file itself is wrong; the message says where."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` source header to ours, `values` of a column source text to code, `constants` for all rows.

    Headers of `yuan` hold money in yuan, which becomes fen. Headers of `ignore` are knowingly left out.
    """

    name: str
    kind: str
    columns: Table[str, str]
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    constants: Table[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    yuan: frozenset[str] = frozenset()

    @property
    def labels(self) -> dict[str, str]:
        """What a Chinese form calls each of our columns."""
        return {column.name: column.label for column in KINDS[self.kind]}

    def headers(self, found: Sequence[str], file_name: str) -> dict[str, str]:
        """Our column to the file's header; raises where one is not named or a mandatory one is missing."""
        unread = [h for h in found if h not in self.columns and h not in self.ignore]
        if 2 * len(unread) > len(found):
            # A file without a header begins with somebody: nothing of it is repeated.
            raise UnreadableFile(
                f"第一行 {len(found)} 列中有 {len(unread)} 列是对照表“{self.name}”没有说明的，"
                f"可能没有表头，或选错了对照表：{file_name}"
            )
        if unread:
            raise UnreadableFile(f"对照表“{self.name}”没有说明这些列：{few(unread)}（{file_name}）")
        headers: dict[str, str] = {}
        for header in found:
            ours = self.columns.get(header)
            if ours in headers:
                raise UnreadableFile(
                    f"“{told(headers[ours])}”与“{told(header)}”是同一列，只能有一个：{file_name}"
                )
            if ours is not None:
                headers[ours] = header
        self._check_mandatory(headers, file_name)
        return headers

    def apply(self, table: pa.Table, headers: Table[str, str]) -> pa.Table:
        """The table under our column names, values as codes, money in fen, constants added; still text.

        A value that the mapping does not name stays as it stands: whoever reads it refuses it.
        """
        columns = {
            ours: self._column(ours, header, table[header].combine_chunks())
            for ours, header in headers.items()
        }
        for ours, text in self.constants.items():
            given = columns.get(ours, pa.nulls(table.num_rows, pa.string()))
            columns[ours] = pc.fill_null(given, text)
        return pa.table(columns)

    def _check_mandatory(self, headers: Table[str, str], file_name: str) -> None:
        able = set(headers) | set(self.constants) | set(DERIVED.get(self.kind, ()))
        if "place" in able:
            able.add("region")
        missing = [c.label for c in KINDS[self.kind] if c.required and c.name not in able]
        if missing:
            raise UnreadableFile(f"缺少必需的列：{'、'.join(missing)}（{file_name}）")

    def _column(self, ours: str, header: str, texts: pa.Array) -> pa.Array:
        trimmed = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        is_list = any(c.name == ours and c.kind == "list" for c in KINDS[self.kind])
        if is_list:
            texts = pc.replace_substring_regex(texts, SEPARATORS, ";")
        if ours in self.values:
            texts = _translated(texts, self.values[ours], is_list)
        return _fen(texts) if header in self.yuan else texts


def load_mapping(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by its name, or your own by its path; raises `BadMapping` where it is wrong."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = SHIPPED / f"{name_or_path}.toml"
        if not path.is_file():
            raise BadMapping(
                f"没有名为“{name_or_path}”的对照表；随附的有：{'、'.join(shipped_mappings())}"
            )
    if not path.is_file():
        raise BadMapping(f"找不到对照表文件：{path}")
    try:
        content = read_toml(path)
    except NoToml as failure:
        raise BadMapping(f"对照表文件读不出（{failure}）：{path.name}") from failure
    except OSError as failure:
        raise BadMapping(f"对照表文件打不开：{path.name}") from failure
    return _checked(path.stem, content)


def shipped_mappings() -> tuple[str, ...]:
    """Names of the mappings that come with the product."""
    return tuple(sorted(p.stem for p in SHIPPED.glob("*.toml")))


def _checked(name: str, content: dict[str, object]) -> Mapping:
    kind = content.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadMapping(f"对照表“{name}”的 kind 应为 {'、'.join(KINDS)} 之一，而不是 {told(kind)}")
    columns = _texts(name, "columns", content.pop("columns", {}))
    values = content.pop("values", {})
    if not isinstance(values, dict):
        raise BadMapping(f"对照表“{name}”的 [values] 应按列分节，如 [values.sex]")
    mapping = Mapping(
        name=name,
        kind=kind,
        columns=columns,
        values={str(c): _texts(name, f"values.{c}", v) for c, v in values.items()},
        constants=_texts(name, "constants", content.pop("constants", {})),
        ignore=frozenset(_list(name, "ignore", content.pop("ignore", []))),
        yuan=frozenset(_list(name, "yuan", content.pop("yuan", []))),
    )
    if content:
        raise BadMapping(f"对照表“{name}”里有不认识的内容：{few(list(content))}")
    _check_targets(mapping)
    return mapping


def _check_targets(mapping: Mapping) -> None:
    legal = {c.name: c for c in KINDS[mapping.kind]}
    known = legal.keys() | set(PARSED[mapping.kind])
    targets = {*mapping.columns.values(), *mapping.values, *mapping.constants}
    if strange := sorted(targets - known):
        raise BadMapping(f"对照表“{mapping.name}”指向不存在的列：{few(strange)}")
    for header in mapping.yuan:
        target = legal.get(mapping.columns.get(header, ""))
        if target is None or target.kind != "fen":
            raise BadMapping(f"对照表“{mapping.name}”的 yuan 只能列金额列，“{told(header)}”不是")


def _texts(name: str, section: str, found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise BadMapping(f'对照表“{name}”的 [{told(section)}] 每行应为 "原文" = "对应"')
    return {str(k): v for k, v in found.items()}


def _list(name: str, section: str, found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(v, str) for v in found):
        raise BadMapping(f"对照表“{name}”的 {section} 应为文字列表")
    return [str(v) for v in found]


def _translated(texts: pa.Array, codes: Table[str, str], is_list: bool) -> pa.Array:
    """Each distinct text once, however many rows there are."""
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    if is_list:
        ours = [";".join(codes.get(word, word) for word in text.split(";")) for text in distinct]
    else:
        ours = [codes.get(text, text) for text in distinct]
    return pc.take(pa.array(ours, pa.string()), encoded.indices)


def _fen(texts: pa.Array) -> pa.Array:
    """Yuan to fen; what is written in any other way says 元 from here on and is never taken for fen."""
    is_amount = pc.match_substring_regex(texts, YUAN)
    amounts = pc.if_else(is_amount, texts, None).cast(pa.decimal128(12, 2))
    fen = pc.multiply(amounts, pa.scalar(100, pa.decimal128(3, 0))).cast(pa.int64())
    named = pc.match_substring_regex(texts, NAMES_YUAN)
    others = pc.if_else(named, texts, pc.binary_join_element_wise(texts, "元", ""))
    return pc.if_else(is_amount, fen.cast(pa.string()), others)

"""The registry's columns, read: which reader each has, and what ids, names and telephones look like."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.licences import find_licence
from data.codes.occupations import occupations
from data.importers.cells import Sieve, read_cells, read_lists
from data.importers.id_numbers import FAULTS, IdNumbers, read_id_numbers
from data.importers.values import (
    Read,
    Unread,
    Value,
    one_of,
    plain,
    read_any_region,
    read_certificate,
    read_count,
    read_county,
    read_day,
    read_education,
    read_fen,
    read_flag,
    read_occupation,
    read_skill,
    read_township,
)
from data.masking import mask_id_number
from data.schema import FACT_COLUMNS, Column, Kind

SHIFTS = ("全日制", "非全日制", "夜班")
SHORTEST_EMPLOYER, LONGEST_EMPLOYER = 4, 60
NOT_UNWANTED = "应为“职业:代码”“单位:全称”“地点:名称”或“班次:夜班”，多项请用分号分开"

BY_KIND: Mapping[Kind, Read] = {
    "date": read_day,
    "int": read_count,
    "fen": read_fen,
    "flag": read_flag,
}


def read_licence(text: str) -> Value:
    """A driving licence or a work permit by its code or one of its names."""
    return find_licence(text) or Unread(
        "不是已知的驾照或上岗证件，可用如 C1、B2、健康证、特种作业-电工"
    )


def read_unwanted(text: str) -> Value:
    """A thing ruled out, as `kind:value`: a group of occupations, an employer, a region, a shift."""
    kind, _, value = plain(text).partition(":")
    if kind == "地点":
        code = read_any_region(value)
        return f"{kind}:{code}" if isinstance(code, str) else code
    fits = {
        "职业": value in occupations(),
        "单位": SHORTEST_EMPLOYER <= len(value) <= LONGEST_EMPLOYER,
        "班次": value in SHIFTS,
    }
    return f"{kind}:{value}" if fits.get(kind) else Unread(NOT_UNWANTED)


BY_NAME: Mapping[str, Read] = {
    "region": read_county,
    "hukou_region": read_any_region,
    "township": read_township,
    "education": read_education,
    "last_occupation": read_occupation,
    "training_wish": read_occupation,
    "past_occupations": read_occupation,
    "wish_occupations": read_occupation,
    "certificates": read_certificate,
    "licences": read_licence,
    "skills": read_skill,
    "unwanted": read_unwanted,
}

NO_ID = r"[^0-9A-Za-z_\-./]"
NO_NAME = r"[^\p{L}\p{M}·•.\-' ]"
"""What must not occur: a search for one character is many times faster than a counted match."""

MOBILE = r"^1[3-9]\d{9}$"
LANDLINE = r"^0\d{2,3}-?\d{7,8}$"


def read_facts(
    sieve: Sieve, texts: pa.Table, words: Mapping[str, Mapping[str, str]]
) -> dict[str, pa.Array]:
    """Every fact as a typed column; facts that the file does not have are unknown.

    `words` are what the file may write for the codes of each column.
    """
    return {c.name: read_fact(sieve, c, texts, words.get(c.name)) for c in FACT_COLUMNS}


def read_who(sieve: Sieve, texts: pa.Table) -> tuple[dict[str, pa.Array], IdNumbers]:
    """Id, number, name and telephone, tidied and checked; and what the numbers tell."""
    given = column_of(texts, "id_number")
    numbers = read_id_numbers(given)
    refuse_numbers(sieve, given, numbers)
    return {
        "worker_id": read_worker_ids(sieve, texts),
        "id_number": numbers.texts,
        "name": read_names(sieve, column_of(texts, "name")),
        "phone": _phones(sieve, column_of(texts, "phone")),
    }, numbers


def read_worker_ids(sieve: Sieve, texts: pa.Table) -> pa.Array:
    """The registry's own ids."""
    ids = pc.ascii_trim_whitespace(pc.fill_null(_narrow(column_of(texts, "worker_id")), ""))
    wrong = _matches(ids, NO_ID) | _unfit(ids, 64)
    sieve.refuse(wrong, "worker_id", ids, "个人编号应为 1–64 位字母、数字或 - _ . /")
    return ids


def column_of(texts: pa.Table, name: str) -> pa.Array:
    """A column of the file, or one of unknowns where the file has none."""
    if name not in texts.column_names:
        return pa.nulls(texts.num_rows, pa.string())
    column = texts.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def read_fact(
    sieve: Sieve, column: Column, texts: pa.Table, words: Mapping[str, str] | None
) -> pa.Array:
    """One fact as a typed column."""
    given = column_of(texts, column.name)
    if column.kind == "list":
        return read_lists(sieve, column.name, given, BY_NAME[column.name])
    if column.kind == "text":
        return _short_texts(sieve, column.name, given)
    read = BY_NAME.get(column.name) or BY_KIND.get(column.kind) or one_of(column.codes, words)
    values = read_cells(sieve, column.name, given, read, column.kind)
    if column.required and column.name != "valid_on":
        sieve.refuse(_missing(given), column.name, given, f"必须填写{column.label}")
    return values


def _short_texts(sieve: Sieve, column: str, given: pa.Array) -> pa.Array:
    tidy = pc.utf8_trim_whitespace(_narrow(given))
    wrong = _unfit(tidy, 64) & given.is_valid().to_numpy(zero_copy_only=False)
    sieve.refuse(wrong, column, given, "不超过 64 个字")
    return tidy


def read_names(sieve: Sieve, given: pa.Array) -> pa.Array:
    """Names, tidied; nobody goes without one."""
    # Forms often print 张　三 with a blank between: it is no part of a Chinese name.
    tidy = pc.utf8_trim_whitespace(pc.fill_null(given, ""))
    tidy = pc.replace_substring_regex(tidy, r"(\p{Han})[\s\x{3000}]+", r"\1")
    wrong = _matches(tidy, NO_NAME) | _unfit(tidy, 50)
    sieve.refuse(wrong, "name", given, "姓名应为 1–50 个字，不含数字和符号")
    return tidy


def _phones(sieve: Sieve, given: pa.Array) -> pa.Array:
    tidy = pc.replace_substring_regex(
        _narrow(given), r"^(\+?86[- ]?)?(1\d{2})[- ]?(\d{4})[- ]?", r"\2\3"
    )
    tidy = pc.utf8_trim_whitespace(tidy)
    wrong = given.is_valid().to_numpy(zero_copy_only=False)
    wrong &= ~_matches(tidy, MOBILE) & ~_matches(tidy, LANDLINE)
    sieve.refuse(wrong, "phone", given, "不是手机或固定电话号码，应如 13800000000 或 0350-3030303")
    return tidy


def refuse_numbers(sieve: Sieve, given: pa.Array, numbers: IdNumbers) -> None:
    """Refuse what is no sound number; it is shown by its ends only."""
    at = np.flatnonzero(numbers.faults)
    shown = [mask_id_number(text or "") for text in given.take(pa.array(at)).to_pylist()]
    reasons = [FAULTS[fault] for fault in numbers.faults[at]]
    sieve.refuse_each(at, "id_number", zip(shown, reasons, strict=True))


def _narrow(texts: pa.Array) -> pa.Array:
    if pc.all(pc.string_is_ascii(texts), min_count=0).as_py():
        return texts
    return pc.utf8_normalize(texts, form="NFKC")


def _matches(texts: pa.Array, pattern: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _unfit(texts: pa.Array, most: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where a text is empty or has more characters than it may."""
    lengths = pc.fill_null(pc.utf8_length(texts), 0).to_numpy(zero_copy_only=False)
    return np.asarray((lengths == 0) | (lengths > most), dtype=bool)


def _missing(texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(texts.is_null().to_numpy(zero_copy_only=False), dtype=bool)

"""Vacancies from files: what the columns say, what the grammars read, what the words add."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import cast

from stdnum.cn import uscc

from data.codes.skill_levels import by_skill, kept, parted
from data.codes.skills import listed_word
from data.importers.grammars import Place, read_demanded_education, read_experience, read_place
from data.importers.grammars_hours import read_hours
from data.importers.grammars_tags import skill_tags
from data.importers.grammars_wages import SANE_FEN, read_wage
from data.importers.mapping import Mapping as ImportMapping
from data.importers.offer_rows import OfferRow, OfferValue, read_plain, refuse_missing
from data.importers.offers import OfferKind, Progress, import_offers
from data.importers.summary import Also, ImportSummary
from data.importers.words import Reading, Words
from data.records import vacancies
from data.schema import VACANCY_COLUMNS
from data.store import Store

KIND = OfferKind("vacancies", VACANCY_COLUMNS, vacancies.store_rows)
KEY_COLUMNS = ("title", "employer", "place", "wage", "place_text", "wage_text", "region")
"""What tells two vacancies of one source apart where it gives neither a number nor an address."""

WITHIN: Mapping[str, tuple[int, int, str]] = {
    "wage_low_fen": (0, SANE_FEN[1], "薪资数额不合常理，请核对单位"),
    "wage_high_fen": (0, SANE_FEN[1], "薪资数额不合常理，请核对单位"),
    "wages_per_year": (12, 36, "一年发薪月数应在 12 到 36 之间"),
    "min_age": (0, 100, "法定最低年龄不应超过 100 岁"),
    "min_experience_months": (0, 600, "最低经验不应超过 600 个月"),
    "places": (0, 100_000, "招聘人数不应超过 10 万"),
}
"""What a column of numbers may say: the same bounds as the grammars have for texts."""

FROM_WORDS = ("occupation", "required_skills", "welcome_skills", "required_licences", "underground")
SKILLS = ("required_skills", "welcome_skills")

Values = dict[str, OfferValue]


def import_vacancies(
    store: Store,
    path: Path,
    mapping: ImportMapping,
    *,
    words: Words,
    as_of: date,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress | None = None,
    also: Also | None = None,
) -> ImportSummary:
    """Take the vacancies of a file; `words` fill in what its columns leave empty, never what they give.

    Raises `UnreadableFile` where the file as a whole cannot be taken; then nothing has changed.
    """
    return import_offers(
        store,
        path,
        mapping,
        kind=KIND,
        read=partial(read_vacancy, words=words, as_of=as_of),
        recorded_at=recorded_at,
        report_folder=report_folder,
        progress=progress,
        also=also,
    )


def read_vacancy(row: OfferRow, *, words: Words, as_of: date) -> Values:
    """The vacancy of one row; what cannot be read is in `row.refusals`."""
    values = read_plain(row, VACANCY_COLUMNS)
    _read_wage(row, values)
    _read_place(row, values)
    _read_demands(row, values)
    _check(row, values, as_of)
    if values["vacancy_id"] is None:
        values["vacancy_id"] = _key(row)
    refuse_missing(row, values, VACANCY_COLUMNS)
    if not row.refusals:
        names_skills = any(values[name] is not None for name in SKILLS)
        _add_words(values, words)
        _settle_levels(row, values, names_skills=names_skills)
        values["hours"] = values["hours"] or read_hours(
            str(values["title"]), str(values["description"] or "")
        )
    return values


def _read_wage(row: OfferRow, values: Values) -> None:
    """From a wage column; from 薪资原文 too in a file that has no columns of money."""
    column = "wage"
    if not row.headers.keys() & {"wage", "wage_low_fen", "wage_high_fen"}:
        column = "wage_text"
    if column not in row.headers:
        return
    wage = row.checked(column, read_wage(row.text(column)))
    values["wage_text"] = row.text(column)
    if wage is not None:
        values["wage_low_fen"], values["wage_high_fen"] = wage.low_fen, wage.high_fen
        values["wages_per_year"] = values["wages_per_year"] or wage.per_year


def _read_place(row: OfferRow, values: Values) -> None:
    """From a place column; from 地点原文 too in a file that has no column of region codes."""
    column = "place" if "place" in row.headers else "place_text"
    if column not in row.headers or "region" in row.headers:
        return
    values["place_text"] = row.text(column)
    place = row.checked(column, read_place(row.text(column)))
    values["region"] = place.region if isinstance(place, Place) else None


def _read_demands(row: OfferRow, values: Values) -> None:
    if "experience" in row.headers:
        months = row.checked("experience", read_experience(row.text("experience")))
        values["min_experience_months"] = months
    if "education" in row.headers:
        rank = row.checked("education", read_demanded_education(row.text("education")))
        values["min_education"] = rank
    if "tags" in row.headers:
        said = frozenset(filter(None, (row.text("experience"), row.text("education"))))
        tags = "；".join(skill_tags(row.text("tags"), said))
        values["description"] = values["description"] or tags or None


def _check(row: OfferRow, values: Values, as_of: date) -> None:
    """What single columns cannot tell: order of money and days, and the employer's number."""
    low, high = values["wage_low_fen"], values["wage_high_fen"]
    if isinstance(low, int) and isinstance(high, int) and low > high:
        row.refuse("wage_high_fen", "月薪上限低于下限")
    for name, (least, most, reason) in WITHIN.items():
        value = values[name]
        if isinstance(value, int) and not least <= value <= most and row.text(name) is not None:
            row.refuse(name, reason)
    posted, expires = values["posted_on"], values["expires_on"]
    if isinstance(posted, date) and posted > as_of:
        row.refuse("posted_on", f"发布日期晚于导入截至日 {as_of}")
    if isinstance(posted, date) and isinstance(expires, date) and expires < posted:
        row.refuse("expires_on", "截止日期早于发布日期")
    number = row.text("uscc")
    if number is not None and not uscc.is_valid(number):
        row.refuse("uscc", "统一社会信用代码不正确（18 位，末位为校验码）")


def _key(row: OfferRow) -> str:
    """The same vacancy of the same source has the same id in every file."""
    said = row.text("url") or "\n".join(row.text(column) or "" for column in KEY_COLUMNS)
    digest = hashlib.blake2b(said.encode(), digest_size=10).hexdigest()
    return f"{row.text('source')}:{digest}"


def _add_words(values: Values, words: Words) -> None:
    if all(values[name] is not None for name in FROM_WORDS):
        return
    reading = words.read(str(values["title"]), str(values["description"] or ""))
    if values["occupation"] is None and reading.occupation is not None:
        values["occupation"] = reading.occupation
        values["occupation_confidence"] = reading.confidence
    added: Values = {
        "required_skills": list(reading.required_skills),
        "welcome_skills": list(reading.welcome_skills),
        "required_licences": list(reading.required_licences),
        "underground": reading.underground,
    }
    values.update((name, value) for name, value in added.items() if values[name] is None)
    if values["skill_levels"] is None:
        values["skill_levels"] = _levels(values, reading) or None


def _levels(values: Values, reading: Reading) -> list[str]:
    """The levels read of skills that stand with the vacancy as they stood where the level was read."""
    agreed = {
        *set(reading.required_skills).intersection(_skills(values, "required_skills")),
        *set(reading.welcome_skills).intersection(_skills(values, "welcome_skills")),
    }
    return [entry for entry in reading.skill_levels if parted(entry)[0] in agreed]


def _settle_levels(row: OfferRow, values: Values, *, names_skills: bool) -> None:
    """A level has to be of a skill that is asked for, under whichever of its names, and one a skill.

    Where the file leaves the skills to the text, a level of a skill that was not read from it is left out.
    """
    asked = [skill for name in SKILLS for skill in _skills(values, name)]
    name_of = {listed_word(skill): skill for skill in asked} | {skill: skill for skill in asked}
    settled: list[str] = []
    for skill, level in map(parted, _skills(values, "skill_levels")):
        name = name_of.get(skill) or name_of.get(listed_word(skill))
        if name is not None:
            settled.append(kept(name, level))
        elif names_skills:
            row.refuse("skill_levels", f"“{skill}”不在必备技能或加分技能中")
    entries = list(dict.fromkeys(settled))
    if len(by_skill(entries)) < len(entries):
        row.refuse("skill_levels", "同一项技能写了两种程度")
    if values["skill_levels"]:
        values["skill_levels"] = entries or None


def _skills(values: Values, name: str) -> list[str]:
    return cast("list[str] | None", values[name]) or []

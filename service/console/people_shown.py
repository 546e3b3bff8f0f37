"""How people of a list are shown: place, age and occupation in words."""

from datetime import date

from data.codes.fact_words import FACT_WORDS
from data.codes.regions import regions, townships
from data.records.caseload import COUNTED
from data.records.caseload_lists import Listed
from data.records.own_statements import OWN
from service.filing import STALE_DAYS
from service.wording import occupation_name

N_FIELDS = len(COUNTED)


def place_of(person: Listed) -> str:
    """忻府区·播明镇, or the county alone."""
    region = regions().get(person.region)
    county = region.name if region else person.region
    town = townships().get(person.township or "")
    return f"{county}·{town.name}" if town else county


def age_of(person: Listed, today: date) -> int | None:
    """Whole years."""
    born = person.birth_on
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def work_of(person: Listed) -> str:
    """The occupation in words; empty where none is known."""
    return occupation_name(person.occupation) or ""


def status_of(person: Listed) -> str:
    """The state of work in words."""
    return FACT_WORDS["employment_status"].get(person.employment_status or "", "未填写")


def source_of(source: str) -> str:
    """Who said it: the worker, or a file of the registry, whose name the list of updates gives."""
    return "本人填写" if source == OWN else "登记导入" if source else ""


def completeness_of(person: Listed) -> float:
    """The share of fields that somebody has filled in."""
    return 1 - person.n_missing / N_FIELDS


def is_stale(person: Listed, today: date) -> bool:
    """Whether nothing was said of somebody for half a year."""
    return (today - person.valid_on).days > STALE_DAYS


def time_since(day: date, today: date) -> str:
    """How long somebody has been registered without work, in whole months."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return f"{months}个月" if months > 0 else "不满1个月"

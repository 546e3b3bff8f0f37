"""The six lines: what each is called, for whom it is, how often it comes at least, and on what ground."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One of the six lines of the plan.

    `every_days` is its rhythm: a jobseeker hears of it at least once in so many days. `first_days` is
    how long after registration it comes for the first time. `seeking_only`: whoever has found work, or
    has left the labour market, does not get it any more.
    """

    name: str
    label: str
    every_days: int
    first_days: int
    seeking_only: bool
    basis: str


LINES: Mapping[str, Line] = {
    line.name: line
    for line in (
        Line(
            "vacancies",
            "职业介绍",
            every_days=28,
            first_days=0,
            seeking_only=True,
            basis="《就业促进法》第三十五条：公共就业服务机构免费提供职业供求信息、职业介绍",
        ),
        Line(
            "guidance",
            "职业指导",
            every_days=84,
            first_days=14,
            seeking_only=True,
            basis="《就业促进法》第三十五条：公共就业服务机构免费提供职业指导",
        ),
        Line(
            "startup",
            "创业服务",
            every_days=84,
            first_days=28,
            seeking_only=False,
            basis="《就业促进法》第三十五条：公共就业服务机构免费提供就业政策法规咨询（创业服务的专门条款待核对）",
        ),
        Line(
            "policies",
            "政策推介",
            every_days=84,
            first_days=7,
            seeking_only=False,
            basis="《就业促进法》第三十五条：公共就业服务机构免费提供就业政策法规咨询",
        ),
        Line(
            "training",
            "职业培训",
            every_days=84,
            first_days=21,
            seeking_only=False,
            basis="《就业促进法》第三十五条：公共就业服务机构免费发布职业培训信息",
        ),
        Line(
            "assistance",
            "就业援助",
            every_days=84,
            first_days=0,
            seeking_only=False,
            basis="《就业促进法》第五十二条：对就业困难人员实行优先扶持和重点帮助",
        ),
    )
}
"""Per quarter that is three times vacancies and once each of the others: the rhythm known as 1131.

Four and twelve weeks leave a week in each quarter for holidays and full days.
"""

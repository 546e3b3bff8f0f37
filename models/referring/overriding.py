"""Which refusals of the matcher a counselor may set aside, with a reason, and which never."""

from collections.abc import Sequence

from models.matching.match import Refusal

ABSOLUTE = {
    "vacancy_open": "岗位不在招聘中",
    "lawful_posting": "《就业促进法》第三条、《人力资源市场暂行条例》第二十四条",
    "of_lawful_age": "《劳动法》第十五条、第六十四条",
    "allowed_underground": "《女职工劳动保护特别规定》附录",
}
"""Rules that nobody may set aside, each with the ground: a referral against them would break the law."""


def absolute(refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """The refusals that no reason overrides."""
    return tuple(r for r in refusals if r.rule in ABSOLUTE)


def said(refusals: Sequence[Refusal]) -> str:
    """The refusals as one text for the counselor."""
    return "".join(f"{r.sentence}（{r.detail.rstrip('。')}）" for r in refusals)

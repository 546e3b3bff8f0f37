"""What a clause says of those before it in its sentence: that they are only welcome, or not asked for."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()

SOFTENED = [
    ("持有C1驾照者，优先录用", ("C1",)),
    ("有健康证的，优先", ("健康证",)),
    ("退伍军人，有驾照，优先考虑", ("C1",)),
    ("有健康证，同等条件下优先录用。", ("健康证",)),
    ("岗位要求：有驾照，可优先考虑", ("C1",)),
    ("如有叉车证的话，我们将优先安排面试！", ("特种设备-叉车",)),
    ("有驾照，有健康证，优先考虑", ("C1", "健康证")),
    ("持C1驾照者，有健康证者，均优先录用", ("C1", "健康证")),
    ("应届毕业生，有驾照，优先", ("C1",)),
    ("持有C1驾照者，\n优先录用", ("C1",)),
    ("（有驾照，优先）", ("C1",)),
    ("有驾照，更佳", ("C1",)),
    ("如果有驾照，那就更好了", ("C1",)),
    ("持C1驾照者待遇从优", ("C1",)),
    ("持C1驾照者，待遇从优", ("C1",)),
]


@pytest.mark.parametrize(("text", "licences"), SOFTENED)
def test_a_wish_after_a_comma_softens_what_it_is_said_of(
    text: str, licences: tuple[str, ...]
) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, asked.welcome_licences) == ((), licences)


DEMANDED = [
    ("需持有健康证，有经验者优先", ("健康证",)),
    ("持有健康证，有经验者，优先录用", ("健康证",)),
    ("有健康证，身体健康，优先录用", ("健康证",)),
    ("须有健康证，优先录用", ("健康证",)),
    ("要有健康证，会面点，优先录用", ("健康证",)),
    ("有健康证，优先录用退伍军人", ("健康证",)),
    ("有健康证，退伍军人优先", ("健康证",)),
    ("有健康证。优先考虑", ("健康证",)),
    ("有健康证；会面点，优先", ("健康证",)),
    ("1、有健康证，\n2、会面点，优先", ("健康证",)),
    ("持C1驾照，待遇从优", ("C1",)),
    ("有C1驾照，经验不限", ("C1",)),
    ("须有C1驾照，不限", ("C1",)),
]


@pytest.mark.parametrize(("text", "licences"), DEMANDED)
def test_a_demand_of_its_own_is_not_softened_by_what_follows(
    text: str, licences: tuple[str, ...]
) -> None:
    assert LEXICON.read(text).required_licences == licences


WAIVED = [
    "健康证，不要求",
    "C1驾照、健康证，均不作要求",
    "健康证，没有也可以",
    "驾照，不做硬性要求",
]


@pytest.mark.parametrize("text", WAIVED)
def test_a_waiver_after_a_comma_waives_what_it_is_said_of(text: str) -> None:
    asked = LEXICON.read(text)
    assert asked.waived
    assert (asked.required_licences, asked.welcome_licences) == ((), ())

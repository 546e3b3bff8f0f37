"""Every kind of message says who writes, why, and how to get no more; none says who somebody is."""

import re

import pytest

from data.tables_push import DROPS
from data.tables_push import LINES as NAMES
from service.push.desk import BECAUSE, Desk
from service.push.lines import LINES
from service.push.planning.offers import REASONS
from service.push.rules import REASONS as RULES
from service.push.samples import SAMPLES
from service.push.templates import (
    OFF,
    SIGNATURE,
    TEMPLATES,
    TITLE_LENGTH,
    WHY,
    UnknownTemplate,
    render,
    way_out,
)

PERSONAL = ("{name}", "{id_number}", "{phone}", "{address}", "{worker_id}", "{birth_on}")


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_has_an_example_with_signature_reason_and_way_out(name: str) -> None:
    line, facts, reason = SAMPLES[name]
    text = render(name, line, facts=facts, reason=reason)
    assert text.body.startswith(SIGNATURE)
    assert f"{WHY}{reason}" in text.body
    assert text.body.endswith(way_out(name).format(label=LINES[line].label))
    assert f"“{LINES[line].label}”" in text.body
    assert 0 < len(text.title) <= TITLE_LENGTH


def test_a_notice_says_what_switching_it_off_costs() -> None:
    assert [name for name in TEMPLATES if way_out(name) != OFF] == ["notice"]
    line, facts, reason = SAMPLES["notice"]
    body = render("notice", line, facts=facts, reason=reason).body
    assert "面试、培训券等通知也不再发送" in body
    assert "不影响您办理其他业务" not in body


PAGES = {"消息设置", "培训券", "政策", "求职进展"}
"""What workers find among their own pages."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_sends_people_to_a_page_or_button_that_does_not_exist(name: str) -> None:
    line, facts, reason = SAMPLES[name]
    body = render(name, line, facts=facts, reason=reason).body
    assert set(re.findall("我的—([^”]+)”", body)) <= PAGES
    assert "点“" not in body


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_message_tells_a_bystander_that_somebody_is_hard_to_employ(name: str) -> None:
    line, facts, reason = SAMPLES[name]
    text = render(name, line, facts=facts, reason=reason)
    assert not re.search("困难人员|援助对象|认定为", text.title + text.body)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_asks_for_who_somebody_is(name: str) -> None:
    template = TEMPLATES[name]
    said = template.title + template.opening + template.closing
    assert not [word for word in PERSONAL if word in said]
    line, facts, reason = SAMPLES[name]
    assert not re.search(r"\{\w+\}", render(name, line, facts=facts, reason=reason).body)


def test_reasons_are_short_enough_for_a_text_message_and_exist_for_every_plan() -> None:
    assert all(len(reason) <= 35 for reason in REASONS.values())
    assert set(REASONS) <= set(TEMPLATES)


def test_every_drop_is_said_in_words_and_every_word_is_another() -> None:
    assert set(BECAUSE) == set(DROPS)
    assert len(set(BECAUSE.values())) == len(DROPS)
    assert {rule.__name__ for rule in RULES} <= set(DROPS)


def test_the_lines_of_the_rules_are_those_of_the_store() -> None:
    assert tuple(LINES) == NAMES
    assert len({line.label for line in LINES.values()}) == len(LINES)


def test_what_people_write_is_put_in_as_it_is() -> None:
    facts = {"title": "{text}", "text": "{title} {n} 100%"}
    text = render("notice", "training", facts=facts, reason="原因")
    assert text.title == "{text}"
    assert "{title} {n} 100%" in text.body


def test_only_what_is_left_is_listed() -> None:
    items = [{"kind": "vacancy", "id": f"V{n}", "title": f"岗位{n}"} for n in range(3)]
    left = frozenset({("vacancy", "V1")})
    text = render("vacancies", "vacancies", facts={"items": items}, reason="原因", left=left)
    assert "岗位1" in text.body
    assert "岗位0" not in text.body
    assert text.title == "有1个岗位适合您看看"


def test_a_template_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownTemplate, match="none"):
        render("none", "training", facts={}, reason="原因")


def test_the_office_sees_all_of_them() -> None:
    assert {t.template for t in Desk(None).templates().templates} == set(TEMPLATES)  # type: ignore[arg-type]

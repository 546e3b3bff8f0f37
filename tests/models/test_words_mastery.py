"""How well a text asks for a skill is read from the words before the skill or after it."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
BEFORE = [
    ("精通Java；熟悉MySQL，了解Docker", {"Java": "expert", "MySQL": "familiar", "Docker": "basic"}),
    ("熟练掌握Java", {"Java": "skilled"}),
    ("熟练地使用Java和MySQL", {"Java": "skilled", "MySQL": "skilled"}),
    ("精通Java和熟悉MySQL", {"Java": "expert", "MySQL": "familiar"}),
    ("精通Java熟悉MySQL", {"Java": "expert", "MySQL": "familiar"}),
    ("熟练氩弧焊者优先", {"氩弧焊": "skilled"}),
    ("会氩弧焊。精通氩弧焊者优先", {}),
    ("会氩弧焊。熟练氩弧焊", {"氩弧焊": "skilled"}),
    ("不要求精通英语，会Java", {}),
    ("熟练操作工，会Java", {}),
    ("数据分析师（精通韩语）\nPython", {"韩语": "expert"}),
    ("欢迎来电了解电焊岗位详情", {}),
    ("详细了解电焊岗位请来电", {}),
    ("了解更多电焊岗位", {}),
    ("精通Java，欢迎咨询了解PLC岗位", {"Java": "expert"}),
    ("欢迎会CAD、了解PLC者", {"PLC": "basic"}),
]


@pytest.mark.parametrize(("text", "levels"), BEFORE)
def test_a_level_before_its_skill_is_read(text: str, levels: dict[str, str]) -> None:
    assert LEXICON.read(text).levels == levels


AFTER = [
    ("英语熟练", {"英语": "skilled"}),
    ("Excel精通", {"Excel": "expert"}),
    ("PS熟练者优先", {"Photoshop": "skilled"}),
    ("英语熟练、日语", {"英语": "skilled"}),
    ("英语熟练、精通日语", {"英语": "skilled", "日语": "expert"}),
    ("英语熟练/日语/CAD", {"英语": "skilled"}),
    ("英语熟练和日语", {"英语": "skilled"}),
    ("英语、日语熟练", {"英语": "skilled", "日语": "skilled"}),
    ("会英语、日语熟练", {"日语": "skilled"}),
    ("熟悉英语、日语精通", {"英语": "familiar", "日语": "expert"}),
    ("Word/Excel操作熟练", {"Word": "skilled", "Excel": "skilled"}),
    ("Word等办公软件熟练", {"Word": "skilled", "办公软件": "skilled"}),
    ("数据开发（英语熟练）Java", {"英语": "skilled"}),
    ("Java（精通）、Python（熟悉）", {"Java": "expert", "Python": "familiar"}),
    ("英语：流利", {"英语": "skilled"}),
    ("英语口语流利者", {"英语口语": "skilled"}),
    ("流利的英语", {"英语": "skilled"}),
    ("Java精通 Python熟练 MySQL了解", {"Java": "expert", "Python": "skilled", "MySQL": "basic"}),
    ("熟悉Java 精通Python", {"Java": "familiar", "Python": "expert"}),
    ("对SQL熟悉并有经验", {"SQL": "familiar"}),
    ("PLC要求非常熟练", {"PLC": "skilled"}),
    ("Excel熟练使用者优先", {"Excel": "skilled"}),
    ("缝纫熟练工", {"缝纫": "skilled"}),
    ("电焊工（熟练）", {"焊接": "skilled"}),
    ("缝纫工（熟练工5000-8000）", {}),
    ("缝纫熟练工、学徒", {}),
    ("Java熟练了解Vue", {"Vue": "basic"}),
    ("PLC了解即可", {"PLC": "basic"}),
    ("英语不熟练者勿扰", {}),
    ("PLC熟练程度不限", {}),
    ("会PLC熟悉电气图纸", {"电气图纸": "familiar"}),
    ("新能源政策熟悉者", {}),
    ("网上冲浪熟练、CAD", {}),
    ("能熟练、规范操作PLC", {"PLC": "skilled"}),
    ("熟悉、掌握PLC", {"PLC": "familiar"}),
    ("PLC岗位欢迎来电了解", {}),
]


@pytest.mark.parametrize(("text", "levels"), AFTER)
def test_a_level_after_its_skill_is_that_skill_s_alone(text: str, levels: dict[str, str]) -> None:
    assert LEXICON.read(text).levels == levels

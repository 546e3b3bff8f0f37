"""Which class of driving licence a posting asks for, and which letters beside papers are none."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
FORKLIFT, GOODS = "特种设备-叉车", "道路货运从业资格证"

CLASSES = [
    ("驾照B2，A2优先", "B2", ""),
    ("C1驾照（C2勿扰）", "C1", ""),
    ("C1驾照（C2驾照勿扰）", "C1", ""),
    ("C1驾照，不要C2驾照", "C1", ""),
    ("不要C2驾照", "", ""),
    ("没有B2驾照勿扰", "B2", ""),
    ("无A2或B2驾照勿扰", "B2", ""),
    ("C1驾照（C2也可）", "C2", ""),
    ("C2自动挡驾照", "C2", ""),
    ("C2（自动档）驾照", "C2", ""),
    ("C1手动挡驾照", "C1", ""),
    ("A2区司机宿舍", "", ""),
    ("C1区司机", "", ""),
    ("A1路公交车司机", "", ""),
    ("B2厂区司机", "", ""),
    ("A2、B2区司机", "", ""),
    ("A2/危货从业证", "A2", ""),
    ("A2/从业资格证", "A2", ""),
    ("A2E驾照", "A2", ""),
    ("A1A2司机", "", "A1 A2"),
    ("C1、C2驾照都行", "C2", ""),
    ("持B2（及以上）驾驶证", "B2", ""),
    ("驾照级别：B2", "B2", ""),
    ("驾照类别B2", "B2", ""),
    ("准驾车型：B2，驾照", "B2", ""),
    ("准驾车型：A2", "A2", ""),
    ("招聘B2司机请电话联系", "B2", ""),
    ("招C1驾照司机详情请电话联系", "C1", ""),
    ("叉车证司机请电话咨询", FORKLIFT, ""),
    ("公交车司机，A1或A3", "A3", ""),
    ("校车司机，A1，年龄60以下", "A1", ""),
    ("出租车司机C1，三年驾龄", "C1", ""),
    ("司机B2班组", "", ""),
    ("持有驾驶执照", "C1", ""),
    ("危险品司机，A2+押运证", "A2", ""),
    ("货车司机，有B2和货运资格证", f"B2 {GOODS}", ""),
    ("A照、B照司机", "", ""),
    ("大车驾照", "B2", ""),
    ("大车驾照（A2）", "A2", ""),
    ("大车A2驾照", "A2", ""),
    ("有大车驾照优先", "", "B2"),
    ("大巴驾照", "A1", ""),
    ("大巴车驾驶证", "A1", ""),
    ("大巴司机，A1或A3", "A3", ""),
    ("中巴驾照", "B1", ""),
    ("大货驾照", "B2", ""),
    ("大货车（B2）驾照", "B2", ""),
    ("大货车（A2）驾照", "A2", ""),
    ("大货车（B2）司机", "B2", ""),
    ("B1、B2驾照勿扰", "", ""),
    ("B2/A2驾照勿扰", "", ""),
    ("没有A2、B2驾照勿扰", "B2", ""),
    ("会开大车，有A2或B2", "B2", ""),
    ("代驾，C1", "C1", ""),
    ("会开自动挡，有C2即可", "C2", ""),
    ("班车司机，A1、B1均可", "B1", ""),
    ("司机要求B2，有从业证", "B2", ""),
    ("司机需持A2", "A2", ""),
    ("大客车驾照", "A1", ""),
    ("大型客车驾驶证", "A1", ""),
    ("中型客车驾照", "B1", ""),
    ("大货车驾照", "B2", ""),
    ("大型货车驾驶证", "B2", ""),
    ("大型货车驾驶证（B2）", "B2", ""),
    ("持A2大货车驾照", "A2", ""),
    ("大货车驾照（A2）", "A2", ""),
    ("半挂车驾照", "A2", ""),
    ("半挂驾照", "A2", ""),
    ("牵引车驾驶执照", "A2", ""),
    ("公交车驾照", "A3", ""),
    ("城市公交车驾驶证", "A3", ""),
    ("客车驾照", "C1", ""),
    ("小客车驾照", "C1", ""),
    ("小型客车驾照", "C1", ""),
    ("轻型客车驾驶证", "C1", ""),
    ("微型货车驾照", "C1", ""),
    ("小型货车驾照", "C1", ""),
    ("大客车或大货车驾照", "B2", ""),
    ("大客车或牵引车驾照", "", "A1 A2"),
    ("小货车或大货车驾照", "C1", ""),
    ("大货车驾照优先", "", "B2"),
    ("大货车驾照培训", "", ""),
    ("农用车驾驶证", "", ""),
    ("货车驾驶证", "C1", ""),
    ("小货车驾照", "C1", ""),
    ("大客车A1驾照", "A1", ""),
    ("开大车有驾照", "B2", ""),
    ("A1/B1驾照", "B1", ""),
    ("摩托车驾驶证", "E", ""),
    ("学驾照", "", ""),
    ("客户驾照办理", "", ""),
]


@pytest.mark.parametrize(("text", "required", "welcome"), CLASSES)
def test_the_class_is_read_wherever_it_stands(text: str, required: str, welcome: str) -> None:
    asked = LEXICON.read(text)
    assert " ".join(asked.required_licences) == required
    assert " ".join(asked.welcome_licences) == welcome


DRIVERS = [
    ("大货车司机，有驾驶证", "B2"),
    ("招大货车司机3名，有驾照", "B2"),
    ("大货司机\n有驾照", "B2"),
    ("渣土车司机，有驾照", "B2"),
    ("大车司机，有驾照", "B2"),
    ("大车司机，有C1驾照", "C1"),
    ("大车、小车司机，有驾照", "C1"),
    ("会开大货车或大巴，有驾照", "B2"),
    ("大巴司机，有驾照", "A1"),
    ("大巴、中巴司机，有驾照", "B1"),
    ("半挂车司机\n有驾照", "A2"),
    ("大挂司机，有驾照", "A2"),
    ("公交车司机，有驾照", "A3"),
    ("公交车、大货车司机，有驾照", "C1"),
    ("货车司机，有驾照", "C1"),
    ("接待大货车司机，有驾照", "C1"),
    ("公司有大巴接送，需驾照", "C1"),
    ("大车间电工，有驾照", "C1"),
]


@pytest.mark.parametrize(("text", "required"), DRIVERS)
def test_a_licence_of_no_class_is_that_of_the_vehicle_somebody_is_to_drive(
    text: str, required: str
) -> None:
    assert " ".join(LEXICON.read(text).required_licences) == required


LETTERS = [
    "安全员C证",
    "安全员B证、C证",
    "安全员证C类",
    "施工员，有C证",
    "驾照C",
    "驾照（C）",
    "驾照：C",
]


@pytest.mark.parametrize("text", LETTERS)
def test_the_letter_of_a_paper_is_no_language(text: str) -> None:
    assert LEXICON.read(text).required_skills == ()


def test_the_language_c_is_read_all_the_same() -> None:
    assert LEXICON.read("熟悉C、C++").required_skills == ("C语言", "C++")


@pytest.mark.parametrize("text", ["日企招聘叉车工，需N1证", "丰田日企，叉车N1证书"])
def test_where_a_forklift_stands_n1_is_its_licence(text: str) -> None:
    assert LEXICON.read(text).required_licences == (FORKLIFT,)

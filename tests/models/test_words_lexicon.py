"""What a text demands, welcomes or waives is told apart, with licences and danger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codes.licences import licences
from data.codes.occupations import occupations
from data.codes.skills import skills
from models.words.lexicon import Lexicon
from models.words.reader import Reader

ASKS = [
    ("熟练使用PLC和变频器", ("PLC", "变频器"), (), ()),
    ("会CAD优先", (), ("AutoCAD",), ()),
    ("不要求会英语", (), (), ()),
    ("英语不限，会ＰＬＣ", ("PLC",), (), ()),
    ("持低压电工证", (), (), ("特种作业-电工",)),
    ("有C1以上驾照", (), (), ("C1",)),
    ("A2/B2驾照", (), (), ("B2",)),
    ("持有A2证或B2证", (), (), ("B2",)),
    ("持A1证和C1证", (), (), ("A1", "C1")),
    ("特种作业操作证 （电工）", (), (), ("特种作业-电工",)),
    ("電工特種作業操作證", (), (), ("特种作业-电工",)),
    ("无需焊工证，熟练氩弧焊", ("氩弧焊",), (), ()),
    ("需Ｃ１驾照，不要求经验", (), (), ("C1",)),
    ("界面设计；PS；AI", ("UI设计", "Photoshop", "Illustrator"), (), ()),
    ("熟悉AI和Python", ("人工智能", "Python"), (), ()),
    ("ThinkPHP；MXNet；Hibernate", ("ThinkPHP", "MXNet", "Hibernate"), (), ()),
    ("数据建模；数据库开发", ("数据建模", "数据库开发"), (), ()),
    ("会骑电动车", ("骑电动车",), (), ()),
    ("需有驾照，能出差", (), (), ("C1",)),
    ("驾照；Python", ("Python",), (), ("C1",)),
    ("驾照C2", (), (), ("C2",)),
    ("持摩托车驾驶证", (), (), ("E",)),
    ("有电动车驾照", (), (), ()),
    ("会骑电动车有驾照", ("骑电动车",), (), ("C1",)),
    ("驾照培训招生，考驾照报销", (), (), ()),
    ("负责C1驾照报名咨询", (), (), ()),
    ("可考取驾驶证", (), (), ()),
    ("取得驾驶证", (), (), ("C1",)),
    ("健康证可入职后办理", (), (), ()),
    ("无健康证者公司代办", (), (), ()),
    ("健康证由公司统一办理", (), (), ()),
    ("C1証，能吃苦", (), (), ("C1",)),
    ("需办理健康证", (), (), ("健康证",)),
    ("有无驾照均可", (), (), ()),
    ("有保安员证者优先", (), (), ()),
    ("JavaScript", ("JavaScript",), (), ()),
    ("熟悉Android开发，会用Android Studio", ("Android",), (), ()),
    ("会用Android Studio", ("Android Studio",), (), ()),
    ("英语六级，英语四级以上优先", ("英语六级",), (), ()),
    ("英语六级证书，英语流利", ("英语六级",), (), ()),
    ("英语流利，英语六级证书", ("英语六级",), (), ()),
    ("日语N1，日语流利", ("日语N1",), (), ()),
    ("英语四级或英语六级，英语流利", ("英语四级",), (), ()),
    ("CET-4/CET-6", ("英语四级",), (), ()),
    ("英语四级，英语六级优先", ("英语四级",), ("英语六级",), ()),
    ("日语流利，日语N1优先", ("日语",), ("日语N1",), ()),
    ("日语优先；日语N1优先", (), ("日语",), ()),
    ("英语口语，英语", ("英语",), (), ()),
    ("英语口语，英语，英语六级", ("英语口语", "英语六级"), (), ()),
    ("英语优先；英语四级", ("英语四级",), (), ()),
    ("英语优先；英语口语", ("英语口语",), (), ()),
    ("英语；英语口语优先", ("英语",), (), ()),
    ("门禁、弱电安装", ("门禁", "弱电安装"), (), ()),
    ("铜冶炼电炉、铁合金电炉", (), (), ()),
    ("负责三四线城市的业务", (), (), ()),
    ("三、四线及以下城市", (), (), ()),
    ("三相四线制", (), (), ()),
    ("会三四线拷边", ("四线",), (), ()),
    ("超声波焊接、超声清洗机", ("焊接",), (), ()),
    ("会超声诊断", ("超声",), (), ()),
    ("不要求英语；英语四级", ("英语四级",), (), ()),
    ("熟悉PLC编程（西门子、三菱）", ("PLC",), (), ()),
    ("西门子PLC编程", ("PLC",), (), ()),
    ("会博途", ("PLC",), (), ()),
    ("自动化控制，熟悉欧姆龙", ("自动化控制", "PLC"), (), ()),
    ("电气工程师\n3年经验，会西门子、三菱", ("PLC",), (), ()),
    ("三菱电梯维保经验", ("电梯维保",), (), ()),
    ("三菱、日立电梯电气维保", (), (), ()),
    ("熟悉西门子冰箱", (), (), ()),
    ("会钢琴或吉他", (), (), ()),
    ("五轴加工中心操作", ("加工中心",), (), ()),
    ("会用友U8等财务软件", ("财务软件",), (), ()),
    ("计算机、人工智能等相关专业，会Python", ("Python",), (), ()),
    ("人工智能相关专业优先", (), (), ()),
    ("熟悉人工智能相关专业软件", ("人工智能",), (), ()),
    ("会中压和配电柜", ("中压", "配电柜"), (), ()),
    ("Android系统开发", ("Android系统开发",), (), ()),
    ("ui设计工程师\nAI", ("UI设计", "Illustrator"), (), ()),
    ("TCP/IP；网络编程", ("TCP/IP", "网络编程"), (), ()),
    ("生产计划；安全管理", ("生产计划", "安全管理"), (), ()),
    ("车联网；车载软件", ("车联网",), (), ()),
    ("直播视频项目", ("直播视频",), (), ()),
    ("数据模型；分类算法", ("数据建模", "分类算法"), (), ()),
    ("精通Ruby，做过目标跟踪", ("Ruby", "目标跟踪"), (), ()),
    ("javabean", (), (), ()),
    ("招聘电工，缴纳社保，大牛带队", (), (), ()),
    ("了解人工智能相关知识", (), (), ()),
    ("人工智能、大数据等相关领域", (), (), ()),
    ("具备人工智能领域相关知识，会Python", ("Python",), (), ()),
    ("从事人工智能开发", ("人工智能",), (), ()),
    ("熟悉人工智能和PLC等相关知识", ("PLC",), (), ()),
    ("企业客户；硬件行业；人工智能", (), (), ()),
    ("软件行业；Python；人工智能", ("Python",), (), ()),
    ("通信行业；大数据；ETL", ("大数据", "ETL"), (), ()),
    ("软件行业；熟悉人工智能", ("人工智能",), (), ()),
    ("有软件行业经验；人工智能", ("人工智能",), (), ()),
    ("大客户销售-人工智能", ("大客户销售",), (), ()),
    ("区块链市场；文案写作", ("文案写作",), (), ()),
    ("销售数据分析；Python", ("数据分析", "Python"), (), ()),
    ("数据主管（销售支持）", (), (), ()),
    ("销售报表统计；会Excel", ("统计", "Excel"), (), ()),
    ("数据分析；销售", ("数据分析", "销售"), (), ()),
    ("招聘配送员有无经验均可", ("外卖配送",), (), ()),
    ("配送员（有无经验都可以）", ("外卖配送",), (), ()),
    ("免费配车管住送餐员", ("外卖配送",), (), ()),
    ("车费减免送餐员", ("外卖配送",), (), ()),
    ("不会偷吃客人外卖的送餐员", ("外卖配送",), (), ()),
    ("不会英语也可", (), (), ()),
    ("电焊工学历不限", ("焊接",), (), ()),
    ("电焊工（有证无证均可）", ("焊接",), (), ()),
    ("电焊工（不限）", (), (), ()),
    ("电焊工全职兼职均可", ("焊接",), (), ()),
    ("电焊工应届生均可", ("焊接",), (), ()),
    ("PLC工程师（在校生优先）", ("PLC",), (), ()),
    ("PLC工程师（会英语者优先）", ("PLC",), ("英语",), ()),
    ("会PLC（优先）", (), ("PLC",), ()),
    ("PLC工程师【会英语者优先】", ("PLC",), ("英语",), ()),
    ("C驾驶证", (), (), ("C1",)),
    ("电焊经验不限", (), (), ()),
    ("会电动车 会导航", ("骑电动车", "导航使用"), (), ()),
    ("英语；风电行业", ("英语",), (), ()),
    ("有风电行业经验", ("风电",), (), ()),
    ("结构设计；打印机；标签机和缝纫机", ("结构设计",), (), ()),
    ("熟悉标签机和缝纫机的操作", ("缝纫",), (), ()),
    ("缝纫机", ("缝纫",), (), ()),
    ("ERP项目；Vue", ("Vue",), (), ()),
    ("有ERP项目经验", ("ERP",), (), ()),
    ("熟悉ERP系统", ("ERP",), (), ()),
    ("会Java\n会PLC优先", ("Java",), ("PLC",), ()),
    ("不要求会英语\n会PLC", ("PLC",), (), ()),
    ("会电焊、持有C1驾照者\n优先录用", (), ("焊接",), ()),
    ("有叉车证\n者优先", (), (), ()),
    ("会PLC\r\n同等条件下优先", (), ("PLC",), ()),
    ("无需\n健康证", (), (), ()),
    ("本岗位不要求\n英语", (), (), ()),
    ("健康证\n（可培训办理）", (), (), ()),
    ("健康证\n可培训办理", (), (), ()),
    ("健康证\n不要求", (), (), ()),
    ("英语\n不限\n会PLC", ("PLC",), (), ()),
    ("会PLC\n不要求英语", ("PLC",), (), ()),
    ("会PLC\n的优先", (), ("PLC",), ()),
    ("会Java、\nPLC者优先", (), ("Java", "PLC"), ()),
    ("英语不要求\n会PLC", ("PLC",), (), ()),
    ("会PLC。\n优先录用退役军人", ("PLC",), (), ()),
    ("会PLC\n优先录用退役军人", ("PLC",), (), ()),
    ("会PLC\n可出差者优先", ("PLC",), (), ()),
    ("（一）会Java\n（二）会PLC优先", ("Java",), ("PLC",), ()),
    ("会Java\n1、会PLC优先", ("Java",), ("PLC",), ()),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.from_lists()


@pytest.mark.parametrize(("text", "required", "welcome", "licence"), ASKS)
def test_demands_wishes_and_waivers_are_told_apart(
    lexicon: Lexicon,
    text: str,
    required: tuple[str, ...],
    welcome: tuple[str, ...],
    licence: tuple[str, ...],
) -> None:
    asked = lexicon.read(text)
    assert (asked.required_skills, asked.welcome_skills) == (required, welcome)
    assert asked.required_licences == licence


SAID = [
    ("激光雷达、点云", ("激光雷达", "点云处理")),
    ("经营分析", ("经营分析",)),
    ("图神经网络；模型部署", ("GNN", "模型部署")),
    ("仿真", ("仿真分析",)),
    ("美术", ("美术",)),
    ("缺陷检测；目标识别", ("缺陷检测", "目标识别")),
    ("系统测试", ("系统测试",)),
    ("水质检测", ("水质检测",)),
    ("帆软", ("帆软",)),
    ("三维建模；原型设计", ("三维建模", "原型设计")),
]


@pytest.mark.parametrize(("text", "skills"), SAID)
def test_a_skill_is_called_by_what_the_posting_says(
    lexicon: Lexicon, text: str, skills: tuple[str, ...]
) -> None:
    assert lexicon.read(text).required_skills == skills


WELCOME_LICENCES = [
    ("会电焊、持有C1驾照者\n优先录用", ("C1",)),
    ("有叉车证\n者优先", ("特种设备-叉车",)),
]


@pytest.mark.parametrize(("text", "licence"), WELCOME_LICENCES)
def test_a_wish_that_was_wrapped_stays_a_wish(
    lexicon: Lexicon, text: str, licence: tuple[str, ...]
) -> None:
    assert lexicon.read(text).welcome_licences == licence


def test_a_waived_word_is_kept_as_waived(lexicon: Lexicon) -> None:
    assert lexicon.read("不要求会英语").waived == ("英语",)


@pytest.mark.parametrize(
    ("text", "underground"),
    [
        ("煤矿井下作业", True),
        ("需要下井", True),
        ("不下井", False),
        ("洗煤厂地面岗位", False),
        ("油田修井井下作业", False),
        ("办公室", False),
    ],
)
def test_work_below_ground_is_noticed(lexicon: Lexicon, text: str, underground: bool) -> None:
    assert lexicon.read(text).underground is underground


@given(st.text(max_size=80))
def test_nothing_is_demanded_and_waived_at_once(text: str) -> None:
    asked = LEXICON.read(text)
    kinds = (asked.required_skills, asked.welcome_skills, asked.waived)
    words = [word for kind in kinds for word in kind]
    assert len(words) == len(set(words))


@given(st.permutations(["会Java", "会PLC优先", "持电工证", "不要求英语"]))
def test_the_order_of_sentences_does_not_matter(sentences: list[str]) -> None:
    asked = LEXICON.read("。".join(sentences))
    assert asked.required_skills == ("Java",)
    assert asked.welcome_skills == ("PLC",)
    assert asked.required_licences == ("特种作业-电工",)


def test_every_listed_skill_is_one_word_and_of_known_occupations() -> None:
    names = [name.lower() for s in skills().values() for name in (s.word, *s.aliases)]
    assert len(names) == len(set(names))
    assert {code for s in skills().values() for code in s.occupations} <= set(occupations())


def test_a_reader_joins_title_and_text() -> None:
    reading = READER.read("综采工", "下井，会支架操作，持瓦斯检查证")
    assert reading.occupation == "6-16-01-05"
    assert reading.underground
    assert reading.required_licences == ("特种作业-煤矿",)
    assert set(reading.required_licences) <= set(licences())


def test_a_text_does_not_go_on_with_its_title() -> None:
    assert READER.read("PLC工程师", "（会英语者优先）").required_skills == ("PLC",)
    assert READER.read("电焊", "可培训其他工种").required_skills == ("焊接",)


def test_a_reader_tells_how_well_skills_are_asked_for() -> None:
    reading = READER.read("焊工", "熟练氩弧焊，了解PLC者优先")
    assert set(reading.skill_levels) == {"氩弧焊:skilled", "PLC:basic"}
    assert reading.welcome_skills == ("PLC",)


def test_who_delivers_by_bicycle_is_no_lorry_driver() -> None:
    assert READER.read("商超送货员", "会骑电动车").occupation == "4-10-08-01"
    assert READER.read("送货员", "B2驾照，会骑电动车").occupation == "4-02-02-02"


def test_mining_titles_are_below_ground_unless_the_text_says_otherwise() -> None:
    assert READER.read("掘进工", "").underground
    assert not READER.read("采煤队地面材料员", "地面岗位").underground
    assert not READER.read("选煤工", "").underground


def test_skills_tell_the_occupation_where_the_title_does_not() -> None:
    reading = READER.read("月入过万!!", "和面、拉面、包子馒头")
    assert reading.occupation == "4-03-02-02"
    assert 0 < reading.confidence <= 0.5


LEXICON = Lexicon.from_lists()
READER = Reader.from_lists()

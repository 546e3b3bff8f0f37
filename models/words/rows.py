"""Rows of papers in full: commas within one (`A2证，B2证均可`) and what it leaves out (`电工或焊工证`)."""

import re

ONE_DOES = (
    r"(?:(?:均|都|皆)(?:可以?|行)(?!以?(?:[培办代后考享领加抵]|入职|报销|补贴|复审|年审))|其一|之一|任一|任意一|任选|[二两三四]选一"
    r"|至少[有持具备]{0,2}[一1][个项种张门本]|其中[一1][个项种张门本]|有[一1][个项种张门本](?:即可|就[行可]|也行))"
)
PAPER = r"[^。;,、/或\n证照有持会需须]{1,8}(?:证书?|照)"
COMMA = re.compile(
    rf"(?<=[证照])(?<!健康证),(?=(?:有|持有?)?{PAPER}(?:,{PAPER}){{0,4}}[的等]{{0,2}}{ONE_DOES})"
)
"""`健康证，电工证、焊工证均可` goes on demanding the first."""

TRADE = "(?:电工|焊工|电焊|叉车|登高|制冷|保安|导游|护士|教师|会计|天车|行车|吊车|锅炉|司炉|电梯|消防|危化)"
LEFT_OUT = re.compile(
    rf"(?<![会开懂作驶])({TRADE})(?=或者?{TRADE}证(?![件明]|书?培训|书?考试)"
    rf"|(?:[、/或]{TRADE}){{1,4}}证书?{ONE_DOES})"
)
CLASSES = re.compile(r"(?<![a-z0-9])(?:[abc][1-6]){2,4}(?=驾|[照证]|司机)")
NEXT_LETTER = re.compile(r"(?<=\d)(?=[a-c])")
OR_ELSE = re.compile(r"(?<=[证照车]),(?=或者?[有会持能懂])")
BEGINS = "(?:[有会能懂持熟精具需须要可年男女]|本科|大专|中专|高中)"
COMMA_OR = re.compile(
    rf"((?:,(?!{BEGINS})[^。;:,、\n或]{{1,8}}){{0,4}}),(?=或者?[^。;:,、\n]{{1,12}})"
)
"""`Word，Excel，或PPT` is one row; `大专，会英语，或…` begins anew with each comma."""

KIND = "(?:证|条件|资格|要求|执照)"
ONE_OF = (
    rf"(?:以下|下列|如下)(?:[^。;,:\n]{{0,8}}(?:之一|其一|任一|任意一|任选一|{KIND}[^。;,:\n]{{0,6}}一[个项种张])"
    rf"|(?:至少|其中|任何)?(?:一[项种张]|一个{KIND}))(?:(?!勿|不予|不录|谢绝|免谈)[^。;,:\n]){{0,6}}"
)
ONE_OF_THESE = f"{ONE_OF}:"
"""`下列情形之一者勿扰：…` offers nothing to choose from, nor does `如下职位一个：…`."""

LISTED = re.compile(rf"{ONE_OF_THESE}[^。;\n]*")
ITEM = rf"(?:具?有|持有?)?(?!健康){PAPER}(?=[;,、。 \n]|$)"
MARK = "(?:[-•·*●◆■] ?)?"
NUMBERED = re.compile(
    rf"({ONE_OF_THESE})[ \n]?(\(?1([.、)]?){ITEM}[;, \n]{{0,2}}\(?2\3{ITEM}"
    rf"(?:[;, \n]{{0,2}}\(?3\3{ITEM}(?:[;, \n]{{0,2}}\(?4\3{ITEM})?)?)"
)
UNNUMBERED = re.compile(
    rf"({ONE_OF})(?:: ?\n?|\n)({MARK}{ITEM}(?:[; ]?\n?(?<=[;\n]){MARK}{ITEM}){{1,5}})"
)
BETWEEN = re.compile(rf"[;\n]+{MARK}|^{MARK}")
NUMBER = re.compile(r"[;, \n]{0,2}\(?(?<![a-z0-9])[1-4][.、)]?(?=\D)")
"""`下列条件之一：1、有电工证 2、有焊工证` is one row; what is not numbered on stands for itself."""

LEVELS = re.compile(
    r"日语n[1-5](?:证书?|级)?(?:(?:或者?|[/、-])n[1-5]){1,3}(?:(?:均|都|皆)(?:可以?|行))?"
    r"|日语[一二]级(?:或者?|[/、-])[一二]级(?:(?:均|都|皆)(?:可以?|行))?"
    r"|英语[四六]级?(?:或者?|[/、])?[四六]级(?:(?:均|都|皆)(?:可以?|行))?"
)
"""`日语N1或N2`, `英语四六级`: the lesser examination is enough."""

OF_JAPANESE = re.compile(r"(?:日语(?:能力(?:考试|测试)?|等级|水平)|jlpt) ?(?=n[1-5])")
CODE_LEFT_OUT = re.compile(r"(?<![a-z0-9])([gqr][1-9])(?=(?:或者?|[/、和及])[gqr][1-9]证)")
"""`G1或G2证` names two papers."""

COMMA_LISTED = re.compile(
    r"(?<=证),(?=(?![须需必要并另且还]|同时)[^。;,、\n]{1,8}证(?!书?[^。;,\n]{0,4}必))"
)
"""`下列证书之一：电工证，焊工证，须有健康证` demands the third for itself."""


def _lesser(said: re.Match[str]) -> str:
    """The lesser of the examinations in a row; of Japanese ones the list knows the two highest."""
    if said[0].startswith("英"):
        return "英语四级" if "四" in said[0] else "英语六级"
    if "n" not in said[0]:
        return "日语n2" if "二" in said[0] else "日语n1"
    degree = max(letter for letter in said[0] if letter.isdecimal())
    return f"日语n{degree}" if degree in "12" else "日语"


def in_rows(plain: str) -> str:
    """A normalised text with each row of papers of which one does in one clause, and in full."""
    plain = LEVELS.sub(_lesser, OF_JAPANESE.sub("日语", plain))
    plain = CODE_LEFT_OUT.sub(r"\1证", plain)
    plain = CLASSES.sub(lambda row: NEXT_LETTER.sub("/", row[0]), plain)
    plain = OR_ELSE.sub("", COMMA.sub("、", LEFT_OUT.sub(r"\1证", plain)))
    plain = COMMA_OR.sub(lambda row: row[1].replace(",", "、"), plain)
    plain = NUMBERED.sub(lambda said: said[1] + NUMBER.sub("、", said[2]), plain)
    plain = UNNUMBERED.sub(lambda said: f"{said[1]}:{BETWEEN.sub('、', said[2])}", plain)
    return LISTED.sub(lambda said: COMMA_LISTED.sub("、", said[0]), plain)

"""How a clause means a paper that it names: got later, not missed, another's, or to be held."""

import re

from data.codes.licences import find_licence, licences
from models.words.driving import ANY
from models.words.normalise import normalise
from models.words.spot import Spot

NAMES = {
    normalise(name)
    for paper in licences().values()
    for name in (paper.code, paper.name, *paper.aliases)
}

WHO = "公司|单位|企业|店里|门店|我们|我司"
LACKING = r"(?:[如若]?[无没]有?(?P<paper>[^。;,()]{0,4}证)?[者的]?)?"
THIS = ("证", "此证", "该证")
ROW = r"(?P<row>(?:[^。;,、()]{1,8}(?<!身份)证书?[、和及与]){0,4})"
"""Papers in one row with it, all of which are got by the same words: `公司代办健康证、电工证`."""

ITSELF = re.compile("^(?:证书?)?者?(?:必备|必须|必需|齐全|俱全|优先)")
"""`公司代办居住证、电工证必备`: what is said of the last of a row is not said of those before it."""

ROW_ENDS = r"(?:[、和及与][^。;,、()]{1,8}证书?){1,4}(?=[^。;,]{0,6}?(?:[均都皆]|一律|统一))"
THROUGH = (
    rf"(?:{WHO}|由|可以?|愿意?|会|也|均|都|皆|一律|将|入职|上岗|到岗|录用|报到|[之以]?后|(?<=后)[需须]要?|再|统一|免费"
    r"|负责|安排|组织|自行|自己|自费|后[期续]|到公司后|协助|帮[忙助]?|代|(?:提供)?培训并?|[为给替](?:员工|大家|[您你])?"
    r"|包|先(?=上岗|入职|到岗)|出资|体检[、并]?|在(?=公司|单位|我司|店)|试用期[内间]"
    r"|[一二三两半\d]{1,2}个?[天日周月年]之?内?)"
)
GOT = r"(?:补?办[理好妥]?|补[交齐上]?|考取?|(?<=[后内])(?:提供|取得))证?"
"""What is done to get a paper; with something else behind it (`公司办理社保`) it is done about that."""

COME = "(?:入职|上岗|到岗|录用|报到)"
LATER_AFTER = re.compile(
    rf"^(?:证书?)?(?:{ROW_ENDS})?[者的]?[ (【]?(?:或者?)?{LACKING}(?:[需须应]要?在?(?={COME}|试用期))?"
    rf"{THROUGH}{{1,8}}{GOT}(?=的?$|[)】、/ ]|即可|[也均都]可|就[行可]|费)"
    rf"|^由?(?:{WHO})(?:统一)?(?:负责|解决)(?=$|[)】、/ ])"
)
OR_GET = re.compile(
    r"^或者?(?:能够?|可以?|愿意?|正在|准备)(?:去|自行)?(?:补?办理?|考取?)(?P<paper>[^。;,()]{0,6}证)?(?=$|[者的人)】])"
)
LATER_BEFORE = re.compile(
    rf"(?:(?:{COME}(?:[之以]?后|[^。;,、前]{{0,5}}内)|试用期[内间])(?:[需须]要?)?"
    rf"|(?<!不)(?<!不予)(?<!不负责)(?<!不提供)(?:{WHO}|免费|代|协助|帮忙?|包|统一|[为给替](?:员工|大家|[您你]))){THROUGH}{{0,8}}{GOT}{ROW}$"
    rf"|(?:{COME}(?:[之以]?后|[^。;,、前]{{0,5}}内)|试用期[内间])(?:[需须]要?)?(?:取得|拿到|提供|提交)$"
    r"|(?<!不)(?:能够?|可以?|愿意?|带薪|培训(?:合格)?后)(?:报?考取?|办理?|发放?)$"
    r"|正在(?:报?考取?|办理?)$|(?<!不)免费(?:学习?|培训)$|(?:待遇|福利)[】\]:][^。;,需须要]{0,16}办理?$"
)
LATER_CLAUSE = re.compile(
    rf"{LACKING}{THROUGH}{{1,8}}{GOT}(?:即可|[也都]可以?|就[行可])?[)】]*"
    r"|[如若]?[无没]有?证[者的]?[也亦均都]?可以?(?:培训|上岗|入职|应聘|学)?[)】]*"
)
"""A paper that is seen to after somebody has come (`健康证可入职后办理`) rules nobody out."""

REFUSING = re.compile("不(?:再|能|由|予)")
"""`公司不再办理健康证`: whoever comes sees to it."""

HEALTH = "健康证"
HANDED_IN = re.compile("提供(?!培训)|提交")
"""`录用后提供电工证复印件` asks who holds it for a copy; a health certificate is got within a few days."""

LACKED = re.compile(r"[无没未](?:有|持|取得|考)?$")
ALL_LACKED = re.compile(
    r"[无没未](?:有|持|取得|考)?(?:[^。;,、/或和及与()]{1,8}(?:[、/和及与]|或者?)){0,3}$"
)
ROW_REFUSED = re.compile(
    r"^(?:证书?)?(?:[、和及与][^。;,、]{1,10}?){1,3}[者的]?(?:请?勿(?:扰|投|来)|免谈|谢绝|绕[道行]|止步|别来)"
)
"""`没有电工证、焊工证勿扰` demands both, however long the other's name is."""

TOLERATED = re.compile(r"^[证者的]{0,2}[也亦均都皆]?(?:可|行)|^要求")
REFUSED = re.compile(
    r"^[^。;,]{0,4}(?:勿|免谈|免扰|不予|谢绝|不要(?![紧求怕担])|别来|不录|不考虑|不得|不能|不可(?!怕)|不行|不收(?![取费押])|绕[道行]|止步)"
)
TURNED_AWAY = re.compile(r"(?:勿|不予|不录|谢绝|免谈)[^。;,:]{0,4}:")
SAID_FIRST = re.compile(r"^[者的]{0,2}$")
"""`没有驾照勿扰` demands."""

WITH_IT_TOO = re.compile(
    r"^[^。;,]{0,4}?[也亦]可|^或者?[^。;,、]{0,10}(?:经验|学历|文凭|毕业|专业)"
)
CLASS_BEFORE = re.compile(r"[abc][1-6](?:(?:驾照|驾驶证|[证照本])[^。;,]{0,2})?$")
OR_PAPER = re.compile(
    r"^或者?(?:持?有|具有)?(?P<paper>[^。;,、或/和及()可能会愿办考]{1,8}证)(?![明件])"
)
PAPER_OR = re.compile(r"(?P<paper>[^。;,、或/和及()有持需须要]{1,8}证)书?或者?(?:持?有|具有)?$")
"""`幼师证或保育员证` takes who has a paper that the list does not know."""

INSTEAD = re.compile(r"(?:经验|学历|文凭|毕业)者?或者?(?:持?有?|具有|取得)$")

TAUGHT_BEFORE = re.compile(r"(?:考取?|(?<![大中小])学习?|办理?|代办|培训)$")
TAUGHT_AFTER = re.compile(
    r"^[驾照证本]*(?:培训|报名|报考|考试|招生|咨询|代办|补贴|学员|学习|登记|审核|核验|年审|换证)"
)
OTHERS_BEFORE = re.compile(r"(?:公司|单位|客户|顾客|车主|学员|用户|会员|他人)的?$")
OTHER_VEHICLE = re.compile(
    r"(?:电动|电瓶|[三两二]轮|摩托|叉|铲|吊|无人机|飞机|火车|地铁|列车|艇|船舶?)(?:自行|摩托|三轮)?车?的?$"
    r"|(?:挖掘|装载|推土|压路|收割|农用?|工程)机械?的?$|(?:农用|工程)车的?$"
)
"""A driving licence that is taught, another's, or of another vehicle, is not one to be held."""

COURSE = re.compile(r"^(?:证书?)?(?:[笔面]试)?(?:培训|报名|报考|考试)(?!合格|通过|过)")
OTHERS = "(?:员工|客户|学员|人员|工人|司机)"
DUTY = re.compile(
    rf"(?<!公司)(?<!单位)负责(?:办理|管理|检查|核验|审核)?{OTHERS}?的?$"
    rf"|(?:负责|协助|帮助)[为给替]?{OTHERS}的?(?:办理|管理)?$"
    rf"|(?<!质量)(?<!安全)(?:检查|核[验查]|审核|查验|督促|监督)(?!人员)[^。;, ]{{0,4}}{OTHERS}"
    r"的?(?:办理|管理|是否(?:办理|持有?|具[有备]|有))?$"
    r"|(?:组织|(?:^|[;:、 ])管理)员工的?$"
)
KEPT = re.compile(r"^(?:证书?)?的?管理(?:工作)?(?=$|[)】、/和及])")
KEEPS = re.compile(
    r"(?:管理|负责|组织|跟进)(?:公司|单位|企业)?的?(?:[^。;, ]{1,8}证[、和及与]){0,4}$"
)
RENEWED = re.compile(r"^(?:[、和及与][^。;, ]{1,8}证){0,4}(?:等?(?:证件|证书))?的?年审")
DEALS, DEALT = (
    re.compile(r"(?:从事|经营)$"),
    re.compile(r"^(?:证书?)?的?(?:办理|代办|培训|体检|咨询)"),
)
OFFERED, ARRANGED = re.compile(r"(?<!不)提供$"), re.compile(r"^的?办理(?=$|[)】、/])")
"""`健康证办理` is a trade behind `从事`, and behind `提供` what the employer sees to."""

OTHER_PAPERS = re.compile(r"身份证|毕业证|学历证|学位证|户口|银行卡|简历")
COPIED = re.compile(r"^(?:等)?(?:的?(?:正反面|原件|复印件?|扫描件?|照片|信息|号码?))")
COMPLETE = re.compile(r"^[^。;,]{0,8}(?:齐全|俱全|必备|必须)")
HELD = re.compile(r"(?:(?<![没])有|持)[^。;,]{0,12}$")
"""`带身份证、驾照` tells whoever comes what to bring if they have it; `持身份证、驾照` asks for it."""


def merely_named(spot: Spot) -> bool:
    """A paper that is taught or seen to for others; a driving licence of another vehicle, or in a row to bring."""
    if COURSE.search(spot.after) or DUTY.search(spot.before) or _kept(spot):
        return True
    if spot.word != ANY and licences()[spot.word].category != "driving":
        return False
    taught = TAUGHT_BEFORE.search(spot.before) or TAUGHT_AFTER.search(spot.after)
    if taught or OTHERS_BEFORE.search(spot.before) or OTHER_VEHICLE.search(spot.before):
        return True
    return spot.word == ANY and _to_bring(spot)


def too_much_to_lack(spot: Spot) -> bool:
    """Whoever has it not is refused: `没有驾照勿扰`."""
    if LACKED.search(spot.before) and ROW_REFUSED.search(spot.after):
        return True
    turned_away = refused(spot) or TURNED_AWAY.search(spot.before)
    return bool(ALL_LACKED.search(spot.before) and turned_away)


def refused(spot: Spot) -> bool:
    """Whether people are sent away behind it: `…的勿扰`, `…的，请勿打扰`."""
    later = spot.clause.later[0].strip() if spot.clause.later else ""
    refused_later = SAID_FIRST.search(spot.after) and REFUSED.search(later)
    return bool(REFUSED.search(spot.after) or refused_later)


def brought_later(spot: Spot) -> bool:
    """It is got after somebody has come, or by the employer."""
    if _of_it(LATER_BEFORE.search(spot.before), spot):
        return True
    if _of_it(LATER_AFTER.search(spot.after), spot):
        return True
    if OFFERED.search(spot.before) and ARRANGED.search(spot.after):
        return True
    if _of_it(OR_GET.search(spot.after), spot):
        return True
    later = spot.clause.later[0].strip() if spot.clause.later else ""
    return _of_it(LATER_CLAUSE.fullmatch(later), spot)


def without_it_too(spot: Spot) -> bool:
    """Whoever has it not is taken, too: `无驾照也可`."""
    return bool(LACKED.search(spot.before) and TOLERATED.search(spot.after))


def with_it_too(spot: Spot) -> bool:
    """It is enough where something else is missing: `焊工证也可`, `焊工证或两年经验`.

    `C1驾照（C2也可）` demands the lesser of the two.
    """
    also = WITH_IT_TOO.search(spot.after) and not CLASS_BEFORE.search(spot.before)
    other = OR_PAPER.search(spot.after) or PAPER_OR.search(spot.before)
    return bool(also or INSTEAD.search(spot.before) or (other and _unlisted(other["paper"])))


def _unlisted(paper: str) -> bool:
    """Whether no listed paper's name is in what is said; `电工上岗证` may be another name of the same."""
    return not any(name in paper for name in NAMES)


def _kept(spot: Spot) -> bool:
    """Whether papers are looked after or the trade: `健康证管理`, `管理公司叉车证年审`, `从事健康证办理`."""
    renewed = KEEPS.search(spot.before) and RENEWED.search(spot.after)
    dealt = DEALS.search(spot.before) and DEALT.search(spot.after)
    return bool(KEPT.search(spot.after) or renewed or dealt)


def _of_it(said: re.Match[str] | None, spot: Spot) -> bool:
    """Whether it is said of the paper and not of another that it names: `焊工证，无健康证可办理`."""
    if said is None or (spot.word != HEALTH and HANDED_IN.search(said[0])):
        return False
    if REFUSING.search(said.string, max(0, said.start() - 4), said.end()):
        return False
    if said.groupdict().get("row") and ITSELF.search(spot.after):
        return False
    paper = said.groupdict().get("paper")
    return paper in (None, *THIS) or find_licence(paper) == spot.word


def _to_bring(spot: Spot) -> bool:
    if HELD.search(spot.before) or COMPLETE.search(spot.after):
        return False
    row = OTHER_PAPERS.search(spot.before) or OTHER_PAPERS.search(spot.after)
    return bool(row or COPIED.search(spot.after))

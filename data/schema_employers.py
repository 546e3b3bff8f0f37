"""The words of employers' standing: the public lists that keep an employer's posts out, and their columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.schema import Column


@dataclass(frozen=True, slots=True)
class PublicList:
    """A list that some office publishes; nobody has checked `law` against the document itself."""

    name: str
    law: str


EMPLOYER_LISTS: Mapping[str, PublicList] = {
    "wage_arrears": PublicList(
        "拖欠农民工工资失信联合惩戒对象名单",
        "《保障农民工工资支付条例》、《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》",
    ),
    "labour_violation": PublicList(
        "重大劳动保障违法行为社会公布名单", "《重大劳动保障违法行为社会公布办法》"
    ),
    "labour_credit_c": PublicList(
        "劳动保障守法诚信C级单位", "《企业劳动保障守法诚信等级评价办法》"
    ),
    "no_agency_licence": PublicList(
        "无人力资源服务许可从事职业中介的单位", "《人力资源市场暂行条例》"
    ),
    "dishonest_debtor": PublicList(
        "失信被执行人名单", "《最高人民法院关于公布失信被执行人名单信息的若干规定》"
    ),
    "serious_violation": PublicList(
        "市场监督管理严重违法失信名单", "《市场监督管理严重违法失信名单管理办法》"
    ),
    "abnormal_operation": PublicList("经营异常名录", "《企业信息公示暂行条例》"),
}
"""By code. Which lists keep a post out is for the labour office to decide; this is what it is asked for."""

LISTING_COLUMNS: tuple[Column, ...] = (
    Column("employer", "text", "单位名称", required=True),
    Column("uscc", "text", "统一社会信用代码"),
    Column("list", "code", "名单", required=True, codes=tuple(EMPLOYER_LISTS)),
    Column("listed_on", "date", "列入日期", required=True),
    Column("removed_on", "date", "移出日期"),
    Column("source", "text", "公布机关", required=True),
)
"""One row says that an employer is on a list from a day on, and from which day no longer."""

"""Employers that do not exist: a place, a name, a line of business by the occupation's family."""

from collections.abc import Mapping

FIRST = "恒鑫瑞泰宏盛金正嘉和源顺天晋华隆丰康安众诚永兴"
LAST = "达通发昌源泰和盛邦信利德远茂祥润"
TRADE: Mapping[str, tuple[str, ...]] = {
    "3": ("物业服务", "社区服务中心", "咨询服务"),
    "4-01": ("商贸", "百货超市", "电子商务"),
    "4-02": ("物流", "运输", "速递"),
    "4-03": ("餐饮管理", "大酒店", "食府"),
    "4-04": ("信息技术", "网络科技"),
    "4-06": ("物业管理",),
    "4-07": ("人力资源", "保安服务", "文化旅游"),
    "4-09": ("环卫服务", "生态环境"),
    "4-10": ("家政服务", "养老服务", "健康管理"),
    "4-12": ("汽车服务", "维修服务"),
    "4-13": ("文化传媒", "文化旅游"),
    "4-14": ("健康管理", "康养服务"),
    "4": ("商务服务",),
    "5": ("农牧", "种植专业合作社", "农业开发"),
    "6-01": ("杂粮加工", "食品"),
    "6-02": ("食品", "酒业"),
    "6-05": ("服装", "制衣"),
    "6-10": ("焦化", "煤化工"),
    "6-11": ("化工",),
    "6-16": ("煤业", "矿业"),
    "6-17": ("铝业", "冶炼"),
    "6-18": ("法兰锻造", "机械制造", "重工"),
    "6-28": ("新能源", "热力"),
    "6-29": ("建筑工程", "建设", "古建园林"),
    "6-30": ("工程机械", "建设"),
    "6": ("实业", "制造"),
}
"""Lines of business by the longest prefix of the occupation code that fits."""


def lines_of_business(code: str) -> tuple[str, ...]:
    """What an employer of this occupation may trade in."""
    fitting = [prefix for prefix in TRADE if code.startswith(prefix)]
    return TRADE[max(fitting, key=len)] if fitting else ("服务",)

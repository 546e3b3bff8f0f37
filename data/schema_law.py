"""Words that only questions of law use: what other offices know of a worker, what an employer says of itself."""

from data.schema import LOW_INCOMES, Column

REGISTERS = ("insurance", "low_income", "disability", "land", "company")
"""Registers that other offices keep: unemployment insurance, 民政, 残联, expropriated land, 市场监管."""

REGISTER_NAMES = {
    "insurance": "失业保险参保缴费",
    "low_income": "最低生活保障",
    "disability": "残疾人证",
    "land": "被征地农民",
    "company": "企业法人和高管",
}

LAW_COLUMNS: tuple[Column, ...] = (
    Column("recognised", "flag", "就业困难人员认定"),
    Column("company_officer", "flag", "在营企业法人、股东或高管"),
    Column("draws_benefit", "flag", "正在领取失业保险金"),
)
"""Facts about a worker that are not in the registry's file but known here by the day of the question."""

REGISTER_FACTS: dict[str, tuple[Column, ...]] = {
    "insurance": (
        Column("ui_months", "int", "失业保险缴费月数"),
        Column("draws_benefit", "flag", "正在领取失业保险金"),
    ),
    "low_income": (Column("low_income", "code", "低保类型", codes=LOW_INCOMES),),
    "disability": (Column("disabled", "flag", "持残疾证"),),
    "land": (Column("land_lost_on", "date", "失去全部土地日期"),),
    "company": (Column("company_officer", "flag", "在营企业法人、股东或高管"),),
}
"""What each register tells; its word goes before the registry's own file."""

REGISTER_COLUMNS: dict[str, tuple[Column, ...]] = {
    register: (
        Column("id_number", "text", "公民身份号码", required=True, identity=True),
        Column("name", "text", "姓名", identity=True),
        Column("valid_on", "date", "信息日期", required=True),
        *facts,
    )
    for register, facts in REGISTER_FACTS.items()
}
"""What a file of a register holds; people are found by their number alone."""

EMPLOYER_SIZES = ("large", "medium", "small", "micro")

EMPLOYER_COLUMNS: tuple[Column, ...] = (
    Column("size", "code", "企业规模", codes=EMPLOYER_SIZES),
    Column("n_staff", "int", "职工人数"),
    Column("n_hired", "int", "本年度新招用人数"),
    Column("n_hard_to_employ", "int", "其中经认定的就业困难人员人数"),
    Column("n_young", "int", "其中毕业生和16至24岁登记失业青年人数"),
    Column("contract_months", "int", "劳动合同期限（月）"),
    Column("kept_months", "int", "稳定就业月数"),
    Column("pays_insurance", "flag", "为其缴纳社会保险"),
    Column("new_insured_months", "int", "为其缴纳失业、工伤、养老保险月数"),
    Column("insured_months", "int", "单位缴纳失业保险月数"),
    Column("premium_fen", "fen", "上年度缴纳失业保险费"),
    Column("layoff_percent", "real", "上年度裁员率（%）"),
    Column("disabled_percent", "real", "在职残疾职工比例（%）"),
)
"""What an employer is asked for; what it leaves out stays unknown."""

"""Which refusals of the matcher a counselor may set aside, with a reason, and which never."""

ABSOLUTE = {
    "vacancy_open": "《人力资源市场暂行条例》第二十四条",
    "lawful_posting": "《就业促进法》第三条、《人力资源市场暂行条例》第二十四条",
    "employer_in_good_standing": "单位在公布的欠薪、失信等名单上（依据待核实）",
    "of_lawful_age": "《劳动法》第十五条、第六十四条",
    "allowed_underground": "《女职工劳动保护特别规定》附录",
}
"""Rules that nobody may set aside, each with its ground; the other rules are wishes and demands."""

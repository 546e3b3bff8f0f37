"""The words: every column of the registry, the vacancies and the programmes, with kind, label and code list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pyarrow as pa

Kind = Literal["text", "code", "date", "int", "real", "flag", "fen", "list"]
"""`fen` is whole cents of a yuan, `list` is several codes or words, `flag` is yes, no or unknown."""

ARROW: Mapping[Kind, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "int": pa.int32(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "fen": pa.int64(),
    "list": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One named fact; `codes` is the closed list of its values, `label` what a Chinese form calls it."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    codes: tuple[str, ...] = ()
    identity: bool = False
    """Tells who somebody is: it stays in the `workers` table and never enters a snapshot."""


SEXES = ("1", "2", "0", "9")
"""GB/T 2261.1: male, female, unknown, not stated."""

POPULATIONS = ("rural", "graduate", "urban")
RETIRE_TRACKS = ("M60", "F55", "F50")
LABOUR_CAPACITIES = ("full", "partial", "none")
LOW_INCOMES = ("none", "urban", "rural")
EMPLOYMENT_STATUSES = (
    "employed",
    "self_employed",
    "flexible",
    "migrant",
    "farming",
    "unemployed",
    "never_worked",
    "student",
    "retired",
    "deceased",
)
EMPLOYER_KINDS = ("state", "collective", "private", "public", "household", "other")
UNEMPLOYMENT_REASONS = ("10", "20", "30", "40", "50", "60", "80", "90")
REACHES = ("county", "neighbours", "city", "province", "country")
"""How far a worker is willing to go: own county, adjoining ones, the city, the province, anywhere."""

HOURS = ("full", "part", "night", "any")
UNWANTED_KINDS = ("职业", "单位", "地点", "班次")
"""What a worker may rule out, each as kind, colon and value: a prefix of a code, a name, a working time."""

EXIT_REASONS = ("stable_work", "short_work", "retired", "left_market", "studies", "other")
"""How a spell ended; only `stable_work` is the event the index foretells, the others compete with it."""

CERTIFICATE_LEVELS = ("special", "5", "4", "3", "2", "1", "expert", "chief")
"""From a special-skill certificate through junior (5) to first class (1), expert and chief technician."""

PROGRAMME_STATUSES = ("open", "closed")
VACANCY_STATUSES = ("open", "closed")

IDENTITY_COLUMNS: tuple[Column, ...] = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("id_number", "text", "公民身份号码", required=True, identity=True),
    Column("name", "text", "姓名", required=True, identity=True),
    Column("phone", "text", "手机号码", identity=True),
)

FACT_COLUMNS: tuple[Column, ...] = (
    Column("valid_on", "date", "信息更新日期", required=True),
    Column("sex", "code", "性别", codes=SEXES),
    Column("birth_on", "date", "出生日期"),
    Column("hukou_region", "code", "户籍行政区划"),
    Column("region", "code", "现住地行政区划", required=True),
    Column("township", "code", "现住乡镇街道"),
    Column("population", "code", "建档类别", codes=POPULATIONS),
    Column("education", "code", "文化程度"),
    Column("full_time_education", "flag", "全日制教育"),
    Column("graduated_on", "date", "毕业日期"),
    Column("retire_track", "code", "退休年龄类别", codes=RETIRE_TRACKS),
    Column("labour_capacity", "code", "劳动能力", codes=LABOUR_CAPACITIES),
    Column("disabled", "flag", "持残疾证"),
    Column("low_income", "code", "低保类型", codes=LOW_INCOMES),
    Column("poverty_monitored", "flag", "脱贫或监测户"),
    Column("land_lost_on", "date", "失去全部土地日期"),
    Column("discharged_on", "date", "退役日期"),
    Column("household_id", "text", "户编号"),
    Column("n_dependants", "int", "需照料家庭成员数"),
    Column("own_transport", "flag", "自有交通工具"),
    Column("employment_status", "code", "就业状态", codes=EMPLOYMENT_STATUSES),
    Column("willing", "flag", "有就业意愿"),
    Column("registered_on", "date", "失业登记日期"),
    Column("unemployment_reason", "code", "失业原因", codes=UNEMPLOYMENT_REASONS),
    Column("last_employer_kind", "code", "原单位类型", codes=EMPLOYER_KINDS),
    Column("ui_months", "int", "失业保险缴费月数"),
    Column("last_occupation", "code", "原职业代码"),
    Column("last_wage_fen", "fen", "原月收入"),
    Column("income_months_12", "int", "近12个月有收入月数"),
    Column("experience_months", "int", "累计工作月数"),
    Column("months_worked_36", "int", "近36个月就业月数"),
    Column("n_jobs_36", "int", "近36个月工作单位数"),
    Column("longest_tenure_months", "int", "最长任职月数"),
    Column("past_occupations", "list", "从事过的职业代码"),
    Column("migrated", "flag", "有外出务工经历"),
    Column("certificates", "list", "证书（职业代码:等级）"),
    Column("licences", "list", "驾照与特种作业证"),
    Column("skills", "list", "技能"),
    Column("trained_on", "date", "最近培训日期"),
    Column("wish_occupations", "list", "期望职业代码"),
    Column("wish_wage_fen", "fen", "期望月薪"),
    Column("reach", "code", "可接受工作范围", codes=REACHES),
    Column("wish_hours", "code", "可工作时间", codes=HOURS),
    Column("unwanted", "list", "不愿意的工作"),
    Column("training_wish", "code", "培训意愿职业代码"),
    Column("startup_wish", "flag", "有创业意愿"),
    Column("consent", "flag", "同意个性化推送"),
)

WORKER_COLUMNS = IDENTITY_COLUMNS + FACT_COLUMNS

SPELL_COLUMNS: tuple[Column, ...] = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("started_on", "date", "失业登记日期", required=True),
    Column("ended_on", "date", "注销日期"),
    Column("exit_reason", "code", "注销原因", codes=EXIT_REASONS),
)

VACANCY_COLUMNS: tuple[Column, ...] = (
    Column("vacancy_id", "text", "岗位编号", required=True),
    Column("source", "text", "来源", required=True),
    Column("title", "text", "岗位名称", required=True),
    Column("employer", "text", "招聘单位", required=True),
    Column("description", "text", "岗位描述"),
    Column("occupation", "code", "职业代码"),
    Column("occupation_confidence", "real", "职业判定把握"),
    Column("wage_text", "text", "薪资原文"),
    Column("wage_low_fen", "fen", "月薪下限"),
    Column("wage_high_fen", "fen", "月薪上限"),
    Column("wages_per_year", "int", "年发薪月数"),
    Column("place_text", "text", "地点原文"),
    Column("region", "code", "工作地行政区划"),
    Column("min_education", "int", "最低学历"),
    Column("min_experience_months", "int", "最低经验月数"),
    Column("required_skills", "list", "必备技能"),
    Column("welcome_skills", "list", "加分技能"),
    Column("skill_levels", "list", "技能程度（技能:程度）"),
    Column("required_licences", "list", "必备证件"),
    Column("required_certificate", "text", "必备证书（职业代码:等级）"),
    Column("min_age", "int", "法定最低年龄"),
    Column("underground", "flag", "矿山井下"),
    Column("hours", "code", "工时", codes=HOURS),
    Column("places", "int", "招聘人数", required=True),
    Column("posted_on", "date", "发布日期"),
    Column("expires_on", "date", "截止日期"),
    Column("status", "code", "状态", codes=VACANCY_STATUSES),
)
"""`min_education` is a rank of `data/codes/education.csv`, 0 none to 7 doctorate; no demand is 0."""

PROGRAMME_COLUMNS: tuple[Column, ...] = (
    Column("programme_id", "text", "项目编号", required=True),
    Column("source", "text", "来源", required=True),
    Column("title", "text", "培训项目", required=True),
    Column("institution", "text", "培训机构", required=True),
    Column("region", "code", "培训地行政区划", required=True),
    Column("occupation", "code", "职业代码"),
    Column("level", "code", "等级", codes=CERTIFICATE_LEVELS),
    Column("gives_certificate", "text", "所发证书（职业代码:等级）"),
    Column("gives_licences", "list", "所发证件"),
    Column("gives_skills", "list", "所教技能"),
    Column("min_education", "int", "最低学历"),
    Column("hours_total", "int", "总课时"),
    Column("days", "int", "天数"),
    Column("cost_fen", "fen", "学费"),
    Column("seats", "int", "剩余名额", required=True),
    Column("starts_on", "date", "开班日期"),
    Column("status", "code", "状态", codes=PROGRAMME_STATUSES),
)


@cache
def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The Arrow schema in which these columns travel between importers, store, snapshot and models."""
    return pa.schema([pa.field(c.name, ARROW[c.kind]) for c in columns])


def snapshot_columns() -> tuple[Column, ...]:
    """What a snapshot holds of each worker: the id and the facts, nothing that tells who it is."""
    return tuple(c for c in WORKER_COLUMNS if not c.identity)

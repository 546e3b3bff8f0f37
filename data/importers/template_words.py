"""What a template says of each column: an explanation, an example, and the values to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.codes.regions import XINZHOU_UNITS, regions, townships
from data.importers.mapping import KINDS, load_mapping
from data.importers.mapping import Mapping as ImportMapping
from data.schema import Column
from data.schema_law import REGISTERS

MAPPING_OF: Mapping[str, str] = {
    "workers": "registry",
    "spells": "spells",
    "vacancies": "vacancies",
    "programmes": "programmes",
    "classes": "classes",
    "certificates": "certificates",
    **{register: register for register in REGISTERS},
    "employers": "employers",
}
"""The shipped mapping that reads each template back."""

MAY_BE_DERIVED = frozenset({"valid_on", "vacancy_id"})
"""Required in the store, but an importer knows what to do without them."""

Example = str | int | date

BY_KIND: Mapping[str, str] = {
    "text": "文字",
    "code": "代码或下拉选项",
    "date": "日期，如 2024-01-31",
    "int": "不小于 0 的整数",
    "real": "数字",
    "flag": "是或否；不清楚请留空",
    "fen": "金额，单位为元，如 4500 或 4500.50",
    "list": "可填多项，用分号（;）分开；确知没有请填“无”，不清楚请留空",
}

NOTES: Mapping[str, str] = {
    "worker_id": "本系统内的个人编号，1–64 位字母、数字或 - _ . /，一人一号，终身不变",
    "id_number": "18 位；前六位是发证地，不必与现住地一致",
    "valid_on": "这一行信息是哪一天核实的；留空则按导入日",
    "sex": "留空则按公民身份号码",
    "birth_on": "留空则按公民身份号码",
    "region": "县（市、区）的名称或六位代码",
    "township": "九位代码，可带名称",
    "education": "名称或国标代码（GB/T 4658），如 初中 或 71",
    "last_occupation": "职业分类大典（2022年版）代码，如 4-02-02-02；只知大类可填到中类、小类",
    "training_wish": "想学什么：职业分类大典（2022年版）代码",
    "past_occupations": "职业代码，用分号分开",
    "wish_occupations": "职业代码，至多三项，用分号分开",
    "certificates": "职业代码:等级，如 6-18-02-04:4；等级 5 初级、4 中级、3 高级、2 技师、1 高级技师",
    "licences": "如 C1;健康证;特种作业-电工；没有请填“无”",
    "skills": "如 电焊;叉车驾驶",
    "unwanted": "本人说不去的：职业:6-16（代码可只写到大类、中类）;单位:全称;地点:六位代码;班次:夜班；没有请留空",
    "registered_on": "现在这一次失业登记的日期；未登记失业请留空",
    "consent": "本人是否同意个性化推送；未问过请留空",
    "exit_reason": "有注销日期时必须填写",
    "vacancy_id": "一岗一号；再次导入同一编号即为更新",
    "programme_id": "一项一号；再次导入同一编号即为更新",
    "source": "来自哪里，如 忻府区人社局",
    "class_id": "一班一号；再次导入同一编号即为更新",
    "certificate_no": "一证一号",
    "filed_no": "人社部门的开班备案号；没有备案的班不能使用培训券",
    "filed_on": "与备案号同时填写",
    "place": "上课的详细地点",
    "trainers": "教师编号，用分号分开",
    "occupation": "职业分类大典（2022年版）代码；岗位留空则由系统按名称判定",
    "min_education": "0 不限、1 小学、2 初中、3 高中或中职、4 大专、5 本科、6 硕士、7 博士",
    "occupation_confidence": "0–1；由系统填写，请留空",
    "min_age": "只填法律规定的最低年龄，如井下作业 18",
    "skill_levels": "如 电焊:熟练；程度为精通、熟练、熟悉、了解；留空则由系统按描述判定",
    "required_certificate": "职业代码:等级，如 6-18-02-04:4",
    "gives_certificate": "职业代码:等级，如 6-18-02-04:4",
    "employer": "营业执照上的全称",
    "listed_on": "从这一天起，该单位的岗位不再推荐",
    "removed_on": "从这一天起恢复推荐；还在名单上请留空；登记有误的，填列入日期",
}

NOBODY = "140902199001010002"
"""Sequence 000 is never issued: the number is sound and nobody's."""

NOBODYS = ("示例", "SHILI-", NOBODY)
"""What stands in an example and in nobody's row."""

_PERSON: Mapping[str, Example] = {
    "id_number": NOBODY,
    "name": "示例甲",
    "valid_on": date(2024, 1, 31),
}

EXAMPLES: Mapping[str, Mapping[str, Example]] = {
    "workers": {
        "worker_id": "SHILI-0001",
        "id_number": NOBODY,
        "name": "示例甲",
        "phone": "13800000000",
        "valid_on": date(2024, 1, 31),
        "sex": "女",
        "birth_on": date(1990, 1, 1),
        "hukou_region": "忻府区",
        "region": "忻府区",
        "township": "140902001秀容街道",
        "population": "农村劳动力",
        "education": "初中",
        "employment_status": "失业",
        "willing": "是",
        "registered_on": date(2024, 1, 15),
        "last_occupation": "4-10-01-06",
        "last_wage_fen": 3200,
        "experience_months": 96,
        "past_occupations": "4-10-01-06",
        "certificates": "4-10-01-06:5",
        "licences": "健康证",
        "skills": "家居保洁;老人照护",
        "wish_occupations": "4-10-01-06;4-10-01-05",
        "wish_wage_fen": 3800,
        "reach": "本市",
        "wish_hours": "全日制",
        "consent": "是",
    },
    "spells": {
        "worker_id": "SHILI-0001",
        "started_on": date(2023, 3, 1),
        "ended_on": date(2023, 9, 15),
        "exit_reason": "稳定就业",
    },
    "vacancies": {
        "vacancy_id": "SHILI-GW-0001",
        "source": "示例",
        "title": "养老护理员（示例，请删除）",
        "employer": "示例单位",
        "description": "照料老人起居，需健康证。",
        "occupation": "4-10-01-05",
        "wage_low_fen": 3000,
        "wage_high_fen": 4200,
        "region": "140902",
        "min_education": 0,
        "required_licences": "健康证",
        "required_skills": "生活照护",
        "hours": "全日制",
        "places": 2,
        "posted_on": date(2024, 1, 31),
        "status": "招聘中",
    },
    "programmes": {
        "programme_id": "SHILI-PX-0001",
        "source": "示例",
        "title": "焊工（四级，示例，请删除）",
        "institution": "示例学校",
        "region": "140902",
        "occupation": "6-18-02-04",
        "level": "四级",
        "gives_certificate": "6-18-02-04:4",
        "gives_skills": "电焊",
        "hours_total": 160,
        "days": 20,
        "cost_fen": 1800,
        "seats": 30,
        "starts_on": date(2024, 3, 1),
        "status": "招生中",
    },
    "classes": {
        "class_id": "SHILI-BJ-0001",
        "title": "焊工四级一班（示例，请删除）",
        "institution": "示例学校",
        "region": "140902",
        "place": "示例路1号",
        "occupation": "6-18-02-04",
        "level": "四级",
        "filed_no": "示例备案0001",
        "filed_on": date(2024, 2, 20),
        "seats": 30,
        "starts_on": date(2024, 3, 1),
        "ends_on": date(2024, 3, 20),
        "hours_total": 160,
        "fee_fen": 1800,
        "trainers": "T001;T002",
    },
    "certificates": {
        "certificate_no": "SHILI-ZS-0001",
        "id_number": NOBODY,
        "name": "示例甲",
        "occupation": "6-18-02-04",
        "level": "四级",
        "issued_on": date(2024, 4, 1),
        "issuer": "示例评价机构",
    },
    "insurance": {**_PERSON, "ui_months": 18, "draws_benefit": "否"},
    "low_income": {**_PERSON, "low_income": "城镇低保"},
    "disability": {**_PERSON, "disabled": "是"},
    "land": {**_PERSON, "land_lost_on": date(2023, 6, 30)},
    "company": {**_PERSON, "company_officer": "是"},
    "employers": {
        "employer": "示例单位（请删除）",
        "list": "拖欠农民工工资失信联合惩戒对象名单",
        "listed_on": date(2024, 1, 31),
        "source": "示例人社局",
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of a template; `choices` are the texts of its drop-down list, if it has one."""

    column: Column
    note: str
    choices: tuple[str, ...]
    example: Example | None

    @property
    def required(self) -> bool:
        """Whether a row without it is refused."""
        return self.column.required and self.column.name not in MAY_BE_DERIVED


def entries(kind: str) -> tuple[Entry, ...]:
    """The columns of one kind of template; raises ValueError, as a sentence, for an unknown kind."""
    if kind not in MAPPING_OF:
        raise ValueError(f"没有“{kind}”的模板，可用：{'、'.join(MAPPING_OF)}。")
    mapping = load_mapping(MAPPING_OF[kind])
    example = EXAMPLES[kind]
    return tuple(
        Entry(c, _note(c), _choices(c, kind, mapping), example.get(c.name)) for c in KINDS[kind]
    )


def _note(column: Column) -> str:
    form = BY_KIND[column.kind]
    return f"{form}。{NOTES[column.name]}。" if column.name in NOTES else f"{form}。"


def _choices(column: Column, kind: str, mapping: ImportMapping) -> tuple[str, ...]:
    """The first text that the mapping knows for each code, in the order of the codes."""
    if kind == "workers" and column.name == "region":
        return tuple(regions()[unit].name for unit in XINZHOU_UNITS)
    if column.name == "township":
        return tuple(f"{town.code}{town.name}" for town in townships().values())
    if column.kind == "flag":
        return ("是", "否")
    texts: dict[str, str] = {}
    for text, code in mapping.values.get(column.name, {}).items():
        texts.setdefault(code, text)
    if column.codes:
        return tuple(texts.get(code, code) for code in column.codes)
    return tuple(texts.values())

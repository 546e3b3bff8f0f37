"""An example of every kind of message: what counselors preview and providers approve."""

from collections.abc import Mapping

from service.push.planning.offers import REASONS

Sample = tuple[str, Mapping[str, object], str]
"""The line, the facts, the reason."""

VACANCY = {
    "kind": "vacancy",
    "id": "example-1",
    "title": "货车司机",
    "about": ["某物流公司", "忻州·忻府区", "4,500–6,000元/月"],
    "why": "岗位列的2项您都会：货车驾驶、车辆检查。",
}
COURSE = {
    "kind": "programme",
    "id": "example-2",
    "title": "电工（五级）",
    "about": ["某职业培训学校", "忻州·原平市", "2026-12-07 开班", "学费免费"],
    "why": "学完后另有12个岗位向您打开。",
}
POLICY = {
    "kind": "policy",
    "id": "example-3",
    "title": "一次性创业补贴",
    "about": ["文号见政策原文"],
    "why": "政策文本尚未核对原文，条件以现行文件为准",
}

SAMPLES: Mapping[str, Sample] = {
    "vacancies": ("vacancies", {"items": [VACANCY]}, REASONS["vacancies"]),
    "vacancies_plain": (
        "vacancies",
        {"items": [VACANCY | {"why": ""}]},
        REASONS["vacancies_plain"],
    ),
    "new_vacancy": ("vacancies", {"items": [VACANCY]}, REASONS["new_vacancy"]),
    "training": ("training", {"items": [COURSE]}, REASONS["training"]),
    "training_plain": ("training", {"items": [COURSE | {"why": ""}]}, REASONS["training_plain"]),
    "guidance": (
        "guidance",
        {"advice": "您的档案还缺期望月薪、技能，补上后推荐会更准。"},
        REASONS["guidance"],
    ),
    "startup": ("startup", {}, REASONS["startup"]),
    "policies": ("policies", {"items": [POLICY]}, REASONS["policies"]),
    "policies_plain": ("policies", {}, REASONS["policies_plain"]),
    "assistance": ("assistance", {}, REASONS["assistance"]),
    "notice": (
        "training",
        {"title": "您有一张培训券可以使用", "text": "请在到期前到“我的—培训券”领取并选择培训。"},
        "您已获发职业技能电子培训券",
    ),
    "campaign": (
        "vacancies",
        {"title": "周六专场招聘会", "text": "本周六9:00在市人力资源市场举办专场招聘会，免费入场。"},
        "您登记的现住地在忻府区",
    ),
}

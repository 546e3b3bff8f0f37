"""Hours are read only where a title or text says them of the post itself."""

import pytest

from data.importers.grammars_hours import read_hours


@pytest.mark.parametrize(
    ("title", "text", "hours"),
    [
        ("夜班(美东时间)KA客户支持", "", "night"),
        ("保安", "上夜班，包吃住", "night"),
        ("仓库夜班分拣员", "", "night"),
        ("保安", "无夜班，长白班", None),
        ("护士", "白夜班轮换", None),
        ("普工", "两班倒，夜班补贴30元", None),
        ("兼职UI", "", "part"),
        ("ui设计（兼职）", "", "part"),
        ("python后端开发工程师（两个月兼职）", "", "part"),
        ("保洁小时工", "", "part"),
        ("软件测试工程师（兼职UI设计师）", "", None),
        ("PHP开发可兼职", "", "any"),
        ("web前端讲师", "线下授课；全职兼职均可", "any"),
        ("网页设计师", "有兼职经历者优先", None),
        ("货车司机", "", None),
    ],
)
def test_hours_as_people_write_them(title: str, text: str, hours: str | None) -> None:
    assert read_hours(title, text) == hours

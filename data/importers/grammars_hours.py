"""Working hours as titles and texts say them: part time, night shift, either; silence is not an answer."""

import re
import unicodedata

EITHER = re.compile(
    r"(?:全职|专职)[、/,和或及兼]*兼职|兼职[、/,和或及]*(?:全职|专职)"
    r"|(?:可以?|可做|亦可|也可|均可|接受|支持)做?兼职|兼职(?:均|也|亦|都)?可|(?:全|兼)职不限"
)
PART = re.compile(
    r"^兼职|[^(\[【（]兼职|[(\[【（][^)\]】）]{0,4}兼职(?:生|人员)?[)\]】）+,，、;；]|招聘?兼职|小时工|钟点工"
)
NIGHT = re.compile(r"(?<![白无不免两倒早晚])夜班|(?:长|纯|固定|只上|专上)夜班")
NO_NIGHT = re.compile(
    r"(?:无|不上|没有|不用上?|无需上?|不需要?上?|免|拒绝|非|不值?)(?:大)?夜班|白夜班|夜班补|夜班津贴"
    r"|白班[、/和或]夜班|夜班[、/和或]白班|两班|倒班|三班"
)


def read_hours(title: str, text: str) -> str | None:
    """`part`, `night`, `any` for full or part time as one likes, None where neither is said.

    Only the title tells that a post itself is part time: a text may speak of earlier work.
    """
    head = _plain(title)
    both = f"{head};{_plain(text)}"
    if EITHER.search(both):
        return "any"
    if PART.search(head):
        return "part"
    if NIGHT.search(both) and not NO_NIGHT.search(both):
        return "night"
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))

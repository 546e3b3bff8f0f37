"""What the tags of recruitment sites say about the work, once what they say of the company is left out."""

import re

SIZE = re.compile(r"^(?:少于)?\d+(?:-\d+)?人(?:以[上下])?$")
OWNERSHIP = frozenset(
    {"民营", "国企", "合资", "外商独资", "外资", "股份制企业", "上市公司", "事业单位", "国家机关", "社会团体",
     "港澳台公司", "学校/下级学院", "代表处", "银行", "医院", "律师事务所", "其它", "其他"}
)  # fmt: skip
DAMAGED = "\ufffd"
"""What is left of a character that some earlier program could not decode."""


def skill_tags(text: str | None, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The tags about the work, in order, once each; `known` are texts that other columns hold already.

    A list ends with ownership, size and branch of the company where it is separated by `|`; damaged
    tags are left out, for nobody can tell what they said.
    """
    bars = "|" in (text or "") or "｜" in (text or "")
    tags = [t.strip() for t in re.split(r"[|｜]" if bars else r"[,，;；]", text or "")]
    size = next((i for i, tag in enumerate(tags) if SIZE.match(tag)), None)
    if size is not None:
        owned = size > 0 and tags[size - 1] in OWNERSHIP
        tags = tags[: size - 1 if owned else size]
    kept = [t for t in tags if t and t not in known and DAMAGED not in t]
    return tuple(dict.fromkeys(kept))

"""What each hard rule says of the one vacancy it refuses: the figures of this pair, in a sentence."""

import numpy as np

from data.schema import HOURS
from models.matching import unwanted, wording
from models.matching.linter import unlawful
from models.matching.market import Market
from models.matching.papers import lower_level
from models.matching.seekers import Seekers


def closed_detail(_s: Seekers, _i: int, m: Market, j: int) -> str:
    """Why this vacancy is no longer to be had."""
    row = m.table.slice(j, 1).to_pylist()[0]
    expires = row.get("expires_on")
    if row.get("status") == "closed":
        return "单位已停止招聘。"
    if expires is not None and expires < m.as_of:
        return f"招聘已于{expires:%Y-%m-%d}截止。"
    return "名额已满。"


def unlawful_detail(_s: Seekers, _i: int, m: Market, j: int) -> str:
    """Which words of the posting break which law."""
    row = m.table.slice(j, 1).to_pylist()[0]
    found = unlawful(
        row["title"] or "", row.get("description") or "", underground=bool(m.underground[j])
    )
    return "；".join(f"含{f.kind}“{f.words}”，违反{f.law}" for f in found) + "。"


def listed_detail(_s: Seekers, _i: int, m: Market, j: int) -> str:
    """Which lists the employer is on, since when, and who says so."""
    row = m.table.slice(j, 1).to_pylist()[0]
    return "；".join(wording.listing_said(told) for told in row["listed"]) + "。"


def reach_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Where the post is and how far the worker goes."""
    place = wording.place_seen_from(m.places[m.place[j]], int(s.classes[s.home[i], m.place[j]]))
    return f"岗位在{place}，劳动者可接受的范围是{wording.REACH_NAMES[s.reach[i]]}。"


def papers_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """The papers demanded that the file does not show, or shows at a lower level only."""
    held = s.certificates[i].as_py() or ()
    demanded = [m.paper_codes[b] for b in bits_of(m.papers[j] & ~s.papers[i])]
    lower = [(code, level) for code in demanded if (level := lower_level(held, code))]
    none = [wording.paper_said(c) for c in demanded if c not in dict(lower)]
    said = [f"岗位要求{wording.paper_said(c)}，登记的是{level}" for c, level in lower]
    if none:
        said.append(f"档案中没有登记：{wording.listed(none)}")
    return f"{'；'.join(said)}；如已持有请补登。"


def bits_of(words: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> tuple[int, ...]:
    """The numbers of the bits set."""
    return tuple(
        64 * w + b for w, word in enumerate(words) for b in range(64) if int(word) >> b & 1
    )


def education_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Education demanded and held."""
    asked, held = (wording.EDUCATION_NAMES[r] for r in (m.min_education[j], s.education[i]))
    return f"岗位要求{asked}及以上，登记的是{held if s.education[i] else '未上过学或其他'}。"


def age_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """The age law sets and the worker's."""
    return f"法定最低年龄{m.min_age[j]}周岁，劳动者{s.age[i]}周岁。"


def underground_detail(_s: Seekers, _i: int, _m: Market, _j: int) -> str:
    """The law that bars it."""
    return "该岗位为矿山井下劳动，《女职工劳动保护特别规定》附录禁止安排女职工从事。"


def wage_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Offer against wish."""
    wish = wording.yuan(int(s.expected[i]))
    return f"岗位月薪最高{wording.yuan(int(m.ceiling[j]))}，不到期望月薪{wish}的九成。"


def hours_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Hours offered against hours possible."""
    return f"岗位为{hours_name(int(m.hours[j]))}，劳动者可工作时间为{hours_name(int(s.hours[i]))}。"


def hours_name(mask: int) -> str:
    """Hours as a person says them."""
    return "、".join(
        wording.HOURS_NAMES[h] for b, h in enumerate(HOURS) if h != "any" and mask >> b & 1
    )


def ruled_out_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """What of the vacancy the worker has ruled out."""
    number = set(s.unwanted.of(i).tolist()) & set(m.traits[j].tolist())
    words = [unwanted.said(word) for word, n in m.trait_number.items() if n in number]
    return f"本人说过不去：{wording.listed(words)}。"

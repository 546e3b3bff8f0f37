"""What a worker is told about the places of a vacancy or a course: left, kept for him or her, or full."""

from collections.abc import Mapping

from models.matching.match import Referral, Standing

NOT_YET = ("名额尚未统筹分配。", "名额还没有统一安排。")


def standing(
    target_id: str, price: float, n_places: int, referrals: Mapping[str, Referral] | None
) -> Standing:
    """The standing for one target; `referrals` are the worker's own, None where nobody gave any out."""
    if referrals is None:
        return Standing(price, None, None, 0, *(scarce(n_places) if price > 0 else NOT_YET))
    mine = referrals.get(target_id)
    if mine is None:
        return Standing(price, False, None, 0, *(taken(n_places) if price > 0 else LEFT))
    first, last = KEPT if mine.price > 0 else LEFT
    full = f"另有{mine.n_full}个匹配分更高的，名额已满。" if mine.n_full else ""
    return Standing(
        mine.price, True, mine.instead_of, mine.n_full, f"{first}{full}", f"{last}{full_for(mine)}"
    )


LEFT = ("名额够用，推荐不会挤占别人。", "名额还够。")
KEPT = ("想要的人多于名额，已为其安排一次推荐。", "想去的人多，已经给您安排了推荐。")


def scarce(n_places: int) -> tuple[str, str]:
    """More people want it than there are places, and nothing is known of this worker's share."""
    return (
        f"共{n_places}个名额，想要的人更多；推送前请先核对。",
        f"一共{n_places}个名额，想去的人更多。",
    )


def taken(n_places: int) -> tuple[str, str]:
    """The places went to others."""
    return (
        f"共{n_places}个名额，推荐机会已排给排序更靠前的人；不宜主动推送。",
        f"一共{n_places}个名额，想去的人更多，不一定轮得到。",
    )


def full_for(mine: Referral) -> str:
    """The same fact for the worker."""
    return f"还有{mine.n_full}个更合适的，名额已经满了。" if mine.n_full else ""

"""What courses open to one worker: the vacancies themselves, what they pay, and how that is said."""

from collections.abc import Sequence

import numpy as np

from models.matching import wording
from models.matching.columns import Ints
from models.matching.market import Market
from models.matching.match import Opened
from models.matching.opening import Where, near_places, open_rows, opened_rows
from models.matching.programmes import Courses, everybody, pupils, room_for
from models.matching.seekers import UNKNOWN_PLACE, Seekers, held_skills, rows_of


def opened_by(s: Seekers, i: int, m: Market, courses: Courses, *, k: int = 3) -> tuple[Opened, ...]:
    """The courses that open most vacancies to worker `i`, each with the vacancies and what they pay."""
    best = everybody(rows_of(s, np.array([i])), courses, k=k)
    chosen = [int(c) for c in best.rows[0] if c >= 0]
    return courses_said(s, i, m, courses, list(enumerate(chosen, start=1)))


def courses_said(
    s: Seekers, i: int, m: Market, courses: Courses, ranked: Sequence[tuple[int, int]]
) -> tuple[Opened, ...]:
    """These courses, each after its rank, with what each opens to worker `i`."""
    one = rows_of(s, np.array([i]))
    now = wage_median(m, open_now(one, m, courses))
    return tuple(
        said(m, courses, c, rank, rows=vacancies_opened(one, m, courses, c), now=now)
        for rank, c in ranked
    )


def vacancies_opened(one: Seekers, m: Market, courses: Courses, c: int) -> Ints:
    """Market rows that course `c` opens to the only worker of `one`, best paid first."""
    people, where = pupils(one), here(one)
    room = room_for(courses, one)
    room.has[held_skills(one).values] = 1
    n_near = near_places(0, where, people, room.near)
    n = opened_rows(c, 0, n_near, people, courses.offers, courses.lessons, room)
    rows = np.sort(room.found[:n]).astype(np.int64)
    return rows[np.argsort(-m.offer[rows], kind="stable")]


def open_now(one: Seekers, m: Market, courses: Courses) -> Ints:
    """Market rows open to the only worker of `one` today: every rule passes, half of the required skills covered."""
    has = room_for(courses, one).has
    has[held_skills(one).values] = 1
    found = np.empty(len(m), np.int32)
    n = open_rows(0, here(one), m.place, m.offered, pupils(one), courses.offers, has, found)
    return found[:n].astype(np.int64)


def here(one: Seekers) -> Where:
    """Distances from the home of the only worker of `one`; of courses nothing is asked."""
    return Where(one.classes[one.home[0]], np.zeros(0, np.uint8), UNKNOWN_PLACE)


def wage_median(m: Market, which: Ints) -> int | None:
    """The median offer, None where none of them states a wage."""
    offers = m.offer[which]
    return int(np.median(offers[offers >= 0])) if (offers >= 0).any() else None


def said(m: Market, courses: Courses, c: int, rank: int, *, rows: Ints, now: int | None) -> Opened:
    """One course with what it opens, in numbers and in words.

    A vacancy may stand in somebody's list and yet be opened: the list asks for no skill, this asks
    for half of them. So what is said is not where somebody may go but what is within his or her powers.
    """
    row = courses.table.slice(c, 1).to_pylist()[0]
    then = wage_median(m, rows)
    gives = tuple(
        wording.paper_said(p)
        for p in (row.get("gives_certificate"), *(row.get("gives_licences") or ()))
        if p
    )
    skills = tuple(row.get("gives_skills") or ())
    what = wording.listed((*gives, *skills))
    pay = "" if then is None else f"，月薪中位{wording.yuan(then)}"
    against = "" if then is None or now is None else f"（现在够得上的{wording.yuan(now)}）"
    n_better = None if now is None else int(np.count_nonzero(m.offer[rows] > now))
    better, better_plainly = how_many_better(n_better, len(rows))
    days_said = f"，{row['days']}天" if row.get("days") else ""
    opened = f"{len(rows)}个"
    return Opened(
        programme_id=courses.ids[c],
        rank=rank,
        n_opened=len(rows),
        n_better=n_better,
        n_places=int(m.n_places[rows].sum()),
        vacancy_ids=tuple(map(m.ids.__getitem__, rows.tolist())),
        wage_now_fen=now,
        wage_then_fen=then,
        cost_fen=row.get("cost_fen"),
        days=row.get("days"),
        starts_on=row.get("starts_on"),
        seats=row["seats"],
        gives=(*gives, *skills),
        counselor=f"学完{row['title']}（得{what}{days_said}）后，可及范围内够得上的在招岗位多{opened}{pay}{against}{better}。",
        worker=f"学完{row['title']}，您能去的地方，够得上的岗位多{opened}{pay}{against}{better_plainly}。",
    )


def how_many_better(n_better: int | None, n_opened: int) -> tuple[str, str]:
    """How many of the opened vacancies pay more than what is open already, for counselor and worker.

    A course whose vacancies pay no more than today's is not worth the weeks it takes for the pay.
    """
    if n_better is None or n_better == n_opened:
        return "", ""
    if n_better == 0:
        return (
            "，但工资都不高于现在够得上岗位的中位数",
            "，不过工资都不比您现在够得上的高，想好了再学",
        )
    return (
        f"，其中{n_better}个高于现在够得上岗位的中位数",
        f"，其中{n_better}个比您现在够得上的挣得多",
    )

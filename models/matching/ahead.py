"""Fetching from memory, ahead of need, what is known of the workers served next.

Workers are served by home and occupation, so each stands somewhere else in memory: waiting for that took
an eighth of a search.
"""

from models.matching.blocks import Block
from models.matching.columns import I16, I32, Ints
from models.matching.compiled import inlined
from models.matching.lanes import fetch
from models.matching.packed import People

SOON, LATER = 2, 4
"""How many workers ahead the lists are fetched, and before these where the lists begin.

Of the very next one it is where the postings of each skill begin in the near zones.
"""


@inlined
def fetch_ahead(
    workers: Ints, t: int, p: People, zones: tuple[Block, ...], rows: I32, hire: I16, worth: I16
) -> None:
    """While worker `t` is served, fetch what is known of those who follow and where their lists go."""
    last = len(workers) - 1
    i = workers[min(t + LATER, last)]
    fetch(p.reach, i)
    fetch(p.lacking, i)
    fetch(p.lacks, i)
    fetch(p.age, i)
    fetch(p.floor, i)
    fetch(p.expected, i)
    fetch(p.pay, i)
    fetch(p.experience_hire, i)
    fetch(p.experience_worth, i)
    fetch(p.skill_starts, i)
    fetch(p.past_starts, i)
    fetch(p.wish_starts, i)
    fetch(p.excluded_starts, i)
    fetch(p.unwanted_starts, i)
    fetch(rows, i)
    fetch(hire, i)
    fetch(worth, i)
    i = workers[min(t + SOON, last)]
    fetch(p.skills, p.skill_starts[i])
    fetch(p.skill_weights, p.skill_starts[i])
    fetch(p.past, p.past_starts[i])
    fetch(p.wish, p.wish_starts[i])
    i = workers[min(t + 1, last)]
    for at in range(p.skill_starts[i], p.skill_starts[i + 1]):
        for zone in range(min(p.reach[i], 3) + 1):
            fetch(zones[zone].starts, p.skills[at])

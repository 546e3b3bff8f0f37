"""The reader of vacancies: title and text in, occupation, skills, licences and danger out."""

import re

from data.codes.skill_levels import kept
from data.codes.skills import skills
from data.importers.words import Reading
from models.words.lexicon import Asked, Lexicon, says_underground
from models.words.normalise import normalise
from models.words.titles import TitleReader, TitleReading

# Work below ground by its nature: 开掘, 采矿, 支护, 井下运输, 通风, 安全防护, 监测检修, 救护 (6-16-01).
UNDERGROUND_OCCUPATIONS = frozenset(f"6-16-01-{n:02d}" for n in (4, 5, 6, 7, 9, 10, 11, 12))
BY_SKILLS = 0.5
TRUCKS, RIDER = "4-02-02-02", "4-10-08-01"
RIDES = re.compile(r"电动车|电瓶车|骑行|骑手")
"""Who delivers by electric bicycle is no lorry driver, whatever the title calls it."""

DOUBTFUL = 0.8
ENOUGH_VOTES = 2


class Reader:
    """Fulfils `data.importers.words.Words` with the carried code lists alone."""

    def __init__(self, titles: TitleReader, lexicon: Lexicon) -> None:
        self.titles = titles
        self.lexicon = lexicon
        self._occupations = {word: skill.occupations for word, skill in skills().items()}

    @classmethod
    def from_lists(cls) -> "Reader":
        """Built from the code lists; no file but theirs is read."""
        return cls(TitleReader.from_lists(), Lexicon.from_lists())

    def read(self, title: str, text: str) -> Reading:
        """The occupation of the title, else of the skills; what title and text demand."""
        asked = self.lexicon.read(f"{title}。\n{text}")
        named = self.titles.read(title)
        if named.occupation is None:
            named = self._by_skills(asked)
        if named.occupation == TRUCKS and not asked.required_licences and RIDES.search(text):
            named = TitleReading(RIDER, named.confidence * DOUBTFUL)
        return Reading(
            named.occupation,
            named.confidence,
            asked.required_skills,
            asked.welcome_skills,
            asked.required_licences,
            asked.underground or self._below_ground(named.occupation, title, text),
            tuple(kept(skill, level) for skill, level in asked.levels.items()),
        )

    def _by_skills(self, asked: Asked) -> TitleReading:
        """The occupation most of the demanded skills belong to, if they agree well enough."""
        votes: dict[str, int] = {}
        for word in asked.required_skills:
            for code in self._occupations.get(word, ())[:1]:
                votes[code] = votes.get(code, 0) + 1
        if not votes:
            return TitleReading(None, 0.0)
        code = max(votes, key=lambda c: (votes[c], c))
        share = votes[code] / sum(votes.values())
        if votes[code] < ENOUGH_VOTES or share < 0.5 or code.count("-") < 3:
            return TitleReading(None, 0.0)
        return TitleReading(code, round(BY_SKILLS * share, 3))

    @staticmethod
    def _below_ground(occupation: str | None, title: str, text: str) -> bool:
        """Mining occupations are below ground unless the words speak of the surface."""
        if occupation not in UNDERGROUND_OCCUPATIONS:
            return False
        plain = normalise(f"{title} {text}")
        return says_underground(plain) or not any(w in plain for w in ("地面", "不下井", "露天"))

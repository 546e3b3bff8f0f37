"""Cutting a vacancy's text into clauses; a line that was wrapped is one again."""

import re

from models.words.normalise import normalise

CLAUSE = re.compile(r"[。;!?\n|,]|(?<=\d)[.、](?=\D)")
RUNS_ON = re.compile(
    r"(、|无需|无须|不需|不必|(?:^|[。;!?,、.: ]|岗位|职位)(?:不要求|不需要|不用|不强求|免))\n+(?=.)",
    re.MULTILINE,
)
"""A line whose sentence goes on; `英语不要求` has said all, so that words that may end one have to open it."""

GOES_ON = re.compile(
    r"(?<![。;!?,.:|\n])\n+"
    r"(?=[者的]|不(?:限|要求|强求|作要求)(?=[。;!,\n]|$)"
    r"|(?:在?同等条件下?)?(?:可以?)?优先(?!(?:录用|录取|聘用|招聘|考虑)[\u4e00-\u9fff])"
    r"|可(?:培训|不|放宽|免)|[也亦均都皆]可|\((?!(?:\d+|[一二三四五六七八九十]+)\)))"
    r"|(?<=[者的])\n+(?=优先)"
)
"""A line that goes on with the one before it, as hard-wrapped texts have them; a numbered one does not."""


def clauses(plain: str) -> list[str]:
    """The clauses of a text that `in_lines` has normalised."""
    return CLAUSE.split(plain)


def in_lines(text: str) -> str:
    """The text normalised line by line, as a line ends a clause; one that was wrapped is one again."""
    lines = "\n".join(normalise(line) for line in text.splitlines())
    return GOES_ON.sub("", RUNS_ON.sub(r"\1", lines))

"""Words by which a clause says itself that something has to be."""

import re

HEADING = re.compile(r"^.*:")
DEMANDS = re.compile(
    r"(?<![无不])需|须|必备|务必|要求|(?<![主重不需])要(?:有|会|能|持|懂|具)|应(?!届|聘|用|急|变|付|酬|收)"
    r"|(?<![支主坚保维])持[^。;,先]{0,24}上岗"
)
SOME_PAPER = re.compile(
    r"(?:必|须|需|务必|要求)[^。;,]{0,4}[持有][^。;,]{0,2}证(?:件|书|上岗)?\s*$|持证上岗"
)


def demands(text: str) -> bool:
    """Whether a clause demands; the `要求:` of a heading says it of no one clause."""
    return bool(DEMANDS.search(HEADING.sub("", text)))


def demands_some_paper(text: str) -> bool:
    """Whether a clause demands a paper and leaves it to the next to say which (`必须持证，有焊工证`)."""
    return bool(SOME_PAPER.search(text))

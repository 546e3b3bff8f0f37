"""Reports and model cards, written in Markdown by training, as parts of a page: no foreign tag, no style."""

from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

FENCE = "---"
NAMELESS = "结论"
"""What a column of verdicts is called that has no heading."""


def as_html(text: str, picture: Callable[[str], str], *, below: int = 2) -> Markup:
    """Markdown as HTML; tags in it are shown as text, pictures are fetched where `picture` says.

    Headings begin at level `below` + 1, so that they stand under the page's own.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(_without_front_matter(text))
    for place, token in enumerate(tokens):
        if token.type == "th_open" and not tokens[place + 1].content:
            # A heading without words is none for who cannot see the table.
            tokens[place + 1].children = [Token("text", "", 0, content=NAMELESS)]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + below - 1)}"
    for token in _every(tokens):
        token.attrs.pop("style", None)
        if token.type == "image":
            token.attrs["src"] = picture(str(token.attrs["src"]))
    # Nothing that is not made here can be in it: `html` is off, and every text is escaped.
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def _every(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _every(token.children or ())


def _without_front_matter(text: str) -> str:
    """A card begins with facts for machines."""
    if not text.startswith(FENCE):
        return text
    _, _, rest = text[len(FENCE) :].partition(f"\n{FENCE}")
    return rest

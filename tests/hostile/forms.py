"""The forms on a page, as a browser would find them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]


@dataclass(slots=True)
class Form:
    """Where a form goes, how, and with what it would be sent untouched."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").upper()))
        elif self.forms:
            self._note(tag, given)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag in {"input", "textarea", "button"} and name:
            self.forms[-1].fields.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "value" in given:
            chosen = self.forms[-1].fields
            if self._select not in {n for n, _ in chosen} or "selected" in given:
                chosen[:] = [(n, v) for n, v in chosen if n != self._select]
                chosen.append((self._select, given["value"]))


def found_on(text: str) -> list[Form]:
    """The forms of a page."""
    finder = _Finder()
    finder.feed(text)
    return finder.forms

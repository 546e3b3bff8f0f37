"""What must hold of every page in a real browser: nothing foreign, nothing blocked, nothing unreadable."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Page, Response

from service.access.gate import cookie_name
from tests.browser.serving import WIDTHS

Kind = Literal["axe", "policy", "foreign", "overflow", "script", "answer"]
"""Unreadable, blocked by the page's own policy, asked of somebody else, too wide, complained of, not answered."""
KINDS: tuple[Kind, ...] = get_args(Kind)
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const found = Array.from(document.querySelectorAll('body *'))
    .filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1
      && !node.closest('.scroll'))
    .slice(0, 5).map(node => `${node.tagName}.${node.className}`);
  // What stands absolutely in a table that scrolls may widen the page without being seen.
  return found.length ? found : [`${wide} px`];
}"""


class Fault(NamedTuple):
    """Something that must not be of a page, where, and what exactly."""

    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        """As a line of a list."""
        return f"{self.kind} on {self.where}: {self.what}"


@dataclass
class Watched:
    """A page, and everything about it that must not be."""

    page: Page
    home: str
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self._found("script", str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("response", self._answered)

    def visit(self, path: str) -> Page:
        """Open a page of ours and wait until it is at rest."""
        self.page.goto(f"{self.home}{path}", wait_until="load")
        return self.page

    def at_rest(self) -> Page:
        """Wait until htmx has nothing under way."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        return self.page

    def look(self, *widths: int) -> None:
        """At every width: nothing that axe objects to, and nothing that runs out of the page."""
        before = self.page.viewport_size
        for width in widths or WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.judge(width)
        if before:
            self.page.set_viewport_size(before)
        self.check()

    def judge(self, width: int) -> None:
        """Keep what axe objects to and what runs out of the page, as it stands now."""
        for each in Axe().run(self.page).response["violations"]:
            nodes = "; ".join(
                f"{node['target']} {node.get('failureSummary', '')}" for node in each["nodes"][:3]
            )
            self._found("axe", f"{each['id']} ({each['impact']}): {nodes}", width)
        if wide := self.page.evaluate(OVERFLOW):
            self._found("overflow", str(wide), width)

    def check(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n".join(str(fault) for fault in self.faults)

    def _found(self, kind: Kind, what: str, width: int | None = None) -> None:
        path = self.page.url.removeprefix(self.home)
        self.faults.append(Fault(kind, f"{path} at {width}" if width else path, what))

    def _heard(self, kind: str, text: str) -> None:
        # A refusal that a page puts into words is no fault; what `_answered` looks at is.
        if "Failed to load resource" in text:
            return
        if "Content Security Policy" in text:
            self._found("policy", text)
        elif kind == "error":
            self._found("script", text)

    def _answered(self, response: Response) -> None:
        is_file = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if response.status >= 500 or (is_file and response.status >= 400):
            self._found("answer", f"{response.status} for {response.url}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "about:", "blob:")):
            self._found("foreign", url)


def comes_in(watched: Watched, client: FlaskClient) -> None:
    """Let the browser show the session of somebody who is signed in."""
    with client.application.app_context():
        name = cookie_name("staff")
    cookie = client.get_cookie(name)
    assert cookie is not None
    told = {"name": name, "value": cookie.value, "url": watched.home}
    watched.page.context.add_cookies([told])  # type: ignore[list-item]

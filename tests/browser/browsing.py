"""What must hold of every page in a real browser: nothing foreign, nothing blocked, nothing unreadable."""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.serving import WIDTHS

OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  return Array.from(document.querySelectorAll('body *'))
    .filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1
      && !node.closest('.scroll'))
    .slice(0, 5).map(node => `${node.tagName}.${node.className}`);
}"""


@dataclass
class Watched:
    """A page, and everything about it that must not be."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
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
            where = f"{self.page.url.removeprefix(self.home)} at {width}"
            found = Axe().run(self.page).response["violations"]
            for each in found:
                nodes = "; ".join(
                    f"{node['target']} {node.get('failureSummary', '')}"
                    for node in each["nodes"][:3]
                )
                self.faults.append(f"axe on {where}: {each['id']} ({each['impact']}): {nodes}")
            if wide := self.page.evaluate(OVERFLOW):
                self.faults.append(f"wider than the page, {where}: {wide}")
        if before:
            self.page.set_viewport_size(before)
        self.check()

    def check(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n".join(self.faults)

    def _heard(self, kind: str, text: str) -> None:
        # A refusal that a page puts into words is no fault; what `_answered` looks at is.
        if "Failed to load resource" in text:
            return
        if "Content Security Policy" in text or kind == "error":
            self.faults.append(f"console on {self.page.url}: {text}")

    def _answered(self, response: Response) -> None:
        is_file = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if response.status >= 500 or (is_file and response.status >= 400):
            self.faults.append(f"{response.status} for {response.url}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "about:", "blob:")):
            self.faults.append(f"asked somebody else: {url}")

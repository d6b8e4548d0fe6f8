# SPDX-License-Identifier: Apache-2.0
"""What axe finds on a page (axe-core, rules of WCAG 2.0 to 2.2, A and AA), and how a page is put before it in a given look.

axe is read from the disk and run in the page by the browser's own protocol, so the content policy stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const why = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
  const told = (rule, node) => `${rule.id}: ${node.target.join(" ")} ${why(node)}`.slice(0, 400);
  return found.violations.flatMap((rule) => rule.nodes.slice(0, 5).map((node) => told(rule, node)));
}"""


@dataclass(frozen=True)
class Look:
    """A way to look at a page: a width in pixels, and the cookies that choose size and colours."""

    name: str
    width: int
    cookies: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.width}"


MODES = {
    "normal": (),
    "large": (("size", "large"),),
    "huge": (("size", "huge"),),
    "dark": (("theme", "dark"),),
    "large dark": (("size", "large"), ("theme", "dark")),
}
LOOKS = [Look(name, width, cookies) for name, cookies in MODES.items() for width in (1280, 360)]


def put_on(page: Page, look: Look, url: str) -> None:
    """Let the browser show pages of ``url`` in a look from now on."""
    context: BrowserContext = page.context
    for name in ("size", "theme"):
        context.clear_cookies(name=name)
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in look.cookies])
    page.set_viewport_size({"width": look.width, "height": 800})


def opened(page: Page, url: str) -> bool:
    """Whether the address gave a page; a download gives none."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download" not in str(error):
            raise
        return False
    return answer is not None and (answer.header_value("content-type") or "").startswith("text/html")


def violations(page: Page) -> list[str]:
    """The page that stands there now, by axe."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, TAGS)
    return found

# SPDX-License-Identifier: Apache-2.0
"""Texts that would be scripts, links or templates if a page let them (corpus H01-H03, H05), and a look at what a page would run."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser
from urllib.parse import urlsplit

LONGEST = 60
"""The shortest field for a name holds so many characters."""
BREAKS = ("", '">', "'>", "</p>", "</a>", "</title>", "</option>", "</textarea>", "</script>", "-->", "]]>", "\\x3e")
"""Out of where the text stands: an attribute, an element, a comment."""
LIVE = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x>",
    "<img src=x onerror=alert(1)>",
    "<img src=//evil.example/i.png>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert`1`//",
    "<iframe srcdoc=1>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=//evil.example>",
    "<base href=//evil.example>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0>",
    "<object data=//evil.example>",
    "<math><mi xlink:href=javascript:1>",
    " onmouseover=alert(1) x=",
)
ALONE = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "{{7*7}}",
    "{{ request.user.password }}",
    "{% debug %}",
    "${7*7}",
    "<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script&#x3e;alert(1)",
    "+ADw-script+AD4-alert(1)",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "=HYPERLINK(1)",
)


def payloads() -> list[str]:
    """More than two hundred of them, each different, each short enough for a name."""
    made = [*ALONE, *("".join(pair) for pair in itertools.product(BREAKS, LIVE))]
    return [each for each in dict.fromkeys(made) if len(each) <= LONGEST]


class Page(HTMLParser):
    """What a browser would take from a page: ``alive`` is what would run, load or lead elsewhere; ``text`` what is shown."""

    SHUNNED = frozenset(
        [
            "iframe",
            "object",
            "embed",
            "applet",
            "base",
            "math",
            "style",
            "video",
            "audio",
            "frame",
            "frameset",
            "marquee",
        ]
    )
    LEADS = frozenset(["href", "src", "action", "formaction", "data", "srcdoc", "xlink:href", "poster", "background"])

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.alive: list[str] = []
        self.parts: list[str] = []
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.parts += given.values()
        wrong = [name for name in given if name.startswith("on") or name == "style" or not name.isascii()]
        wrong += [name for name in self.LEADS & given.keys() if leads_away(given[name])]
        # A block of data is read by a script of ours and never run; what stands in it is escaped by json_script.
        runs = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if tag in self.SHUNNED or wrong or runs or "http-equiv" in given:
            self.alive.append(f"<{tag} {given}>")


def leads_away(address: str) -> bool:
    """Whether an address of a page is of another site, or none at all but a script."""
    parts = urlsplit(address.strip())
    return bool(parts.scheme or parts.netloc)

# SPDX-License-Identifier: Apache-2.0
"""Puts the page together and writes it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from mingcha.audit.report import flow, foot, head, limits, procedure, tables, timeline, worst
from mingcha.audit.report.facts import collect
from mingcha.audit.report.markup import Html, el, html
from mingcha.audit.result import Result
from mingcha.files.whole import whole

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Nothing may be fetched or run, whatever stands in the page."""


def write(result: Result, path: Path) -> None:
    """Write the report of an audit to ``path`` as one HTML file in UTF-8, which appears whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    text = page(result)
    with whole(path) as (half,):
        half.write_text(text, encoding="utf-8", newline="\n")


def page(result: Result) -> str:
    """The whole document."""
    facts, way = collect(result), flow.collect(result)
    cards = [
        head.level_strip(facts),
        head.kinds(result, facts),
        timeline.draw(result, facts),
        limits.draw(result, facts, way),
        procedure.draw(result, way),
        worst.draw(result, facts),
        tables.draw(result, facts),
        foot.draw(result, facts),
    ]
    # The radio buttons stand before all that they show or hide: the style sheet needs no script to follow them.
    languages = [
        el("input", type="radio", name="lang", id=lang, class_="unseen", checked=lang == "zh") for lang in ("zh", "en")
    ]
    body = [languages, head.site(), head.hero(result, facts), el("main", cards, class_="wrap"), foot.end(result)]
    return f"<!doctype html>\n{el('html', _head(), el('body', body), lang='zh-Hans')}\n"


def _head() -> Html:
    style = Html(files("mingcha.audit.report").joinpath("style.css").read_text("utf-8"))
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", "监察报告 Oversight report · 明察"),
        el("style", html(style)),
    )

# SPDX-License-Identifier: Apache-2.0
"""Orders 督办单 and decisions on liability as they are printed: official documents (GB/T 9704-2012), with a picture to check them by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from mingcha.cases import words
from mingcha.catalog.papers.pdf import printed
from mingcha.oversight.models import Liability, Liable, Order
from mingcha.oversight.replies import alarms_of
from mingcha.web.shapes import code

MOST: Final = 30
"""Alarms that a sheet names one by one; of more it says how many there are."""


def sheet_of(order: Order, address: str) -> bytes:
    """The PDF of an order. ``address`` is that of its page, which the picture in the corner leads to."""
    return printed(page_of(order, address), str(order))


def page_of(order: Order, address: str) -> SafeString:
    """What stands on the sheet."""
    with translation.override("zh-hans"):  # documents are Chinese, whoever prints them
        rows = alarms_of(order)
        for row in rows[:MOST]:
            row.headline = words.headline(row.alarm)  # type: ignore[attr-defined]
        side, dark = code(address)
        given = {"order": order, "rows": rows[:MOST], "more": len(rows) - MOST, "side": side, "dark": dark}
        return render_to_string("oversight/order_sheet.html", given)


def decision_of(matter: Liability, rows: Sequence[Liable], address: str) -> bytes:
    """The PDF of a decision on liability 责任追究决定书, as far as it is about these."""
    return printed(decision_page(matter, rows, address), str(matter))


def decision_page(matter: Liability, rows: Sequence[Liable], address: str) -> SafeString:
    """What stands on it."""
    with translation.override("zh-hans"):
        side, dark = code(address)
        given = {"matter": matter, "rows": rows, "causes": matter.cause_names, "side": side, "dark": dark}
        return render_to_string("oversight/liability_sheet.html", given)

# SPDX-License-Identifier: Apache-2.0
"""What the style guide draws its parts with: invented data (data/styleguide.toml), and the few things that only code can make."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines

from mingcha.engine.calendar import national
from mingcha.engine.clock import local_seconds
from mingcha.engine.deadline import Limit, Pause, Span, explain
from mingcha.engine.kinds import KINDS

DATA: Final = Path(__file__).parent / "data" / "styleguide.toml"
ROW: Final = "web/styleguide_row.html"


@cache
def told() -> dict[str, Any]:
    """The data file."""
    return tomllib.loads(DATA.read_text("utf-8"))


def sample() -> dict[str, Any]:
    """The context of the style guide, on whichever base."""
    data = told()
    made = data["list"]
    return data | {
        "form_texts": data["form"]["file"],
        "kinds": list(KINDS),
        "levels": ("red", "yellow", "prompt", "ok"),
        "form": sample_form(bound=False),
        "wrong": sample_form(bound=True),
        "why": _deadline(data["today"]),
        "now": datetime.fromisoformat(f"{data['today']}T14:05:00+08:00"),
        "counts": {level: {int(hour): n for hour, n in hours.items()} for level, hours in data["hours"].items()},
        "page": _page(made["rows"]),
        "columns": [
            {"label": label, "sorted": "descending" if label == made["columns"][-1] else ""}
            for label in made["columns"]
        ],
        "row_template": engines["django"].get_template(ROW).template,  # type: ignore[attr-defined]
        "tabs": made["tabs"],
        "chips": [{"seal": kind, "count": place, "url": "#"} for place, kind in enumerate(KINDS, 1)],
        "chips_label": made["kinds"],
        "bulk": {
            "listing": {"key": "sample"},
            "query": "",
            "acts": [{"name": "sample", "label": made["act"], "primary": True}],
            "reason": True,
            "chosen": {str(made["rows"][-1]["pk"])},
            "elsewhere": 0,
            "count": 1,
        },
        "notices": _notices(data["says"]),
        "standing": data["standing"],
    }


def _notices(texts: dict[str, str]) -> list[Message]:
    """One message of each level."""
    levels = {
        "success": constants.SUCCESS,
        "info": constants.INFO,
        "warning": constants.WARNING,
        "error": constants.ERROR,
    }
    return [Message(levels[name], text) for name, text in texts.items()]


class Row(SimpleNamespace):
    """A row of the list, called by what it says."""

    def __str__(self) -> str:
        return str(self.what)


def _page(rows: list[dict[str, Any]]) -> SimpleNamespace:
    """A page of a list as the templates see one."""
    some = [Row(**row) for row in rows]
    return SimpleNamespace(
        rows=some, form=None, count_text="37", first=1, last=4, previous=None, next="#", number=1, pages=10, query=""
    )


def _deadline(today: date) -> Any:
    """A seizure that was counted out, with a pause, and is late."""
    begun, pause = (
        local_seconds(datetime(2026, 10, 11, 15, 40)),
        (datetime(2026, 10, 13), datetime(2026, 10, 27)),
    )  # local
    now = local_seconds(datetime(today.year, today.month, today.day, 14, 5))
    stopped = Pause(1, "检验", local_seconds(pause[0]), local_seconds(pause[1]))
    return explain(Span(begun), Limit("calendar_day", 30, frozenset({"检验"})), [stopped], calendar=national(), now=now)


def sample_form(*, bound: bool) -> forms.Form:
    """One field of each sort; ``bound`` with what somebody typed wrongly."""
    text = told()["form"]

    def choices(name: str) -> list[tuple[str, str]]:
        return [(str(place), label) for place, label in enumerate(text[name]["choices"])]

    class Sample(forms.Form):
        number = forms.CharField(label=text["number"]["label"], help_text=text["number"]["help"])
        name = forms.CharField(label=text["name"]["label"])
        password = forms.CharField(label=text["password"]["label"], widget=forms.PasswordInput, required=False)
        kind = forms.ChoiceField(label=text["kind"]["label"], choices=choices("kind"))
        reach = forms.ChoiceField(label=text["reach"]["label"], choices=choices("reach"), widget=forms.RadioSelect)
        since = forms.DateField(
            label=text["since"]["label"], widget=forms.DateInput(attrs={"type": "date"}), required=False
        )
        checked = forms.BooleanField(label=text["checked"]["label"], required=False)
        locked = forms.CharField(
            label=text["locked"]["label"], disabled=True, initial=text["locked"]["value"], required=False
        )
        note = forms.CharField(label=text["note"]["label"], widget=forms.Textarea, required=False)
        file = forms.FileField(label=text["file"]["label"], required=False)

    if not bound:
        return Sample(auto_id="new_%s")
    form = Sample({"number": text["number"]["value"], "name": text["name"]["value"], "kind": "0"}, auto_id="wrong_%s")
    form.is_valid()
    form.errors.pop("number", None)
    form.add_error("number", text["number"]["error"])
    form.add_error(None, text["whole"])
    return form

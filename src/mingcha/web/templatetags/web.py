# SPDX-License-Identifier: Apache-2.0
"""The words that templates use for the parts of the design system: ``{% load web %}`` (architecture.md section 9).

Each tag that draws something has a template of the same name in ``templates/web/``, whose head says what it takes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader

from mingcha.engine.deadline import Explanation
from mingcha.engine.kinds import KINDS, LEVEL_NAMES, Lang
from mingcha.web import shapes

register: Final = template.Library()

DRAWN: Final = 1_000
"""Small parts that are kept as they were drawn: a list shows the same few in each of its rows."""
LEVEL_OF_MESSAGE: Final = {"success": "ok", "warning": "yellow", "error": "red"}


def language() -> Lang:
    """The language of the page, as the engine's words name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of ``frontend/icons.txt`` by its name there; ``size`` "s" is the small one. Only beside words: it has no name of its own."""
    return _icon(name, size)


@lru_cache(DRAWN)
def _icon(name: str, size: str) -> SafeString:
    sheet = DjangoViteAssetLoader.instance().generate_vite_asset_url("src/icons.svg")
    return format_html('<svg class="i {}" aria-hidden="true"><use href="{}#{}"></use></svg>', size, sheet, name)


@register.simple_tag
def qr(address: str) -> SafeString:
    """A code that a camera reads; the address stands beside it for those who have none."""
    size, path = shapes.code(address)
    return format_html(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>', size, address, path
    )


@register.simple_tag
def shape(level: str, where: str = "") -> SafeString:
    """The mark of a level alone; words must stand beside it. ``where`` "lane" draws it around the origin of a drawing."""
    if level not in shapes.MARKS:
        return mark_safe("")
    mark = shapes.MARKS[level].format(level=level)
    if where == "lane":
        return mark_safe(f'<g transform="translate(-6 -6)">{mark}</g>')  # noqa: S308 # built from our own constants
    return mark_safe(f'<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{mark}</svg>')  # noqa: S308


@register.filter
def level_name(level: str) -> str:
    """红, 黄, 提示 or 正常, in the language of the page."""
    names = LEVEL_NAMES.get(level)
    return names[language()].capitalize() if names else _("正常")


@register.filter
def notice_level(tag: str) -> str:
    """The level whose colours a message takes."""
    return LEVEL_OF_MESSAGE.get(tag.rsplit(" ", maxsplit=1)[-1], "prompt")


@register.simple_tag
def signal(level: str, text: str = "", pill: bool = False) -> SafeString:
    """Shape and word of a level: red, yellow, prompt, ok."""
    return _signal(level, text or level_name(level), pill)


@lru_cache(DRAWN, typed=True)  # typed: a text that is safe to show as it is is none that has to be quoted
def _signal(level: str, text: str, pill: bool) -> SafeString:
    return render_to_string("web/signal.html", {"level": level, "text": text, "pill": pill})


@register.simple_tag
def seal(kind: str, named: bool = False) -> SafeString:
    """监察印 of a kind of monitor, such as ``time_limit``; its name is always there for those who cannot see it."""
    return _seal(kind, named, language())


@lru_cache(DRAWN)
def _seal(kind: str, named: bool, lang: Lang) -> SafeString:
    known = KINDS[kind]
    return render_to_string("web/seal.html", {"character": known.seal, "name": known.names[lang], "named": named})


@register.filter
def words(text: Mapping[str, str] | str | None) -> str:
    """Words that the engine says in both languages, in the language of the page."""
    return text.get(language(), "") if isinstance(text, Mapping) else text or ""


@register.filter
def number(value: int | None) -> str:
    """1,670; nothing for None."""
    return "" if value is None else f"{value:,}"


@register.filter
def money(value: Decimal | float | int | None) -> str:
    """¥12,345.00, of yuan; nothing for None."""
    return "" if value is None else f"¥{Decimal(value):,.2f}"


@register.filter
def moment(value: datetime | date | None, form: str = "") -> str:
    """2026-11-21 14:05 in local time; ``"short"`` leaves out the year, ``"day"`` the time; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return value.strftime({"short": "%m-%d %H:%M", "day": "%Y-%m-%d"}.get(form, "%Y-%m-%d %H:%M"))
    return value.strftime("%m-%d" if form == "short" else "%Y-%m-%d")


@register.simple_tag
def once_key() -> SafeString:
    """The key that makes a form's act happen once however often it is sent (architecture.md section 5)."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def query_fields(context: template.Context, *names: str, but: bool = False) -> SafeString:
    """The named parameters of this page's address as hidden fields of a GET form; with ``but`` all except the named."""
    query = context["request"].GET
    kept = [(name, value) for name in query if (name in names) != but for value in query.getlist(name)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.inclusion_tag("web/fields.html")
def form_fields(form: Any, two: bool = False) -> dict[str, Any]:
    """All fields of a form with labels, required marks, help and errors; what is wrong with a field that nobody sees is said
    above the others."""
    unseen = [error for field in form.hidden_fields() for error in field.errors]
    return {"form": form, "two": two, "faults": [*form.non_field_errors(), *unseen]}


@register.inclusion_tag("web/steps.html")
def steps(items: Sequence[Mapping[str, Any]], back: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The step bar; ``back`` = {from, to (indices of the steps, from 0), words} is the latest rollback."""
    return {"items": items, "back": shapes.bracket(len(items), back) if back else None}


@register.inclusion_tag("web/deadline.html")
def deadline(explanation: Explanation, today: date | None = None) -> dict[str, Any]:
    """为何是这一天: calendar and sum of a deadline (S1-07)."""
    return {
        "weeks": shapes.weeks(explanation.days, today),
        "week_days": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "roles": {day.role for day in explanation.days},
        "lines": explanation.lines,
    }


@register.inclusion_tag("web/bars.html")
def bars(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Bars on a square-root scale; items are {label, value, url, note}."""
    return {"items": shapes.bars(items)}


@register.inclusion_tag("web/hours.html")
def hours(counts: Mapping[str, Mapping[int, int]], now: datetime) -> dict[str, Any]:
    """Alarms of a day: ``counts`` = {level: {hour: alarms}} for red, yellow, prompt."""
    lanes = shapes.lanes(counts)
    finding = _("，").join(f"{level_name(lane['level'])} {lane['total']}" for lane in lanes)
    at = timezone.localtime(now)
    return {
        "lanes": lanes,
        "finding": finding,
        "now": round((at.hour + at.minute / 60) / 24 * 100, 1),
        "ticks": [(round(hour / 24 * 100, 1), hour) for hour in range(0, 24, 4)],
    }

# SPDX-License-Identifier: Apache-2.0
"""A paragraph of a report, ready to be copied: each rate with its base, each number with last year's."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mingcha.analysis.charts import change, rate
from mingcha.analysis.figures import Figures
from mingcha.analysis.funnel import Funnel
from mingcha.analysis.places import Place
from mingcha.analysis.span import Span
from mingcha.cases.models import Alarm


def paragraph(place: Place, span: Span, both: tuple[Figures, Figures], orders: tuple[Funnel, Funnel], top: str) -> str:
    """What a monthly report says of these days. ``top`` names what was found most, with its number."""
    now, last = both
    levels, before = now.levels(), last.levels()
    parts = [
        _("{since} 至 {until}，{place}共收到办件 {cases} 件（{cases_last}）。").format(
            since=span.since,
            until=span.until,
            place=place.name,
            cases=now.cases,
            cases_last=_than(now.cases, last.cases),
        ),
        _("监察发现报警 {n} 条（{last}），其中{levels}。").format(
            n=levels.total(), last=_than(levels.total(), before.total()), levels=_levels(levels, before)
        ),
    ]
    if (percent := rate(levels["red"], now.cases)) is not None:
        words = _("红色报警率为每百件 {rate} 条（以收到的 {cases} 件办件为基数，去年同期 {last}）。")
        was = rate(before["red"], last.cases)
        parts.append(words.format(rate=percent, cases=now.cases, last=_("无办件") if was is None else was))
    if top:
        parts.append(top)
    parts.append(_orders(*orders))
    still = now.standing["red"] + now.standing["yellow"]
    parts.append(_("截至统计时，尚有 {n} 条红色、黄色报警未处理完毕。").format(n=still))
    return "".join(parts)


def _than(now: int, last: int) -> str:
    return _("去年同期 {n}，{change}").format(n=last, change=change(now, last))


def _levels(now: Counter[str], last: Counter[str]) -> str:
    told = _("{level} {n} 条（去年同期 {last}）")
    return _("、").join(told.format(level=level.label, n=now[level], last=last[level]) for level in Alarm.Level)


def _orders(now: Funnel, last: Funnel) -> str:
    if not now.orders:
        return _("未发起督办（去年同期 {last} 份）。").format(last=last.orders)
    told = _(
        "发起督办 {n} 份（去年同期 {last} 份），涉及报警 {alarms} 条，已撤销 {revoked} 条，其中误报 {false} 条；"
    ).format(n=now.orders, last=last.orders, alarms=now.alarms, revoked=now.revoked, false=now.false)
    percent = rate(now.in_time, now.answered_orders)
    if percent is None:
        return told + _("尚无回复。")
    words = _("已回复 {n} 份，按期回复率 {rate}%（以已回复的 {n} 份为基数），{late} 份逾期未回复。")
    return told + words.format(n=now.answered_orders, rate=percent, late=now.late)

# SPDX-License-Identifier: Apache-2.0
"""A paragraph of a report, ready to be copied: each rate with its base, each number with last year's."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from django.utils.translation import gettext as _

from mingcha.analysis.charts import change, rate
from mingcha.analysis.figures import Figures
from mingcha.analysis.funnel import Funnel
from mingcha.analysis.places import Place
from mingcha.analysis.span import Span
from mingcha.analysis.work import Work
from mingcha.cases.models import Alarm

T = TypeVar("T")
Both = tuple[T, T]
"""Now and last year."""


def paragraph(place: Place, span: Span, both: Both[Figures], works: Both[Work], orders: Both[Funnel], top: str) -> str:
    """What a monthly report says of these days. ``top`` names what was found most, with its number."""
    now, last = both
    done, before_done = works
    levels, before = now.levels(), last.levels()
    parts = [
        _("{since} 至 {until}，{place}共收到办件 {cases} 件（{cases_last}）。").format(
            since=span.since,
            until=span.until,
            place=place.name,
            cases=done.came,
            cases_last=_than(done.came, before_done.came),
        ),
        _("监察发现报警 {n} 条（{last}），其中{levels}。").format(
            n=levels.total(), last=_than(levels.total(), before.total()), levels=_levels(levels, before)
        ),
    ]
    if (percent := rate(levels["red"], done.came)) is not None:
        words = _("红色报警率为每百件 {rate} 条（以收到的 {cases} 件办件为基数，去年同期 {last}）。")
        was = rate(before["red"], before_done.came)
        parts.append(words.format(rate=percent, cases=done.came, last=_("无办件") if was is None else was))
    parts.append(_closed(done, before_done))
    if top:
        parts.append(top)
    parts.append(_orders(*orders))
    still = now.standing["red"] + now.standing["yellow"]
    parts.append(_("截至统计时，尚有 {n} 条红色、黄色报警未处理完毕。").format(n=still))
    return "".join(parts)


def _closed(now: Work, last: Work) -> str:
    if not now.closed:
        return _("没有办结的办件（去年同期 {last} 件）。").format(last=last.closed)
    words = _("办结 {n} 件，按期办结率 {rate}%（去年同期 {last}），双人持证执法 {fit}%，均以办结的办件为基数。")
    was = rate(*last.in_time)
    told = words.format(
        n=now.closed,
        rate=rate(*now.in_time),
        last=_("无办件") if was is None else f"{was}%",
        fit=rate(*now.fit),
    )
    if now.median is None:
        return told
    took = _("作出处罚决定 {n} 件，从立案到决定的中位时长为 {days} 日。")
    return told + took.format(n=now.took.total(), days=now.median)


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

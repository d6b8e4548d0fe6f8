# SPDX-License-Identifier: Apache-2.0
"""What the dashboard says: numbers with last year's, bars that open their rows, the paragraph. An export writes the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.analysis import charts, funnel
from mingcha.analysis.charts import Row
from mingcha.analysis.figures import figures
from mingcha.analysis.funnel import TABLED
from mingcha.analysis.places import Place, regions_below
from mingcha.analysis.report import paragraph
from mingcha.analysis.span import Span
from mingcha.analysis.work import Work, came_by_organ, work
from mingcha.cases.models import Alarm
from mingcha.cases.words import lang
from mingcha.catalog.models import PowerItem
from mingcha.engine.kinds import KINDS
from mingcha.organs.models import Organ


@dataclass
class Dashboard:
    """All of a place in a span; ``level`` narrows the bars to one level."""

    place: Place
    span: Span
    level: str
    moment: datetime

    @cached_property
    def both(self) -> Any:
        """Now and last year."""
        today = timezone.localdate(self.moment)
        return figures(self.place, self.span, today), figures(self.place, self.span.last, today)

    @cached_property
    def works(self) -> Any:
        """Of cases, now and last year."""
        today = timezone.localdate(self.moment)
        return work(self.place, self.span, today), work(self.place, self.span.last, today)

    @cached_property
    def orders(self) -> tuple[funnel.Funnel, funnel.Funnel]:
        return (
            funnel.funnel(self.place, self.span, self.moment),
            funnel.funnel(self.place, self.span.last, self.moment),
        )

    def alarms(self, **more: str) -> str:
        """The alarm centre, narrowed to this place and span; every state, since a figure counts every alarm."""
        given = {"state": "all", **self.where, "since": str(self.span.since), "until": str(self.span.until), **more}
        return f"{reverse('cases:alarm-list')}?{urlencode({name: value for name, value in given.items() if value})}"

    def orders_at(self, hop: str) -> str:
        """The first orders of this place and span, as far as they came: those that a figure counts."""
        given = {**self.where, "since": str(self.span.since), "until": str(self.span.until), "hop": hop}
        return f"{reverse('oversight:order-list')}?{urlencode(given)}"

    def cases(self, **more: str) -> str:
        """The list of cases, narrowed to this place."""
        return f"{reverse('cases:case-list')}?{urlencode({**self.where, **more})}"

    def closed(self, said: str) -> str:
        """The cases that were closed in this span, of which something is said."""
        return self.cases(closed_since=str(self.span.since), closed_until=str(self.span.until), said=said)

    @property
    def where(self) -> dict[str, str]:
        chosen = {"region": self.place.region, "organ": self.place.organ}
        return {name: value for name, value in chosen.items() if value}

    # --- the numbers at the top -----------------------------------------------------------------------------------------
    @cached_property
    def tiles(self) -> list[dict[str, Any]]:
        red, before = (each.levels()["red"] for each in self.both)
        now, last = self.works
        since, until = str(self.span.since), str(self.span.until)
        mine, theirs = self.orders
        return [
            _tile(_("收到办件"), now.came, last.came, self.cases(since=since, until=until)),
            _rated(_("每百件红色报警"), (red, now.came), (before, last.came), self.alarms(level="red")),
            _rated(_("按期办结率"), now.in_time, last.in_time, self.closed("late"), "%"),
            _rated(_("双人持证执法"), now.fit, last.fit, self.closed("unfit"), "%"),
            _median(_("处罚决定中位时长"), now, last, self.closed("decided")),
            _rated(
                _("督办按期回复率"),
                (mine.in_time, mine.answered_orders),
                (theirs.in_time, theirs.answered_orders),
                self.orders_at("answered"),
                "%",
            ),
        ]

    # --- bars -----------------------------------------------------------------------------------------------------------
    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The bars by kind, by place, by item, by step; each with a finding in words."""
        found = [self._group("kind", _("按监察种类"), {key: kind.names[lang()] for key, kind in KINDS.items()})]
        found.append(self._places())
        found.append(self._group("item", _("按事项"), self._items))
        found.append(self._group("act", _("按环节"), {}))
        return found

    @cached_property
    def _items(self) -> dict[str, str]:
        codes = self._top("item")
        return dict(PowerItem.objects.filter(code__in=codes).values_list("code", "name"))

    def _top(self, facet: str) -> list[str]:
        counts = self.both[0].of(facet, self.level) | self.both[1].of(facet, self.level)
        return [key for key, _n in counts.most_common(TABLED)]

    def _group(self, facet: str, title: str, names: Mapping[str, str], param: str = "") -> dict[str, Any]:
        now, last = (each.of(facet, self.level) for each in self.both)
        none = _("不属于单个环节") if facet == "act" else _("未注明")
        rows = [
            Row(
                names.get(key) or key or none,
                now[key],
                last[key],
                self.alarms(level=self.level, **{param or facet: key}) if key else self.alarms(level=self.level),
            )
            for key in self._top(facet)
        ]
        drawn = charts.bars(rows)
        return {"key": facet, "title": title, "bars": drawn[: charts.MOST], "all": drawn, "finding": _finding(drawn)}

    def _places(self) -> dict[str, Any]:
        """By region where there are some below, else by organ: how many, and of red ones per hundred cases."""
        wide = bool(self.place.code)
        facet = "region" if wide else "organ"
        keys = self._top(facet)
        spans = (self.span, self.span.last)
        cases = [each.by for each in self.works] if wide else [came_by_organ(keys, self.place, span) for span in spans]
        names = regions_below(self.place) if wide else _organs(keys)
        now, last = (each.of(facet, self.level) for each in self.both)
        red = [each.of(facet, "red") for each in self.both]
        rows = []
        for key in keys:
            own = {"region": key} if wide else {"organ": key}
            rows.append(
                Row(
                    names.get(key, key),
                    now[key],
                    last[key],
                    self._address(**own) if key else self.alarms(level=self.level),
                    *_base(red, cases, key),
                )
            )
        drawn = charts.bars(rows)
        title = _("按地区") if wide else _("按机关")
        shown = {"bars": drawn[: charts.MOST], "all": drawn, "finding": _finding(drawn)}
        return {"key": facet, "title": title, "wide": True, **shown}

    def _address(self, **own: str) -> str:
        """Where a bar of places leads: to the figures of that place; of an organ that is already looked at, to the alarms of
        each below it."""
        if self.place.organ:
            return self.alarms(level=self.level, at=own["organ"])
        given = {"since": str(self.span.since), "until": str(self.span.until), "level": self.level, **own}
        return f"{reverse('analysis:dashboard')}?{urlencode({name: value for name, value in given.items() if value})}"

    # --- orders ---------------------------------------------------------------------------------------------------------
    @cached_property
    def hops(self) -> list[dict[str, Any]]:
        now, last = self.orders
        serious = [sum(each.levels()[level] for level in ("red", "yellow")) for each in self.both]
        rows = [
            Row(_("发起督办"), now.alarms, last.alarms, self.orders_at("issued")),
            Row(_("转承办人"), now.passed, last.passed, self.orders_at("passed"), _days(now.to_pass)),
            Row(_("已回复"), now.answered, last.answered, self.orders_at("answered"), _days(now.to_answer)),
            Row(_("撤销报警"), now.revoked, last.revoked, self.orders_at("revoked"), _days(now.to_revoke)),
            Row(_("其中误报"), now.false, last.false, self.orders_at("false")),
        ]
        drawn = charts.bars(rows, ordered=True)
        first = charts.bars([Row(_("红、黄报警"), serious[0], serious[1], self.alarms(serious="yes"))])[0]
        return [first | {"plain": True}, *drawn]

    @cached_property
    def organs_of_orders(self) -> list[tuple[str, funnel.Funnel]]:
        return funnel.by_organ(self.place, self.span, self.moment)

    # --- days, words ----------------------------------------------------------------------------------------------------
    @cached_property
    def days(self) -> dict[str, Any]:
        given = {"state": "all", **self.where}
        centre = f"{reverse('cases:alarm-list')}?{urlencode(given)}"
        return charts.days(self.both[0].days, self.both[1].days, self.span, centre)

    @cached_property
    def levels(self) -> list[dict[str, Any]]:
        now, last = (each.levels() for each in self.both)
        return [
            {"level": level.value, "n": now[level], "last": last[level], "url": self.alarms(level=level)}
            for level in Alarm.Level
        ]

    @cached_property
    def words(self) -> str:
        most = self.groups[0]["bars"][:1]
        top = ""
        if most and most[0]["row"].n:
            row = most[0]["row"]
            total = sum(each["row"].n for each in self.groups[0]["all"])
            told = _("报警最多的种类是“{name}”，{n} 条，占 {rate}%（以 {total} 条报警为基数）。")
            top = told.format(name=row.label, n=row.n, rate=charts.rate(row.n, total), total=total)
        return paragraph(self.place, self.span, self.both, self.works, self.orders, top)


def _organs(keys: list[str]) -> dict[str, str]:
    rows = Organ.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): short for pk, short in rows.values_list("pk", "short")}


def _base(red: list[Counter[str]], cases: list[Counter[str]], key: str) -> tuple[str, str]:
    """红色报警率, with the cases that it is of, and last year's."""
    now = charts.rate(red[0][key], cases[0][key])
    if now is None:
        return "", ""
    was = charts.rate(red[1][key], cases[1][key])
    told = _("红 {rate}/百件，{n} 件").format(rate=now, n=cases[0][key])
    return told, "" if was is None else _("，去年 {was}").format(was=was)


def _tile(label: str, now: int, last: int, url: str, level: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": f"{now:,}",
        "last": f"{last:,}",
        "numbers": (now, last),
        "change": charts.change(now, last),
        "url": url,
        "level": level,
    }


def _rated(label: str, now: tuple[int, int], last: tuple[int, int], url: str, unit: str = "") -> dict[str, Any]:
    """A rate with its base."""
    rates = [charts.rate(*each) for each in (now, last)]
    shown = ["—" if each is None else f"{each}{unit}" for each in rates]
    return {
        "label": label,
        "value": shown[0],
        "last": shown[1],
        "numbers": rates,
        "unit": unit,
        "change": _("基数 {n}").format(n=f"{now[1]:,}"),
        "url": url,
    }


def _median(label: str, now: Work, last: Work, url: str) -> dict[str, Any]:
    """Half of the decisions took no longer, with how many there were."""
    days = [now.median, last.median]
    shown = ["—" if each is None else _("{n} 日").format(n=each) for each in days]
    return {
        "label": label,
        "value": shown[0],
        "last": shown[1],
        "numbers": days,
        "unit": _("日"),
        "change": _("基数 {n}").format(n=f"{now.took.total():,}"),
        "url": url,
    }


def _finding(drawn: list[dict[str, Any]]) -> str:
    if not drawn:
        return _("没有报警")
    row = drawn[0]["row"]
    return _("最多的是{name}，{n} 条，去年同期 {last} 条").format(name=row.label, n=row.n, last=row.last)


def _days(value: float | None) -> str:
    return "" if value is None else _("平均 {n} 日").format(n=value)

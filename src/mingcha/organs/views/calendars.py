# SPDX-License-Identifier: Apache-2.0
"""Pages of work calendars: a year at a glance, bringing a year, a calendar of one's own (S1-07, S3-17, corpus D06)."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import date_of, day_number
from mingcha.ledger import Refused
from mingcha.organs.access import requires
from mingcha.organs.actions.calendars import create_calendar, import_calendar
from mingcha.organs.calendars import known_years, work_calendar
from mingcha.organs.forms.calendars import CalendarFileForm, CalendarForm, WorkDaysForm
from mingcha.organs.lists import CALENDARS
from mingcha.organs.models import Calendar
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import add_faults


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of calendars stands; the last is the page itself."""
    way = [(_("设置"), reverse("organs:setting-list")), (_("工作日历"), reverse("organs:calendar-list")), *further]
    last, _url = way.pop()
    return [*({"label": label, "url": url} for label, url in way), {"label": last, "url": ""}]


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def calendar_list(request: StaffRequest) -> HttpResponse:
    """The national calendar and the local ones."""
    acts: list[dict[str, Any]] = []
    if request.post.may(Perm.ORGANS_CALENDAR_EDIT):
        acts = [
            {"label": _("新增地方日历"), "url": reverse("organs:calendar-new"), "icon": "plus"},
            {"label": _("导入日历"), "url": reverse("organs:calendar-import"), "icon": "upload", "primary": True},
        ]
    return CALENDARS.show(request, acts=acts, crumbs=crumbs())


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def calendar_detail(request: StaffRequest, code: str) -> HttpResponse:
    """A year of a calendar as twelve months, and the day on which a number of working days is full."""
    row = Calendar.objects.filter(pk=code).first()
    if row is None:
        raise Http404
    calendar = work_calendar(code)
    year = _year(request.GET.get("year", ""), calendar)
    with known_years():
        months = [_month(calendar, year, number) for number in range(1, 13)]
    form, answer, status = _count(request, calendar)
    context = {
        "title": f"{row.name} {year}",
        "calendar": row,
        "year": year,
        "standing": calendar.years[year],
        "years": [
            {"year": one, "standing": standing} for one, standing in sorted(calendar.years.items(), reverse=True)
        ],
        "months": months,
        "total": sum(month["count"] for month in months),
        "week_days": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "form": form,
        "answer": answer,
        "may_edit": request.post.may(Perm.ORGANS_CALENDAR_EDIT),
        "crumbs": crumbs((row.name, "")),
    }
    return render(request, "organs/calendar_detail.html", context, status=status)


def _year(asked: str, calendar: WorkCalendar) -> int:
    """The year that was asked for, this year if none was, or the newest there is. Raises Http404 for what is no year."""
    if asked:
        if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and asked >= "1970"):
            raise Http404
        return int(asked)
    return min(timezone.localdate().year, max(calendar.years, default=timezone.localdate().year))


def _month(calendar: WorkCalendar, year: int, number: int) -> dict[str, Any]:
    weeks = Weeks().monthdatescalendar(year, number)
    days = [[_day(calendar, day) if day.month == number else None for day in week] for week in weeks]
    return {
        "name": date_format(date(year, number, 1), _("n 月")),  # the translation is a format too
        "weeks": days,
        "count": sum(bool(day and day["is_work"]) for week in days for day in week),
    }


def _day(calendar: WorkCalendar, day: date) -> dict[str, Any]:
    """A day as the grid shows it: ``mark`` 休 for a weekday off, 班 for a weekend day worked; ``name`` of the holiday."""
    number = day_number(day)
    is_work = calendar.is_work(number)
    plain = is_work == (day.weekday() < 5)
    name = calendar.name(number)
    return {
        "label": day.day,
        "role": ("counted" if is_work else "") if plain and not name else "worked" if is_work else "rest",
        "is_work": is_work,
        "mark": "" if plain and not name else _("班") if is_work else _("休"),
        "name": f"{day:%Y-%m-%d} {name}" if name else "",
        "today": day == timezone.localdate(),
    }


def _count(request: StaffRequest, calendar: WorkCalendar) -> tuple[WorkDaysForm, dict[str, Any] | None, int]:
    """The sum of working days that was asked for: its form, its answer, the status of the page."""
    if "days" not in request.GET:
        return WorkDaysForm(initial={"start": timezone.localdate(), "days": 15}), None, 200
    form = WorkDaysForm(request.GET)
    if not form.is_valid():
        return form, None, 422
    try:
        with known_years():
            return form, _due(calendar, form.cleaned_data), 200
    except Refused as refused:
        add_faults(form, refused)
        return form, None, refused.status


def _due(calendar: WorkCalendar, given: Mapping[str, Any]) -> dict[str, Any]:
    """Counted from the day after (民法典第二百零一条)."""
    start = day_number(given["start"])
    due = calendar.work_day(calendar.wd(start) + given["days"])
    between = range(start + 1, due + 1)
    names = dict.fromkeys(calendar.name(day) for day in between if calendar.name(day) and not calendar.is_work(day))
    return {
        **given,
        "due": date_of(due),
        "calendar_days": due - start,
        "off": sum(not calendar.is_work(day) for day in between),
        "names": list(names),
        "provisional": any(calendar.is_provisional(day) for day in between),
    }


@requires(Perm.ORGANS_CALENDAR_EDIT)
def calendar_import(request: StaffRequest) -> HttpResponse:
    """Bring a year or single days from a file. A fault in one line keeps all of it out."""
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    page = {
        "title": _("导入日历"),
        "crumbs": crumbs((_("导入"), "")),
        "cancel": reverse("organs:calendar-list"),
        "submit": _("导入"),
        "done": _("日历已导入"),
    }

    def act(given: dict[str, Any]) -> str:
        import_calendar(given["file"].read(), given["file"].name, by=request.post)
        return reverse("organs:calendar-list")

    return edited(request, form, act, page, template="organs/calendar_import.html")


@requires(Perm.ORGANS_CALENDAR_EDIT)
def calendar_new(request: StaffRequest) -> HttpResponse:
    """Begin a local calendar."""
    page = {
        "title": _("新增地方日历"),
        "lead": _("与全国日历相同，只有日历文件另外写明的日子不同"),
        "crumbs": crumbs((_("新增"), "")),
        "cancel": reverse("organs:calendar-list"),
        "done": _("地方日历已新增"),
    }

    def act(given: dict[str, Any]) -> str:
        made = create_calendar(given["code"], given["name"], by=request.post)
        return reverse("organs:calendar-detail", args=(made.code,))

    return edited(request, CalendarForm(request.POST or None), act, page)

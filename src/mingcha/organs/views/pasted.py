# SPDX-License-Identifier: Apache-2.0
"""Pages on which officers, people and the days of a calendar are pasted from a spreadsheet (S0-47, S1-07, S1-09)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.organs.access import requires
from mingcha.organs.actions.calendars import paste_calendar
from mingcha.organs.actions.pasted import register_officers, register_people
from mingcha.organs.forms.pasted import (
    CALENDAR_COLUMNS,
    OFFICER_COLUMNS,
    PERSON_COLUMNS,
    CalendarRow,
    OfficerRow,
    PersonRow,
)
from mingcha.organs.models import Calendar
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.calendars import crumbs
from mingcha.web.pasting import Sheet, pasted


@requires(Perm.ORGANS_OFFICER_EDIT)
def officers_paste(request: StaffRequest) -> HttpResponse:
    """Officers with their certificates."""
    way = reverse("organs:officer-list")
    columns = {name: str(label) for name, label in OFFICER_COLUMNS.items()}
    page = {
        "title": _("粘贴执法人员"),
        "lead": _("机构、执法区域留空时，为本岗位所在的机构和地区"),
        "crumbs": [{"label": _("执法人员"), "url": way}, {"label": _("粘贴"), "url": ""}],
        "cancel": way,
        "done": way,
    }
    sheet = Sheet(lambda data: OfficerRow(request.post, data), columns)
    return pasted(
        request, sheet, lambda rows, only_try: register_officers(rows, by=request.post, only_try=only_try), page
    )


@requires(Perm.ORGANS_PERSON_EDIT)
def people_paste(request: StaffRequest) -> HttpResponse:
    """People, who then wait for a first password and a post."""
    way = reverse("organs:person-list")
    columns = {name: str(label) for name, label in PERSON_COLUMNS.items()}
    page = {
        "title": _("粘贴人员"),
        "lead": _("所在机构留空时，为本岗位所在的机构"),
        "crumbs": [{"label": _("人员"), "url": way}, {"label": _("粘贴"), "url": ""}],
        "cancel": way,
        "done": way,
    }
    sheet = Sheet(lambda data: PersonRow(request.post, data), columns)
    return pasted(
        request, sheet, lambda rows, only_try: register_people(rows, by=request.post, only_try=only_try), page
    )


@requires(Perm.ORGANS_CALENDAR_EDIT)
def calendar_paste(request: StaffRequest, code: str) -> HttpResponse:
    """Days of a calendar, as the notice of holidays has them."""
    calendar = Calendar.objects.filter(pk=code).first()
    if calendar is None:
        raise Http404
    way = reverse("organs:calendar-detail", args=(code,))
    columns = {name: str(label) for name, label in CALENDAR_COLUMNS.items()}
    page = {
        "title": _("粘贴日历：{name}").format(name=calendar.name),
        "lead": _("类型写放假、上班或整年；整年的日期只写年份，替换该年原有的全部日子；性质留空为正式"),
        "crumbs": crumbs((calendar.name, way), (_("粘贴"), "")),
        "cancel": way,
        "done": way,
    }
    sheet = Sheet(lambda data: CalendarRow(calendar, data), columns)
    return pasted(
        request, sheet, lambda rows, only_try: paste_calendar(calendar, rows, by=request.post, only_try=only_try), page
    )

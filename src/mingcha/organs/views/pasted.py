# SPDX-License-Identifier: Apache-2.0
"""Pages on which officers and people are pasted from a spreadsheet (S0-47, S1-09)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.organs.access import requires
from mingcha.organs.actions.pasted import register_officers, register_people
from mingcha.organs.forms.pasted import OFFICER_COLUMNS, PERSON_COLUMNS, OfficerRow, PersonRow
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
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

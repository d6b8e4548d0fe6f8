# SPDX-License-Identifier: Apache-2.0
"""Who holds each gate in a region (S1-20 … S1-23): a page of the settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingcha.catalog.actions.gates import RIGHTS, set_gate_holder
from mingcha.catalog.models import GateHolder, Review
from mingcha.organs.access import requires
from mingcha.organs.models import Organ, Region, Role
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form


class HolderForm(Form):
    """A role that has the gate's right, and where it sits; without a role the usual holders."""

    role = forms.ModelChoiceField(
        Role.objects.none(), label=gettext_lazy("角色"), required=False, empty_label=gettext_lazy("按通常规则")
    )
    organ = forms.ModelChoiceField(
        Organ.objects.none(),
        label=gettext_lazy("机构"),
        required=False,
        empty_label=gettext_lazy("事项的实施机关"),
        help_text=gettext_lazy("审定一般由司法行政机关或监察机关办理"),
    )

    def __init__(self, region: Region, gate: str, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        right = RIGHTS[Review.Gate(gate)]
        able = [role.pk for role in Role.objects.all() if right in role.rights]
        roles: Any = self.fields["role"]
        organs: Any = self.fields["organ"]
        roles.queryset = Role.objects.filter(pk__in=able)
        organs.queryset = Organ.objects.filter(region_id__in=_around(region)).order_by("path")


def _around(region: Region) -> list[str]:
    codes = [region.code, region.county, region.city, f"{region.code[:2]}0000000000"]
    return list(dict.fromkeys(filter(None, codes)))


def _crumbs(here: str = "") -> list[dict[str, str]]:
    way = [
        {"label": _("设置"), "url": reverse("organs:setting-list")},
        {"label": _("审核岗位"), "url": reverse("catalog:gate-list") if here else ""},
    ]
    return [*way, {"label": here, "url": ""}] if here else way


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def gate_list(request: StaffRequest) -> HttpResponse:
    """The gates of the regions that the organ's own stands in, and who holds them."""
    codes = _around(request.post.organ.region)
    named = GateHolder.objects.filter(region_id__in=codes).select_related("role", "organ")
    holders = {(holder.region_id, holder.gate): holder for holder in named}
    regions = sorted(Region.objects.filter(code__in=codes), key=lambda region: codes.index(region.code))
    rows = [
        {
            "region": region,
            "gates": [{"gate": gate, "holder": holders.get((region.code, gate.value))} for gate in Review.Gate],
        }
        for region in regions
    ]
    context = {
        "title": _("审核岗位"),
        "rows": rows,
        "crumbs": _crumbs(),
        "may_edit": request.post.may(Perm.ORGANS_PROFILE_EDIT),
    }
    return render(request, "catalog/gate_list.html", context)


@requires(Perm.ORGANS_PROFILE_EDIT)
def gate_edit(request: StaffRequest, code: str, gate: str) -> HttpResponse:
    """Name the holder of one gate in one region."""
    region = Region.objects.filter(code=code, code__in=_around(request.post.organ.region)).first()
    if region is None or gate not in Review.Gate.values:
        raise Http404
    there = GateHolder.objects.filter(region=region, gate=gate).first()
    initial = {"role": there.role_id, "organ": there.organ_id} if there else {}
    title = f"{region.name} · {Review.Gate(gate).label}"
    page = {
        "title": title,
        "lead": _("不指定的，由实施机关中有相应权限的岗位办理；审定由本地区司法行政机关办理"),
        "crumbs": _crumbs(title),
        "cancel": reverse("catalog:gate-list"),
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> str:
        set_gate_holder(region, gate, given["role"], given["organ"], by=request.post)
        return reverse("catalog:gate-list")

    return edited(request, HolderForm(region, gate, request.POST or None, initial=initial), act, page)

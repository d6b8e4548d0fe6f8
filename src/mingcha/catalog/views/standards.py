# SPDX-License-Identifier: Apache-2.0
"""Pages of discretion standards and of the leniency list (S1-18; 行政处罚法 arts. 32-34)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.standards import (
    add_leniency,
    begin_standard,
    end_leniency,
    retire_standard,
    review_standard,
    save_standard,
    submit_standard,
)
from mingcha.catalog.forms.standards import EndForm, LeniencyForm, ReviewForm, StandardForm, StandardNewForm, TryForm
from mingcha.catalog.lists_law import standing_of
from mingcha.catalog.lists_standards import LENIENCIES, STANDARDS
from mingcha.catalog.models import Leniency, Standard
from mingcha.catalog.tiers import TierLine, bounds, notes_on, span_of, tried, yuan
from mingcha.ledger import Invalid
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Versioned

READ, EDIT, REVIEW = Perm.CATALOG_ITEM_READ, Perm.CATALOG_STANDARD_EDIT, Perm.CATALOG_STANDARD_REVIEW
Status = Standard.Status


def crumbs(view: str, title: str, *further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page stands; the last is the page itself."""
    way = [(_("目录"), reverse("catalog:item-list")), (title, reverse(view)), *further]
    last, _url = way.pop()
    return [*({"label": label, "url": url} for label, url in way), {"label": last, "url": ""}]


def _way(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs("catalog:standard-list", _("裁量基准"), *further)


@require_safe
@requires(READ)
def standard_list(request: StaffRequest) -> HttpResponse:
    """The standards of the organs within reach, every version of them."""
    acts: list[dict[str, Any]] = [{"label": _("包容免罚清单"), "url": reverse("catalog:leniency-list")}]
    if request.post.may(EDIT):
        acts.append({"label": _("编制"), "url": reverse("catalog:standard-new"), "icon": "plus", "primary": True})
    return STANDARDS.show(request, acts=acts, crumbs=_way())


@require_safe
@requires(READ)
def standard_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One version with its tiers, and where an amount lies among them."""
    if unknown := sorted(set(request.GET) - {"amounts"}):
        raise BadRequest(_("不能按“{name}”筛选").format(name=unknown[0][:40]))
    standard = find(Standard.objects.select_related("organ"), request.post, pk, READ)
    lines = [TierLine.of(row) for row in standard.draft]
    form = TryForm(request.GET or None)
    post = request.post
    context = {
        "title": standard.violation,
        "standard": standard,
        "lines": [_shown(line) for line in lines],
        "versions": Standard.objects.filter(organ=standard.organ_id, violation=standard.violation).order_by("-number"),
        "notes": notes_on(lines),
        "scale": _scale(lines),
        "form": form,
        "trials": [
            {"amount": yuan(trial.cents), "tiers": trial.tiers}
            for trial in (tried(lines, form.cleaned_data["amounts"]) if form.is_bound and form.is_valid() else ())
        ],
        "may_edit": post.may(EDIT) and standard.organ.path.startswith(post.organ.path),
        "may_review": post.may(REVIEW),
        "crumbs": _way((standard.violation, "")),
    }
    return render(request, "catalog/standard_detail.html", context)


def _shown(line: TierLine) -> dict[str, Any]:
    span = f"{yuan(line.min_amt)} – {yuan(line.max_amt)}" if line.fined else ""
    return {"line": line, "span": span}


def _scale(lines: Sequence[TierLine]) -> dict[str, Any] | None:
    """The tiers as bars on the span, with the marks of 30 and 70 %."""
    span, edges = span_of(lines), bounds(lines)
    if span is None or edges is None or span[0] == span[1]:
        return None
    width = span[1] - span[0]
    bars = [
        {
            "tier": line.tier,
            "x": round(((line.min_amt or 0) - span[0]) * 100 / width, 2),
            "width": max(round(((line.max_amt or 0) - (line.min_amt or 0)) * 100 / width, 2), 0.8),
            "y": number * 16 + 4,
        }
        for number, line in enumerate(line for line in lines if line.fined)
    ]
    words = {"least": yuan(span[0]), "most": yuan(span[1]), "lighter": yuan(edges[0]), "heavier": yuan(edges[1])}
    return words | {"bars": bars, "height": len(bars) * 16 + 4}


@requires(EDIT)
def standard_new(request: StaffRequest) -> HttpResponse:
    """Begin the first version, or the next one, for a violation."""
    page = {
        "title": _("编制裁量基准"),
        "lead": _("这一违法行为已有基准的，从现行的一版改起"),
        "crumbs": _way((_("编制"), "")),
        "cancel": reverse("catalog:standard-list"),
        "submit": _("开始"),
    }

    def act(given: dict[str, Any]) -> str:
        made = begin_standard(given["organ"], given["violation"], by=request.post)
        return reverse("catalog:standard-edit", args=(made.pk,))

    form = StandardNewForm(request.post, request.POST or None, initial={"organ": request.post.organ_id})
    return edited(request, form, act, page)


@require_POST
@requires(EDIT)
def standard_revise(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the next version of this one."""
    standard = find(Standard.objects.select_related("organ"), request.post, pk, EDIT)
    made = begin_standard(standard.organ, standard.violation, by=request.post)
    return redirect("catalog:standard-edit", made.pk)


@requires(EDIT)
def standard_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Write the tiers of a draft."""
    standard = find(Standard.objects.select_related("organ"), request.post, pk, EDIT)
    form = StandardForm(standard, request.POST or None)
    page = {
        "title": _("编制裁量基准"),
        "lead": standard.violation,
        "object": standard,
        "standard": standard,
        "crumbs": _way((standard.violation, standard.get_absolute_url()), (_("编辑"), "")),
        "cancel": standard.get_absolute_url(),
        "done": _("草稿已保存"),
    }

    def act(given: dict[str, Any]) -> Standard:
        head = {name: given[name] for name in ("basis", "valid_from", "valid_to")}
        try:
            return save_standard(standard, given["version"], head, form.lines, by=request.post)
        except Invalid as refused:
            raise _placed(refused, form) from refused

    return edited(request, form, act, page, template="catalog/standard_form.html")


def _placed(refused: Invalid, form: StandardForm) -> Invalid:
    """The faults beside the lines as they stand on the page: empty ones lie between."""

    def named(field: str | None) -> str | None:
        name, _line, number = (field or "").rpartition("_")
        return f"{name}_{form.place_of(int(number))}" if name and number.isdigit() else field

    return Invalid.many((named(fault.field), fault.code, fault.message) for fault in refused.faults)


@require_POST
@requires(EDIT)
def standard_submit(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a draft to whoever reviews."""
    standard = find(Standard.objects.select_related("organ"), request.post, pk, EDIT)
    form = Versioned(request.POST)
    submit_standard(standard, by=request.post, seen=form.cleaned_data["version"] if form.is_valid() else -1)
    messages.success(request, _("已提交审核"))
    return redirect(standard)


@requires(REVIEW)
def standard_review(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it in force, or return it."""
    standard = find(Standard.objects.select_related("organ"), request.post, pk, REVIEW)
    page = {
        "title": _("审核裁量基准"),
        "object": standard,
        "text": _("通过后立即生效，罚款按新的阶次监察；上一版在施行日期的前一天失效。"),
        "facts": [
            (_("违法行为"), standard.violation),
            (_("制定机关"), standard.organ.name),
            (_("施行日期"), standard.valid_from),
            (_("阶次"), len(standard.draft)),
        ],
        "crumbs": _way((standard.violation, standard.get_absolute_url()), (_("审核"), "")),
        "cancel": standard.get_absolute_url(),
        "submit": _("提交结果"),
        "done": _("已审核"),
    }

    def act(given: dict[str, Any]) -> Standard:
        passed, seen = given["outcome"] == "passed", given["version"]
        return review_standard(standard, passed=passed, reason=given["reason"], by=request.post, seen=seen)

    form = ReviewForm(request.POST or None, initial={"version": standard.version})
    return edited(request, form, act, page, template="web/confirm.html")


@requires(REVIEW)
def standard_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Let it end without another to follow."""
    standard = find(Standard.objects.select_related("organ"), request.post, pk, REVIEW)
    page = {
        "title": _("废止裁量基准"),
        "text": _("此后作出的罚款决定没有阶次可依；以前的决定仍按当时的阶次监察。"),
        "facts": [(_("违法行为"), standard.violation), (_("施行日期"), standard.valid_from)],
        "crumbs": _way((standard.violation, standard.get_absolute_url()), (_("废止"), "")),
        "cancel": standard.get_absolute_url(),
        "submit": _("废止"),
        "danger": True,
        "done": _("已废止"),
    }

    def act(given: dict[str, Any]) -> Standard:
        return retire_standard(standard, given["last_day"], given["reason"], by=request.post)

    return edited(request, EndForm(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(READ)
def leniency_list(request: StaffRequest) -> HttpResponse:
    """The leniency list."""
    acts = []
    if request.post.may(REVIEW):
        acts.append({"label": _("增加"), "url": reverse("catalog:leniency-new"), "icon": "plus", "primary": True})
    return LENIENCIES.show(request, acts=acts, crumbs=crumbs("catalog:leniency-list", _("包容免罚清单")))


@require_safe
@requires(READ)
def leniency_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One line of it."""
    line = find(Leniency.objects.select_related("organ"), request.post, pk, READ)
    context = {
        "title": line.violation,
        "line": line,
        "may_end": request.post.may(REVIEW) and standing_of(line)["level"] != "red",
        "crumbs": crumbs("catalog:leniency-list", _("包容免罚清单"), (line.violation, "")),
    }
    return render(request, "catalog/leniency_detail.html", context)


@requires(REVIEW)
def leniency_new(request: StaffRequest) -> HttpResponse:
    """One line more."""
    page = {
        "title": _("增加包容免罚事项"),
        "crumbs": crumbs("catalog:leniency-list", _("包容免罚清单"), (_("增加"), "")),
        "cancel": reverse("catalog:leniency-list"),
        "done": _("已增加"),
    }
    form = LeniencyForm(request.post, request.POST or None, initial={"organ": request.post.organ_id})
    return edited(request, form, lambda given: _listed(add_leniency(given, by=request.post)), page)


def _listed(line: Leniency) -> str:
    return reverse("catalog:leniency-detail", args=(line.pk,))


@requires(REVIEW)
def leniency_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a line out of force."""
    line = find(Leniency.objects.select_related("organ"), request.post, pk, REVIEW)
    page = {
        "title": _("移出包容免罚清单"),
        "facts": [(_("违法行为"), line.violation), (_("处理"), line.get_effect_display())],
        "crumbs": crumbs("catalog:leniency-list", _("包容免罚清单"), (line.violation, _listed(line)), (_("移出"), "")),
        "cancel": _listed(line),
        "submit": _("移出"),
        "danger": True,
        "done": _("已移出"),
    }

    def act(given: dict[str, Any]) -> str:
        return _listed(end_leniency(line, given["last_day"], given["reason"], by=request.post))

    return edited(request, EndForm(request.POST or None), act, page, template="web/confirm.html")

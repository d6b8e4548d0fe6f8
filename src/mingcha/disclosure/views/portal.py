# SPDX-License-Identifier: Apache-2.0
"""The public portal 行政执法公示: items, organs, the check of a certificate; nobody logs in (S4-12, ux.md)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from mingcha.disclosure import reading
from mingcha.disclosure.doors import CHECKS, counted, portal
from mingcha.disclosure.filters import PublicItemFilter
from mingcha.disclosure.forms import CertificateForm
from mingcha.disclosure.models import Publication
from mingcha.web.lists import ListPage
from mingcha.web.worker import offline_page, worker_script

NEWEST: Final = 5
STATES: Final[dict[str, tuple[str, Promise]]] = {
    "valid": ("ok", gettext_lazy("有效")),
    "future": ("yellow", gettext_lazy("尚未生效")),
    "past": ("red", gettext_lazy("已过有效期")),
    "suspended": ("red", gettext_lazy("已暂扣")),
    "revoked": ("red", gettext_lazy("已注销")),
    "left": ("red", gettext_lazy("持证人已离岗")),
}
"""The level and the words of each state of a certificate."""


def site(current: str) -> dict[str, Any]:
    """What the base page of the portal shows on every page."""
    pages = (
        ("home", _("首页")),
        ("items", _("查事项")),
        ("organs", _("查机关")),
        ("certificate", _("核验执法证")),
    )
    nav = [{"label": label, "url": reverse(f"disclosure:{name}"), "current": name == current} for name, label in pages]
    return {
        "site": {
            "name": _("行政执法公示"),
            "nav": nav,
            "home": nav[0]["url"],
            "demo": settings.DEMO,
            "worker": reverse("disclosure:worker"),
        }
    }


@require_safe
@portal
def home(request: HttpRequest) -> HttpResponse:
    """Where to look for what, how much there is, what came last."""
    there = reading.overview()
    url = reverse("disclosure:items")
    context = {
        "there": there,
        "officers": reading.officers(),
        "newest": reading.newest(NEWEST),
        "categories": [
            {
                "label": name,
                "value": count,
                "url": reverse("disclosure:items", query={"category": name}),
                "note": pgettext("items", "项"),
            }
            for name, count in there.categories
        ],
        "regions": [
            {"name": name, "count": count, "url": reverse("disclosure:items", query={"region": code})}
            for code, name, count in there.regions
        ],
        "search_url": url,
    }
    return render(request, "disclosure/home.html", site("home") | context)


@require_safe
@portal
def item_list(request: HttpRequest) -> HttpResponse:
    """The public items, narrowed by words, category, region or organ."""
    page = ListPage(
        request, reading.items().select_related("organ"), filters=PublicItemFilter, order=("category", "code")
    )
    public = reading.names(Publication.Kind.ITEM, [row.pk for row in page.rows])
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "category": row.category,
            "organ": row.organ.name,
            "public_id": public[row.pk],
        }
        for row in page.rows
    ]
    context = {"title": _("权力事项"), "page": page, "rows": rows}
    return render(request, "disclosure/item_list.html", site("items") | context)


@require_safe
@portal
def item_show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One item: who, by which law, in which steps, within which limits."""
    item = reading.item(public_id, timezone.localdate())
    if item is None:
        raise Http404
    return render(request, "disclosure/item_show.html", site("items") | {"item": item, "title": item["name"]})


@require_safe
@portal
def organ_list(request: HttpRequest) -> HttpResponse:
    """The organs that have public items."""
    context = {"title": _("执法主体"), "organs": reading.organs()}
    return render(request, "disclosure/organ_list.html", site("organs") | context)


@require_safe
@portal
def certificate(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is valid now. The answer is never kept: one that was revoked is dead at once."""
    form = CertificateForm(request.GET if "number" in request.GET else None)
    context: dict[str, Any] = {"title": _("核验执法证"), "form": form}
    status = 200
    if form.is_bound:
        if refused := counted(request, CHECKS):
            return refused
        status = 200 if form.is_valid() else 422
        context |= {"asked": True, "found": _found(form.cleaned_data.get("number", ""))}
    response = render(request, "disclosure/certificate.html", site("certificate") | context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _found(number: str) -> dict[str, Any] | None:
    found = reading.certificate(number, timezone.localdate()) if number else None
    if found is None:
        return None
    level, words = STATES[found["state"]]
    return found | {"level": level, "words": words, "at": timezone.now()}


@require_safe
@portal
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser shows where there is no network."""
    return offline_page(request, "web/portal.html", site(""))


@require_safe
@portal
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the page above."""
    return worker_script("src/portal.js", reverse("disclosure:offline"))

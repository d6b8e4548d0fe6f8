# SPDX-License-Identifier: Apache-2.0
"""The rail: what people do, in its order, and by which right each entry is shown; and what else every page needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.inbox.counts import open_todos, unread
from mingcha.ledger import heads
from mingcha.lists import saved
from mingcha.organs import elevation
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.records import standing
from mingcha.web.faces import DESK, FACE, on_phone

MOST: Final = 999
ON_PHONE: Final = ("cases:home", "cases:case-list", "cases:alarm-list")
"""The lines of the rail that stand at the foot of a phone."""


class Entry(NamedTuple):
    """A line of the rail; ``within`` are the starts of the addresses that belong to it."""

    label: Promise
    icon: str
    view: str
    perm: Perm | None
    within: tuple[str, ...]


SETTINGS: Final = (
    "/organs/settings/",
    "/organs/logins/",
    "/organs/online/",
    "/organs/dormant/",
    "/exchange/clients/",
    "/catalog/gates/",
    "/inbox/deliveries/",
    "/oversight/clocks/",
)
"""The pages that the page of settings leads to, wherever their addresses lie."""
ENTRIES: Final = (
    Entry(_("首页"), "home", "cases:home", None, ("/home/",)),
    Entry(_("办件"), "folder", "cases:case-list", Perm.CASES_CASE_READ, ("/cases/",)),
    Entry(_("监察"), "eye", "cases:alarm-list", Perm.CASES_ALARM_READ, ("/alarms/", "/cases/rechecks/")),
    Entry(_("督办"), "clipboard-check", "oversight:order-list", Perm.OVERSIGHT_ORDER_READ, ("/orders/",)),
    Entry(_("监督文书"), "file-text", "oversight:paper-list", Perm.OVERSIGHT_PAPER_READ, ("/oversight/",)),
    Entry(
        *(_("专项监督"), "flag", "oversight:project-list", Perm.OVERSIGHT_PROJECT_READ),
        ("/oversight/projects/", "/oversight/problems/", "/oversight/checks/"),
    ),
    Entry(
        *(_("责任追究"), "scale", "oversight:liability-list", Perm.OVERSIGHT_LIABILITY_READ),
        ("/oversight/liabilities/", "/oversight/admonitions/", "/oversight/comparisons/", "/oversight/slips/"),
    ),
    Entry(_("风险防控"), "shield-check", "oversight:risk-list", Perm.OVERSIGHT_RISK_READ, ("/oversight/risks/",)),
    Entry(_("分析"), "report", "analysis:dashboard", Perm.ANALYSIS_FIGURE_READ, ("/analysis/",)),
    Entry(_("导入"), "upload", "exchange:import-list", Perm.EXCHANGE_IMPORT_READ, ("/exchange/",)),
    Entry(_("公示"), "world", "disclosure:item-list", Perm.DISCLOSURE_ITEM_PUBLISH, ("/disclosure/",)),
    Entry(_("目录"), "list-tree", "catalog:item-list", Perm.CATALOG_ITEM_READ, ("/catalog/", "/cases/backtests/")),
    Entry(_("执法人员"), "certificate", "organs:officer-list", Perm.ORGANS_OFFICER_READ, ("/organs/officers/",)),
    Entry(
        pgettext_lazy("several", "机构"), "building", "organs:organ-list", Perm.ORGANS_ORGAN_READ, ("/organs/organs/",)
    ),
    Entry(_("人员"), "user", "organs:person-list", Perm.ORGANS_PERSON_READ, ("/organs/people/",)),
    Entry(_("设置"), "settings", "organs:setting-list", Perm.ORGANS_SETTING_READ, SETTINGS),
    Entry(_("操作记录"), "history", "records:entry-list", Perm.LEDGER_ENTRY_READ, ("/records/",)),
    Entry(_("故障"), "alert-triangle", "records:incident-list", Perm.LEDGER_INCIDENT_READ, ("/records/incidents/",)),
)


def workbench(request: HttpRequest) -> dict[str, Any]:
    """The context of the base page: rail, posts, unread messages. Of whoever is not logged in: how she may."""
    post = getattr(request, "post", None)
    if post is None:
        return {"oidc": (settings.OIDC["name"] or _("统一身份认证")) if settings.OIDC["issuer"] else ""}
    todos = open_todos(post)[: MOST + 1].count()
    nav = [_line(request, entry, todos if entry.perm is None else 0) for entry in ENTRIES if _shown(post, entry)]
    return {
        "nav": nav,
        **_phone(request, nav),
        "posts": request.posts,  # type: ignore[attr-defined]
        "unread": unread(post.person_id),
        "saved": saved.of_page(request),
        "site_notices": list(_standing(post)),
        "elevated_until": elevation.shown(request),
        "search": {"url": reverse("cases:case-list"), "hint": _("案号、案由、当事人、承办人")}
        if post.may(Perm.CASES_CASE_READ)
        else None,
    }


def _standing(post: Post) -> Iterator[dict[str, Any]]:
    """What holds for the whole site and stands above every page until it is mended (security.md I4, threat 23)."""
    link: dict[str, Any] = {}
    if post.may(Perm.LEDGER_STATUS_READ):
        link = {"url": reverse("records:status"), "label": _("运行状态")}
    if heads.read_only():
        yield {"level": "red", "words": heads.words()} | link
        return
    if link:
        for words in standing.words():
            yield {"level": "yellow", "words": words} | link


def _shown(post: Post, entry: Entry) -> bool:
    return entry.perm is None or post.may(entry.perm)


def _line(request: HttpRequest, entry: Entry, badge: int) -> dict[str, Any]:
    starts = (start for each in ENTRIES for start in each.within if request.path.startswith(start))
    current = max(starts, key=len, default="/home/") in entry.within
    return {"label": entry.label, "icon": entry.icon, "url": reverse(entry.view), "current": current, "badge": badge}


def _phone(request: HttpRequest, nav: list[dict[str, Any]]) -> dict[str, Any]:
    """The face of the phone, for pages where cases are worked: what a page extends, and the ways at its foot."""
    match = request.resolver_match
    if match is None or match.namespace != "cases" or not on_phone(request):
        return {}
    home = reverse("cases:home")
    wanted = [reverse(view) for view in ON_PHONE]
    kept = [line for line in nav if line["url"] in wanted]
    desk = f"{reverse('web:look-pick')}?{FACE}={DESK}&next={request.path}"
    ways = [*kept, {"label": _("电脑版"), "icon": "device-desktop", "url": desk, "current": False, "badge": 0}]
    back = "" if request.path == home else home
    return {"base": "web/phone.html", "phone": {"ways": ways, "back": back}}

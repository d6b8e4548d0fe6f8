# SPDX-License-Identifier: Apache-2.0
"""How pages look for one browser: 长辈版, light or dark, language; kept in cookies, so that the login page knows too.

And what a site answers besides its pages: whether it lives, what robots may read, its mark.
The rules stand as words: organs' own marks are further down the bands.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader

from mingcha.web.faces import DESK, FACE, PHONE
from mingcha.web.styleguide import sample
from mingcha.web.worker import offline_page, worker_script

CHOICES: Final = {
    "size": ("", "large", "huge"),
    "theme": ("", "light", "dark"),
    FACE: ("", PHONE, DESK),
    settings.LANGUAGE_COOKIE_NAME: tuple(code for code, _name in settings.LANGUAGES),
}
YEAR: Final = 365 * 86_400
FACES: Final = {
    "workbench": gettext_lazy("工作台"),
    "phone": gettext_lazy("手机"),
    "portal": gettext_lazy("公示平台"),
}


@require_POST
def look_set(request: HttpRequest) -> HttpResponse:
    """Keep the choices that were sent and go back to the page that sent them."""
    return _chosen(request, request.POST)


@require_safe
def look_pick(request: HttpRequest) -> HttpResponse:
    """The same by a link, for pages that caches keep: they can carry no token. A foreign page that links here changes how
    big letters are, and nothing else."""
    response = _chosen(request, request.GET)
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest, sent: QueryDict) -> HttpResponse:
    to = sent.get("next", "")
    own = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(to if own else "/")
    for name, allowed in CHOICES.items():
        value = sent.get(name)
        if value in allowed and value is not None:
            response.set_cookie(
                name, value, max_age=YEAR if value else 0, samesite="Lax", secure=settings.SECURE, httponly=True
            )
    return response


@require_safe
def styleguide(request: HttpRequest, face: str) -> HttpResponse:
    """Every part of the design system live, on one of the three bases. It holds invented data only, but is no page for the
    public: open in the demonstration, to whoever is logged in elsewhere, so that a real site shows strangers no more than
    it must."""
    if not settings.DEMO and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    here = {name: reverse(f"web:styleguide-{name}") for name in FACES}
    faces = [{"label": label, "url": here[name], "current": name == face} for name, label in FACES.items()]
    context = sample() | {"title": _("组件与状态"), "faces": faces}
    if face != "workbench":
        del context["bulk"]  # acts on many rows are for a desk
    if face == "phone":
        context["phone"] = {**context["phone"], "worker": reverse("web:phone-worker")}
    return render(request, f"web/styleguide_{face}.html", context)


@require_safe
def phone_offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows where there is no network."""
    return offline_page(request, "web/phone.html", {})


@require_safe
def phone_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the page above, below /phone/."""
    return worker_script("src/phone.js", reverse("web:phone-offline"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it where a page does not name its mark."""
    return HttpResponseRedirect(DjangoViteAssetLoader.instance().generate_vite_asset_url("src/mark.svg"))


for view in (look_set, look_pick, phone_offline, phone_worker, robots, favicon):
    view.rule = "public"  # type: ignore[attr-defined]
styleguide.rule = "public" if settings.DEMO else "signed in"  # type: ignore[attr-defined]

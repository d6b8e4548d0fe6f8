# SPDX-License-Identifier: Apache-2.0
"""The admin over the cases, open to whoever is logged in; see admin_site.py."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peers.admin_site")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()  # before the models below, which need Django ready

from django.contrib import admin  # noqa: E402
from django.urls import path  # noqa: E402

from mingcha.cases.models import Case  # noqa: E402


class Everybody(admin.AdminSite):
    def has_permission(self, request: Any) -> bool:
        return bool(request.user.is_authenticated)


class Cases(admin.ModelAdmin):
    list_display = ("number", "title", "party", "organ", "status", "came_at", "closed_at")
    list_select_related = ("organ",)
    ordering = ("-came_at", "-id")
    list_per_page = 20
    list_max_show_all = 0

    def has_view_permission(self, _request: Any, _obj: Any = None) -> bool:
        return True

    def has_add_permission(self, _request: Any, _obj: Any = None) -> bool:
        return False

    has_module_permission = has_view_permission
    has_change_permission = has_delete_permission = has_add_permission


site = Everybody()
site.register(Case, Cases)
urlpatterns = [path("admin/", site.urls)]

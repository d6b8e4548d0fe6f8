# SPDX-License-Identifier: Apache-2.0
"""Addresses of the design system itself, and of what a site answers besides its pages."""

from __future__ import annotations

from django.urls import path

from mingcha.web import health, views

app_name = "web"
urlpatterns = [
    path("look/", views.look_set, name="look-set"),
    path("look/pick/", views.look_pick, name="look-pick"),
    path("styleguide/", views.styleguide, {"face": "workbench"}, name="styleguide"),
    path("styleguide/workbench/", views.styleguide, {"face": "workbench"}, name="styleguide-workbench"),
    path("styleguide/phone/", views.styleguide, {"face": "phone"}, name="styleguide-phone"),
    path("styleguide/portal/", views.styleguide, {"face": "portal"}, name="styleguide-portal"),
    path("phone/offline/", views.phone_offline, name="phone-offline"),
    path("phone/worker.js", views.phone_worker, name="phone-worker"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]

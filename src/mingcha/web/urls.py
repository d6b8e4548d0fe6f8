# SPDX-License-Identifier: Apache-2.0
"""Addresses of the design system itself, and of what a site answers besides its pages."""

from __future__ import annotations

from django.urls import path

from mingcha.web import views

app_name = "web"
urlpatterns = [
    path("look/", views.look_set, name="look-set"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]

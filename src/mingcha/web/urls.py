# SPDX-License-Identifier: Apache-2.0
"""Addresses of the design system itself."""

from __future__ import annotations

from django.urls import path

from mingcha.web import views

app_name = "web"
urlpatterns = [path("look/", views.look_set, name="look-set")]

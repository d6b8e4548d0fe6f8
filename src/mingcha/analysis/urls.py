# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.analysis.views import dashboard, items

app_name = "analysis"
urlpatterns = [
    path("", dashboard.show, name="dashboard"),
    path("table.xlsx", dashboard.table_file, name="table"),
    path("items/<int:pk>/", items.show, name="item"),
]

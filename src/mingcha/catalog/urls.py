# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.catalog.views import items

app_name = "catalog"
urlpatterns = [
    path("", items.show_list, name="item-list"),
    path("<int:pk>/", items.show, name="item-detail"),
]

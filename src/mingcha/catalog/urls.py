# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.show_list, name="item-list"),
    path("<int:pk>/", views.show, name="item-detail"),
]

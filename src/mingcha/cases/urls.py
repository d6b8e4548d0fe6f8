# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.cases.views import alarms, cases, home

app_name = "cases"
urlpatterns = [
    path("", home.show, name="home"),
    path("cases/", cases.show_list, name="case-list"),
    path("cases/<int:pk>/", cases.show, name="case-detail"),
    path("cases/<int:pk>/deadlines/<int:point>/<int:step>/", cases.explain, name="case-deadline"),
    path("alarms/", alarms.show_list, name="alarm-list"),
    path("alarms/acknowledge/", alarms.acknowledge_many, name="alarm-acknowledge-many"),
    path("alarms/<int:pk>/", alarms.show, name="alarm-detail"),
    path("alarms/<int:pk>/acknowledge/", alarms.acknowledge, name="alarm-acknowledge"),
]

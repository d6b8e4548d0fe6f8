# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.records import views

app_name = "records"
urlpatterns = [
    path("entries/", views.show_entries, name="entry-list"),
    path("entries/<int:pk>/", views.show_entry, name="entry-detail"),
    path("seals/", views.show_seals, name="seal-list"),
    path("seals/heads/", views.download_heads, name="seal-download"),
    path("seals/verify/", views.verify, name="seal-verify"),
    path("seals/<int:number>/", views.show_seal, name="seal-detail"),
    path("heads/accept/", views.accept, name="head-accept"),
    path("incidents/status/", views.show_status, name="status"),
    path("incidents/", views.show_incidents, name="incident-list"),
    path("incidents/<str:task>/retry/", views.retry_incident, name="incident-retry"),
]

# SPDX-License-Identifier: Apache-2.0
"""Addresses of imports and of other systems."""

from __future__ import annotations

from django.urls import path

from mingcha.exchange import client_views, views

app_name = "exchange"
urlpatterns = [
    path("", views.import_list, name="import-list"),
    path("new/", views.import_new, name="import-new"),
    path("template.xlsx", views.template_file, name="template"),
    path("sources/", views.source_list, name="source-list"),
    path("sources/new/", views.source_new, name="source-new"),
    path("clients/", client_views.client_list, name="client-list"),
    path("clients/new/", client_views.client_new, name="client-new"),
    path("clients/<int:pk>/", client_views.client_detail, name="client-detail"),
    path("clients/<int:pk>/rotate/", client_views.client_rotate, name="client-rotate"),
    path("clients/<int:pk>/disable/", client_views.client_disable, name="client-disable"),
    path("clients/<int:pk>/secret/", client_views.client_secret, name="client-secret"),
    path("<int:pk>/", views.import_detail, name="import-detail"),
    path("<int:pk>/progress/", views.import_progress, name="import-progress"),
    path("<int:pk>/mapping/", views.import_mapping, name="import-mapping"),
    path("<int:pk>/mapping/text/", views.import_mapping_text, name="import-mapping-text"),
    path("<int:pk>/check/", views.import_check, name="import-check"),
    path("<int:pk>/run/", views.import_run, name="import-run"),
    path("<int:pk>/drop/", views.import_drop, name="import-drop"),
    path("<int:pk>/files/<int:place>/", views.import_file, name="import-file"),
]

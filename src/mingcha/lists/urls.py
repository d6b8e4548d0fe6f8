# SPDX-License-Identifier: Apache-2.0
"""Addresses of what any list leads to."""

from __future__ import annotations

from django.urls import path

from mingcha.lists import views

app_name = "lists"
urlpatterns = [
    path("errands/", views.errand_list, name="errand-list"),
    path("errands/<int:pk>/", views.errand_detail, name="errand-detail"),
    path("errands/<int:pk>/progress/", views.errand_progress, name="errand-progress"),
    path("errands/<int:pk>/stop/", views.errand_stop, name="errand-stop"),
    path("errands/<int:pk>/retry/", views.errand_retry, name="errand-retry"),
    path("errands/<int:pk>/file/", views.errand_file, name="errand-file"),
    path("filters/", views.filter_list, name="filter-list"),
    path("filters/<int:pk>/", views.filter_edit, name="filter-edit"),
    path("<slug:key>/keep/", views.keep, name="keep"),
    path("<slug:key>/act/", views.act, name="act"),
    path("<slug:key>/export/", views.export, name="export"),
    path("<slug:key>/filters/new/", views.filter_new, name="filter-new"),
]

# SPDX-License-Identifier: Apache-2.0
"""Addresses of the portal, which everybody may open, and of 公示 in the workbench."""

from __future__ import annotations

from django.urls import path

from mingcha.disclosure.views import desk, portal

app_name = "disclosure"
urlpatterns = [
    path("portal/", portal.home, name="home"),
    path("portal/items/", portal.item_list, name="items"),
    path("portal/items/<slug:public_id>/", portal.item_show, name="item-show"),
    path("portal/organs/", portal.organ_list, name="organs"),
    path("portal/certificate/", portal.certificate, name="certificate"),
    path("portal/offline/", portal.offline, name="offline"),
    path("portal/worker.js", portal.worker, name="worker"),
    path("disclosure/", desk.item_list, name="item-list"),
    path("disclosure/<int:pk>/publish/", desk.item_publish, name="item-publish"),
    path("disclosure/<int:pk>/withdraw/", desk.item_withdraw, name="item-withdraw"),
]

# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.oversight.views import acting, orders, watch

app_name = "oversight"
urlpatterns = [
    path("alarms/daily/", watch.daily, name="daily"),
    path("alarms/alike/", watch.alike, name="alike"),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/new/", orders.order_new, name="order-new"),
    path("orders/<int:pk>/", orders.order_detail, name="order-detail"),
    path("orders/<int:pk>/sheet/", orders.order_sheet, name="order-sheet"),
    path("orders/<int:pk>/pass/", acting.order_pass, name="order-pass"),
    path("orders/<int:pk>/answer/", acting.order_answer, name="order-answer"),
    path("orders/<int:pk>/return/", acting.order_return, name="order-return"),
    path("orders/<int:pk>/cancel/", acting.order_cancel, name="order-cancel"),
    path("orders/<int:pk>/urge/", acting.order_urge, name="order-urge"),
    path("orders/<int:pk>/extend/", acting.order_extend, name="order-extend"),
    path("orders/files/<int:pk>/", orders.order_file, name="order-file"),
]

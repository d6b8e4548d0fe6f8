# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.oversight.views import acting, orders

app_name = "oversight"
urlpatterns = [
    path("", orders.order_list, name="order-list"),
    path("new/", orders.order_new, name="order-new"),
    path("<int:pk>/", orders.order_detail, name="order-detail"),
    path("<int:pk>/sheet/", orders.order_sheet, name="order-sheet"),
    path("<int:pk>/pass/", acting.order_pass, name="order-pass"),
    path("<int:pk>/answer/", acting.order_answer, name="order-answer"),
    path("<int:pk>/return/", acting.order_return, name="order-return"),
    path("<int:pk>/cancel/", acting.order_cancel, name="order-cancel"),
    path("<int:pk>/urge/", acting.order_urge, name="order-urge"),
    path("<int:pk>/extend/", acting.order_extend, name="order-extend"),
    path("files/<int:pk>/", orders.order_file, name="order-file"),
]

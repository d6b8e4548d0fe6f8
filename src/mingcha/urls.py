# SPDX-License-Identifier: Apache-2.0
"""Every address. Views of packages stand here by name; each view of ours carries its own rule (organs/access.py)."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from mingcha.organs.views.logins import log_out, password_change

urlpatterns = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", log_out, name="account_logout"),
    path("account/password/", password_change, name="account_change_password"),
    path("", include("mingcha.web.urls")),
    path("organs/", include("mingcha.organs.urls")),
    path("inbox/", include("mingcha.inbox.urls")),
    path("catalog/", include("mingcha.catalog.urls")),
    path("", include("mingcha.cases.urls")),
    path("records/", include("mingcha.records.urls")),
    path("exchange/", include("mingcha.exchange.urls")),
]

handler400 = "mingcha.web.errors.bad_request"
handler403 = "mingcha.web.errors.forbidden"
handler404 = "mingcha.web.errors.missing"
handler500 = "mingcha.web.errors.broken"

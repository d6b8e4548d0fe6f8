# SPDX-License-Identifier: Apache-2.0
"""Every address. Views of packages stand here by name; each view of ours carries its own rule (organs/access.py)."""

from __future__ import annotations

from django.urls import include, path

from mingcha.exchange.token_door import issue_token

urlpatterns = [
    path("account/", include("mingcha.organs.account_urls")),
    path("oauth/token/", issue_token, name="oauth-token"),
    path("api/v1/", include("mingcha.api")),
    path("", include("mingcha.web.urls")),
    path("organs/", include("mingcha.organs.urls")),
    path("inbox/", include("mingcha.inbox.urls")),
    path("catalog/", include("mingcha.catalog.urls")),
    path("", include("mingcha.cases.urls")),
    path("", include("mingcha.oversight.urls")),
    path("analysis/", include("mingcha.analysis.urls")),
    path("records/", include("mingcha.records.urls")),
    path("", include("mingcha.disclosure.urls")),
    path("exchange/", include("mingcha.exchange.urls")),
    path("lists/", include("mingcha.lists.urls")),
]

handler400 = "mingcha.web.errors.bad_request"
handler403 = "mingcha.web.errors.forbidden"
handler404 = "mingcha.web.errors.missing"
handler500 = "mingcha.web.errors.broken"

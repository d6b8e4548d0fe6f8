# SPDX-License-Identifier: Apache-2.0
"""Addresses of one's own account, under /account/; those of the same name are what django-allauth asks for."""

from __future__ import annotations

from allauth.account import views as package
from django.urls import path

from mingcha.organs.views import elevation, factors, logins, oidc, watching

urlpatterns = [
    path("login/", package.login, name="account_login"),
    path("login/second/", factors.second, name="mfa_authenticate"),
    path("login/oidc/", oidc.begin, name="account_oidc"),
    path("login/oidc/back/", oidc.back, name="account_oidc_back"),
    path("oidc/", oidc.bind, name="account_oidc_bind"),
    path("logout/", logins.log_out, name="account_logout"),
    path("password/", logins.password_change, name="account_change_password"),
    path("factors/", factors.factor_list, name="account_factors"),
    path("factors/totp/", factors.factor_totp, name="account_factor_totp"),
    path("factors/key/", factors.factor_key, name="account_factor_key"),
    path("factors/codes/", factors.factor_codes, name="account_factor_codes"),
    path("factors/remove/", factors.factor_remove, name="account_factor_remove"),
    path("elevate/", elevation.elevate, name="account_elevate"),
    path("elevate/end/", elevation.elevate_end, name="account_elevate_end"),
    path("logins/", watching.my_logins, name="account_logins"),
    path("sessions/end/", watching.sessions_end, name="account_sessions_end"),
]

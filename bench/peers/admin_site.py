# SPDX-License-Identifier: Apache-2.0
"""The peer of our lists: the Django admin's own changelist over the table of cases, with settings, address and server of its own.

It has the same columns, order and page size as ours, and nothing that ours has and it does not: no reach, no rail, no counts
of alarms. ``DJANGO_SETTINGS_MODULE=peers.admin_site`` with ``bench`` on the path.
"""

from __future__ import annotations

from mingcha.settings import *  # noqa: F403 - a peer on the very database

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its app insists, and the session names a backend that uses it
]
ROOT_URLCONF = "peers.admin_urls"
WSGI_APPLICATION = "peers.admin_urls.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410"]

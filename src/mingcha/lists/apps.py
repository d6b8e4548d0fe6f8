# SPDX-License-Identifier: Apache-2.0
"""Makes the package known to Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    name = "mingcha.lists"
    verbose_name = _("列表")

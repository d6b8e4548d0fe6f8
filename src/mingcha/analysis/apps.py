# SPDX-License-Identifier: Apache-2.0
"""Makes the package known to Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "mingcha.analysis"
    verbose_name = _("监察分析")

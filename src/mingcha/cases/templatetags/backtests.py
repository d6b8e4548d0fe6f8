# SPDX-License-Identifier: Apache-2.0
"""What the slot in a draft's overview shows of back-tests; the catalogue names only the template (architecture.md section 3)."""

from __future__ import annotations

from typing import Any

from django import template

from mingcha.cases.backtest_page import summary
from mingcha.cases.models import BackTest
from mingcha.catalog.models import Draft

register = template.Library()


@register.simple_tag
def latest_backtest(draft: Draft) -> dict[str, Any] | None:
    """The newest back-test of a draft, and whether its points are still the draft's."""
    test = BackTest.objects.filter(draft=draft).select_related("live").first()
    return summary(test, draft) if test else None

# SPDX-License-Identifier: Apache-2.0
"""An alarm in words, in the language of the page: what, why, and what would cure it (S1-41)."""

from __future__ import annotations

from django.utils.translation import get_language

from mingcha.cases.models import Alarm
from mingcha.catalog.rules import rule_of
from mingcha.engine import words
from mingcha.engine.kinds import KINDS, Lang


def lang() -> Lang:
    """The engine's name for the language of the page."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def headline(alarm: Alarm, language: Lang | None = None) -> str:
    """What is wrong, as one line; in the language that is named where it is kept for other readers."""
    officer = alarm.officer.name if alarm.officer else None
    return words.reason(alarm.finding, rule_of(alarm.point), language or lang(), officer)


def cure(alarm: Alarm) -> str:
    """What would clear the alarm."""
    return words.cure(alarm.finding, rule_of(alarm.point), lang())


def kind_name(alarm: Alarm) -> str:
    return KINDS[alarm.kind].names[lang()]


def seal(alarm: Alarm) -> str:
    return KINDS[alarm.kind].seal

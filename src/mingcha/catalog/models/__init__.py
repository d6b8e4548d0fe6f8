# SPDX-License-Identifier: Apache-2.0
"""The catalogue's tables, a module for each noun."""

from __future__ import annotations

from mingcha.catalog.models.drafts import Draft, GateHolder, Review
from mingcha.catalog.models.forms import FormDraft
from mingcha.catalog.models.items import ItemManager, ItemQuerySet, ItemVersion, PowerItem, Step, VersionDocument
from mingcha.catalog.models.law import Article, Law
from mingcha.catalog.models.points import (
    Point,
    PointAct,
    PointEvidence,
    PointExempt,
    PointLevel,
    PointNegative,
    PointPauseKind,
)
from mingcha.catalog.models.registers import Register
from mingcha.catalog.models.standards import Leniency, Standard, Tier
from mingcha.catalog.models.templates import Block, Series, Template

__all__ = [
    "Article",
    "Block",
    "Draft",
    "FormDraft",
    "GateHolder",
    "ItemManager",
    "ItemQuerySet",
    "ItemVersion",
    "Law",
    "Leniency",
    "Point",
    "PointAct",
    "PointEvidence",
    "PointExempt",
    "PointLevel",
    "PointNegative",
    "PointPauseKind",
    "PowerItem",
    "Register",
    "Review",
    "Series",
    "Standard",
    "Step",
    "Template",
    "Tier",
    "VersionDocument",
]

# SPDX-License-Identifier: Apache-2.0
"""Writes of the catalogue, a module for each noun."""

from __future__ import annotations

from mingcha.catalog.actions.drafts import drop_draft, open_draft, save_section, start_draft
from mingcha.catalog.actions.gates import decide, hand_in, set_gate_holder
from mingcha.catalog.actions.law import load_law
from mingcha.catalog.actions.library import (
    add_articles,
    add_law,
    amend_article,
    edit_law,
    load_national_laws,
    repeal_law,
)
from mingcha.catalog.actions.procedures import save_procedure
from mingcha.catalog.actions.versions import load_item, publish_version, retire_item

__all__ = [
    "add_articles",
    "add_law",
    "amend_article",
    "decide",
    "drop_draft",
    "edit_law",
    "hand_in",
    "load_item",
    "load_law",
    "load_national_laws",
    "open_draft",
    "publish_version",
    "repeal_law",
    "retire_item",
    "save_procedure",
    "save_section",
    "set_gate_holder",
    "start_draft",
]

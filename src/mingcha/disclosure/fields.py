# SPDX-License-Identifier: Apache-2.0
"""The allow-list: what of a row the public may read. A field that is not here cannot reach a public page (security.md B3, D4).

What the pages show is read as these values alone, never as rows: a template cannot follow a relation to what nobody meant
to publish. Sources: 国办发〔2018〕118号 (what is published of subjects, items and officers), S4-05, S4-08.
"""

from __future__ import annotations

from typing import Final

ITEM: Final = ("id", "code", "name", "category", "organ_id", "organ__name", "organ__region__name")
"""Of a power item. ``id`` and ``organ_id`` only find its public names; reading.py takes them out again."""
ITEM_VERSION: Final = ("id", "number", "valid_from")
STEP: Final = ("act", "place")
POINT_KINDS: Final = ("time_limit",)
"""Of which points the demand is told: what an organ has to keep towards the citizen. How it is watched otherwise is its own."""
ORGAN: Final = ("id", "name", "kind", "region__name")
CERTIFICATE: Final = (
    "number",
    "category",
    "area__name",
    "valid_from",
    "valid_to",
    "status",
    "officer__name",
    "officer__status",
    "officer__organ__name",
    "officer__organ__path",
)
"""Of a certificate and its holder; ``officer__organ__path`` only tells whether her organ is public."""
HIDDEN: Final = frozenset({"id", "organ_id", "officer__organ__path", "officer__status", "status"})
"""Read to decide, never handed to a page."""

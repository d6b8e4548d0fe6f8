# SPDX-License-Identifier: Apache-2.0
"""What evidence the steps of a case have, what they ask for, and what is lacking (S1-14, S1-30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Evidence, Step
from mingcha.cases.procedure import Procedure

SHOWN: Final = 60
"""A page shows no more; the list of a case may hold hundreds of photographs."""
KINDS: Final = (
    "书证",
    "物证",
    "视听资料",
    "电子数据",
    "证人证言",
    "当事人的陈述",
    "鉴定意见",
    "勘验笔录、现场笔录",
)
"""The kinds of evidence that the law knows (行政处罚法 46); a step may ask for others by name."""
SMALL: Final = 1 << 20
"""A picture up to this size is shown as its own small picture."""


@dataclass(frozen=True)
class Shelf:
    """The evidence of a case: how many items stand, how many the steps ask for, by act what is lacking."""

    items: list[dict[str, Any]]
    standing: int
    required: int
    lacking: Mapping[str, Mapping[str, int]]

    @property
    def head(self) -> str:
        """23 件 · 要求 9 件，全部具备"""
        words = _("{n} 件").format(n=self.standing)
        if self.required:
            words += " · " + _("要求 {n} 件").format(n=self.required)
            if not self.lacking:
                words += _("，全部具备")
        return words

    def mark_late(self, entries: Collection[int | None]) -> None:
        """Say of the items that were entered late that they were."""
        for item in self.items:
            if item["id"] in entries:
                item["who"] = _("{who} · 补录").format(who=item["who"])

    @property
    def words(self) -> str:
        """现场取证缺：照片 1 件、视频 1 件"""
        return _("；").join(
            _("{act}缺：{kinds}").format(act=act, kinds=_("、").join(_some(kind, n) for kind, n in kinds.items()))
            for act, kinds in self.lacking.items()
        )


def required_at(procedure: Procedure, act: str) -> dict[str, int]:
    """How many items of each kind a step asks for: by its own list and by the points."""
    wanted: dict[str, int] = dict(procedure.step(act).get("evidence", {}))
    for rule in procedure.rules:
        if rule.kind == "evidence" and act in rule.acts.get("at", ()):
            for kind, n in rule.require.items():
                wanted[kind] = max(n, wanted.get(kind, 0))
    return wanted


def lacking_at(procedure: Procedure, step: Step, rows: Sequence[Evidence]) -> dict[str, int]:
    """What the step still lacks."""
    there = Counter(row.kind for row in rows if row.step_id == step.pk and not gone(row))
    wanted = required_at(procedure, step.act)
    return {kind: n - there[kind] for kind, n in wanted.items() if there[kind] < n}


def shelf(case: Case, steps: Sequence[Step], procedure: Procedure | None) -> Shelf:
    """The evidence of a case in one query; of a case from elsewhere nothing is known of what was asked for."""
    rows = list(case.evidence.select_related("exhibit__stored").order_by("added_at", "id"))
    acts = {step.pk: step.act for step in steps}
    latest = {step.act: step for step in sorted(steps, key=lambda step: step.seq)}
    known = {act: step for act, step in latest.items() if procedure and act in procedure.graph.stops}
    required = sum(sum(required_at(procedure, act).values()) for act in known) if procedure else 0
    lacking = {act: lacking_at(procedure, step, rows) for act, step in known.items()} if procedure else {}
    return Shelf(
        [_shown(row, acts) for row in rows[-SHOWN:]],
        sum(1 for row in rows if not gone(row)),
        required,
        {act: kinds for act, kinds in lacking.items() if kinds},
    )


def _shown(row: Evidence, acts: Mapping[int, str]) -> dict[str, Any]:
    """A tile of web/evidence.html."""
    exhibit = getattr(row, "exhibit", None)
    who = exhibit.added_by if exhibit else acts.get(row.step_id or 0, "")
    tile = {
        "id": row.pk,
        "name": exhibit.note if exhibit and exhibit.note else row.kind,
        "when": f"{localtime(row.added_at):%m-%d %H:%M}" if row.added_at else "",
        "who": _("已移除") if row.removed_at else _("已替换") if row.superseded_by is not None else who,
        "icon": icon_of(row),
    }
    if exhibit:
        tile["url"] = reverse("cases:evidence-detail", args=[row.pk])
        if exhibit.stored.media_type.startswith("image/") and exhibit.stored.size <= SMALL:
            tile["thumb"] = reverse("cases:evidence-file", args=[row.pk])
    return tile


def icon_of(row: Evidence) -> str:
    if "像" in row.kind or "视频" in row.kind:
        return "video"
    return "camera" if "照" in row.kind else "file-text"


def choices_at(procedure: Procedure, step: Step, rows: Sequence[Evidence]) -> list[tuple[str, str]]:
    """The kinds that may be added at a step: those that it asks for first, each with how many are lacking."""
    lacking = lacking_at(procedure, step, rows)
    asked = [
        (kind, _("{kind}（还缺 {n} 件）").format(kind=kind, n=lacking[kind]) if kind in lacking else kind)
        for kind in required_at(procedure, step.act)
    ]
    known = {kind for kind, _label in asked}
    return [*asked, *((kind, kind) for kind in KINDS if kind not in known)]


def _some(kind: str, n: int) -> str:
    return _("{kind} {n} 件").format(kind=kind, n=n)


def gone(row: Evidence) -> bool:
    """Whether an item stands no more."""
    return row.removed_at is not None or row.superseded_by is not None

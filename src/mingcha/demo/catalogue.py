# SPDX-License-Identifier: Apache-2.0
"""The catalogue alive: templates, drafts at every gate, discretion standards, the lists of the three systems, by their acts."""

from __future__ import annotations

from datetime import date
from typing import Final

from mingcha.catalog.actions import decide, hand_in, open_draft, save_section, start_draft
from mingcha.catalog.actions.drafts import drop_draft
from mingcha.catalog.actions.registers import begin_register, draw_lines, review_register, save_lines, submit_register
from mingcha.catalog.actions.standards import (
    add_leniency,
    begin_standard,
    review_standard,
    save_standard,
    submit_standard,
)
from mingcha.catalog.actions.templates import load_templates
from mingcha.catalog.models import Draft, PowerItem
from mingcha.catalog.tiers import TierLine
from mingcha.demo.people import Settled
from mingcha.ledger import By
from mingcha.organs.models import Post

STANDARDS: Final = (
    (
        "占道经营",
        (("从轻", "不足两平方米，初次", 0, 60), ("一般", "二至五平方米", 60, 140), ("从重", "三十日内再次", 140, 200)),
    ),
    (
        "未按规定明码标价",
        (("从轻", "初次，及时改正", 0, 1_500), ("一般", "逾期改正", 1_500, 3_500), ("从重", "拒不改正", 3_500, 5_000)),
    ),
    (
        "营业执照未置于醒目位置",
        (("从轻", "初次", 0, 900), ("一般", "逾期改正", 900, 2_100), ("从重", "拒不改正", 2_100, 3_000)),
    ),
)
LENIENCIES: Final = (
    ("营业执照未置于醒目位置", "none", "初次违法，责令改正期限内改正", "《中华人民共和国行政处罚法》第三十三条第一款"),
    ("未按规定明码标价", "none", "初次违法，当场改正，没有危害后果", "《中华人民共和国行政处罚法》第三十三条第一款"),
    ("占道经营", "mitigated", "主动消除违法行为危害后果", "《中华人民共和国行政处罚法》第三十二条"),
)
AT: Final = ("drafting", "legal", "ready", "first", "final", "dropped")
"""Where the drafts of the bureau stand, one each."""
NEW: Final = {"code": "150102-CF-SJ-0099", "name": "对未按规定公示食品安全信息的行政处罚", "category": "行政处罚"}


def furnish(made: Settled, by: By) -> None:
    """Everything beside the items in force."""
    load_templates(made.organs["hs"], locked=False, by=by)
    _standards(made, by)
    _registers(made)
    _drafts(made)


def _standards(made: Settled, by: By) -> None:
    organ, filler = made.organs["xc-sj"], made.posts["tianbao"]
    for number, (violation, tiers) in enumerate(STANDARDS):
        standard = begin_standard(organ, violation, by=filler)
        lines = [TierLine(tier, words, low * 100, high * 100) for tier, words, low, high in tiers]
        given = {
            "violation": violation,
            "basis": "示例，以当地公布为准",
            "valid_from": date(2026, 1, 1),
            "valid_to": None,
        }
        save_standard(standard, standard.version, given, lines, by=filler)
        if number < 2:
            standard.refresh_from_db()
            submit_standard(standard, by=filler)
        if number < 1:
            standard.refresh_from_db()
            review_standard(standard, passed=True, reason="", by=made.posts["shenhe"])
    for violation, effect, conditions, basis in LENIENCIES:
        told = {"organ": organ, "violation": violation, "effect": effect, "conditions": conditions, "basis": basis}
        add_leniency({**told, "valid_from": date(2026, 1, 1), "valid_to": None}, by=made.posts["shenhe"])


def _registers(made: Settled) -> None:
    organ, filler, reviewer = made.organs["xc-sj"], made.posts["tianbao"], made.posts["shenhe"]
    for kind in ("items", "officers", "charts", "guides", "elements"):
        register = begin_register(organ, kind, by=filler)
        if kind == "elements":
            save_lines(register, register.version, register.lines, by=filler)
        else:
            draw_lines(register, by=filler)
        register.refresh_from_db()
        if kind != "guides" and register.lines:
            submit_register(register, "", by=filler)
            register.refresh_from_db()
            if kind != "charts":
                review_register(register, passed=True, reason="", by=reviewer)


def _drafts(made: Settled) -> None:
    filler = made.posts["tianbao"]
    items = PowerItem.objects.filter(organ=made.organs["xc-sj"], code__contains="CF").order_by("code")[: len(AT)]
    for item, status in zip(items, AT, strict=True):
        draft = open_draft(item, by=filler)
        points = [dict(point) for point in draft.document["point"]]
        limited = next(point for point in points if point.get("limit", 0) > 1)
        limited["limit"] -= 1
        save_section(draft, "point", points, draft.version, by=filler)
        _bring(draft, status, made.posts)
    start_draft(NEW, organ=made.organs["xc-sj"], by=filler)


def _bring(draft: Draft, status: str, posts: dict[str, Post]) -> None:
    """Hand it on until it stands there."""
    if status == "dropped":
        drop_draft(draft, "改由上级统一修订", by=posts["tianbao"])
        return
    if status != "drafting":
        draft = hand_in(draft, by=posts["tianbao"])
    for at, username in (("legal", "shenhe"), ("ready", "songshen"), ("first", "jiancha")):
        if draft.status == status:
            return
        if draft.status == at:
            draft = decide(draft, "passed", "", by=posts[username])

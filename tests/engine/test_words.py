# SPDX-License-Identifier: Apache-2.0
"""Every finding can be said in words, in both languages (S1-41)."""

from __future__ import annotations

import random
import re

import pytest
from backends import Backend
from test_points import GOOD
from worlds import make_world

from mingcha.engine.kinds import KINDS
from mingcha.engine.points import Point, make_points
from mingcha.engine.words import Finding, cure, reason


def one_point(kind: str, **changes: object) -> Point:
    return make_points({"point": [{"key": "k", "kind": kind, "name": "监察点"} | GOOD[kind] | changes]}).points[0]


@pytest.mark.req("S1-41")
def test_every_finding_of_many_worlds_has_a_reason_and_a_cure_in_both_languages(duck: Backend) -> None:
    said = set()
    for seed in range(40):
        world = make_world(random.Random(seed), 8)
        kinds = {row["point_id"]: (row["kind"], row["unit"]) for row in world["points"]}
        for row in duck.judge(world):
            finding = Finding(*row)
            kind, unit = kinds[finding.point_id]
            point = (
                one_point(kind)
                if kind != "time_limit"
                else one_point(kind, unit=unit if unit == "hour" else "working_day")
            )
            for lang in ("zh", "en"):
                text = reason(finding, point, lang, "张三"), cure(finding, point, lang)
                assert all(text)
                assert not re.search(r"[{}]|None", "".join(text))
            said.add((kind, finding.code))
    assert said == {(kind.key, code) for kind in KINDS.values() for code in kind.codes}


@pytest.mark.parametrize(
    ("kind", "finding", "zh", "en"),
    [
        (
            "time_limit",
            Finding(1, 1, "step", 7, "overdue", "核查", "step", None, 18, 15, "red"),
            "“核查”已用 18 个工作日，期限 15 个工作日，超期 3 个工作日。",
            "“核查” has used 18 working day(s) of 15 working day(s): 3 working day(s) over the limit.",
        ),
        (
            "time_limit",
            Finding(1, 1, "case", 1, "overdue", None, "promise", None, 1_796_220_300, 1_796_126_399, "red"),
            "承诺于 2026-12-01 11:59 前办结，实际办结时间（未办结的，以判定时间计）为 2026-12-02 14:05，逾期 1 日 2 小时。",
            "Promised by 2026-12-01 11:59; finished (or still open, and judged) at 2026-12-02 14:05: 1 d 2 h late.",
        ),
        (
            "discretion",
            Finding(1, 1, "penalty", 1, "range", "从轻", "above", None, 5_000_000, 3_700_000, "red"),
            "罚款 ¥50,000.00 超出“从轻”档的幅度（界限 ¥37,000.00）。",
            "A fine of ¥50,000.00 is outside tier “从轻” (bound ¥37,000.00).",
        ),
        (
            "execution",
            Finding(1, 1, "execution", 1, "receipt", "late_fee", None, None, 300, None, "red"),
            "执行记录“加处罚款”没有凭据。",
            "The execution record (“late fee”) has no voucher.",
        ),
        (
            "separation",
            Finding(1, 1, "case", 1, "same_person", None, None, 3, 1, 2, "yellow"),
            "张三在应当由不同人员办理的环节都办理过（调查 / 复核）。",
            "张三 acted at steps that different people must do (调查 / 复核).",
        ),
    ],
)
@pytest.mark.req("S1-41")
def test_a_finding_reads_so(kind: str, finding: Finding, zh: str, en: str) -> None:
    point = one_point(kind)
    assert (reason(finding, point, "zh", "张三"), reason(finding, point, "en", "张三")) == (zh, en)

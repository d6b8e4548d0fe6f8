# SPDX-License-Identifier: Apache-2.0
"""Points: what a definition may say, what it means in rows, and how wrong ones are refused, all at once and by their path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mingcha.engine.kinds import KINDS
from mingcha.engine.points import PointsError, make_points, read_points

GOOD: dict[str, dict[str, Any]] = {
    "time_limit": {"at": ["核查"], "limit": 15, "unit": "working_day"},
    "qualification": {"at": "立案", "second": "调查"},
    "rollback": {"at": "*", "exempt": [{"from": "复核", "to": "调查", "times": 1}]},
    "evidence": {"at": ["调查"], "require": {"照片": 3, "笔录": 1}},
    "basis": {"at": ["决定"], "negative": ["不予立案", "不予处罚"]},
    "discretion": {"at": ["决定"]},
    "execution": {"at": ["执行"]},
    "separation": {"first": ["调查"], "second": ["复核"], "option": "all"},
}


def point(kind: str, **changes: Any) -> dict[str, Any]:
    """A good point of the kind with some fields changed; None takes a field out."""
    fields = {"key": "k", "kind": kind} | GOOD[kind] | changes
    return {name: value for name, value in fields.items() if value is not None}


def faults(*entries: Any, **document: Any) -> list[tuple[str, str]]:
    with pytest.raises(PointsError) as caught:
        make_points({"point": list(entries)} | document)
    return caught.value.errors


@pytest.mark.req("S1-05")
def test_there_are_the_seven_kinds_of_the_seed_and_separation_as_our_own() -> None:
    assert list(KINDS) == [
        "time_limit",
        "qualification",
        "rollback",
        "evidence",
        "basis",
        "discretion",
        "execution",
        "separation",
    ]
    assert [kind.seal for kind in KINDS.values()] == list("时资退证据裁执分")
    assert [kind.names["zh"] for kind in KINDS.values()][:7] == [
        "办理时限",
        "执法主体资格确认",
        "环节回退",
        "证据固化",
        "决定依据",
        "自由裁量",
        "处罚执行",
    ]
    assert faults({"key": "k", "kind": "mood", "at": ["核查"]})[0][0] == "point[1].kind"


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_point_of_each_kind_is_accepted_with_every_level(kind: str) -> None:
    points = make_points({"item": "penalty", "version": "3", "point": [point(kind)]})
    rows = points.rows(["立案", "调查", "决定"])
    assert [(row[0], row[1], row[2], row[3], row[4]) for row in rows["points"]] == [(1, "k", "3", kind, "penalty")]
    assert rows["point_levels"] == [(1, name, code.level) for name, code in KINDS[kind].codes.items()]


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (point("time_limit", limit=None), "point[1].limit"),
        (point("time_limit", limit=0), "point[1].limit"),
        (point("time_limit", limit=True), "point[1].limit"),
        (point("time_limit", limit="15"), "point[1].limit"),
        (point("time_limit", limit=10**9), "point[1].limit"),
        (point("time_limit", unit="week"), "point[1].unit"),
        (point("time_limit", unit=None), "point[1].unit"),
        (point("time_limit", at=None), "point[1].at"),
        (point("time_limit", at=[]), "point[1].at"),
        (point("time_limit", at=["调查", ""]), "point[1].at"),
        (point("time_limit", at=["调\u0000查"]), "point[1].at"),
        (point("time_limit", start=["立案"], end=["决定"]), "point[1].at"),
        (point("time_limit", at=None, start=["立案"]), "point[1].start"),
        (point("time_limit", at=None, start=["立案"], end=["决定"], n_end=2), "point[1].n_end"),
        (point("time_limit", n_end=1), "point[1].n_end"),
        (point("time_limit", start_edge="end"), "point[1].start_edge"),
        (point("time_limit", warn_seconds=60), "point[1].warn_seconds"),
        (point("time_limit", last_day="next_work_day"), "point[1].last_day"),
        (point("time_limit", pauses_move=True), "point[1].pauses_move"),
        (point("time_limit", unit="promise"), "point[1].limit"),
        (point("time_limit", unit="promise", limit=None), "point[1].at"),
        (point("time_limit", unit="promise", limit=None, at=None, pauses=["检验"]), "point[1].pauses"),
        (point("time_limit", key=None), "point[1].key"),
        (point("time_limit", colour="red"), "point[1].colour"),
        (point("time_limit", levels={"late": "red"}), "point[1].levels"),
        (point("time_limit", levels={"overdue": "black"}), "point[1].levels"),
        (point("time_limit", effect="stop"), "point[1].effect"),
        (point("qualification", k=0), "point[1].k"),
        (point("qualification", at=None), "point[1].at"),
        (point("rollback", exempt=[{"from": "复核", "to": "调查"}]), "point[1].exempt"),
        (point("rollback", exempt=[{"from": "a", "to": "b", "times": 1}] * 2), "point[1].exempt"),
        (point("evidence", require={}), "point[1].require"),
        (point("evidence", require={"照片": 0}), "point[1].require"),
        (point("separation", second=None), "point[1].second"),
        (point("separation", first="*"), "point[1]"),
        (point("separation", option="some"), "point[1].option"),
        ("调查", "point[1].kind"),
    ],
)
def test_a_wrong_point_is_refused_with_the_path_to_the_fault(entry: Any, path: str) -> None:
    assert path in [place for place, _ in faults(entry)]


def test_all_faults_are_told_at_once_in_chinese() -> None:
    found = faults(point("time_limit", limit=0), point("evidence", require={}), point("basis", key=None), colour=1)
    assert [path for path, _ in found] == ["colour", "point[1].limit", "point[2].require", "point[3].key"]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in message) for _, message in found)


def test_two_points_of_one_item_may_not_share_a_key() -> None:
    assert [path for path, _ in faults(point("basis"), point("discretion"), item="penalty")] == ["point[2].key"]


def test_no_points_at_all_is_a_fault() -> None:
    assert [path for path, _ in faults()] == ["point"]


def test_a_star_stands_for_every_act_item_and_version_of_the_log() -> None:
    points = make_points({"point": [point("rollback"), point("basis", key="b", item="permit")]})
    known = points.over([("penalty", "1"), ("permit", "1"), ("permit", "2")])
    assert [(p.key, p.item, p.version) for p in known.points] == [
        ("k", "penalty", "1"),
        ("k", "permit", "1"),
        ("k", "permit", "2"),
        ("b", "permit", "1"),
        ("b", "permit", "2"),
    ]
    assert [row for row in known.rows(["立案", "决定"])["point_acts"] if row[0] == 1] == [
        (1, "立案", "at"),
        (1, "决定", "at"),
    ]


@pytest.mark.req("S1-11")
def test_a_qualification_that_names_only_its_own_act_judges_that_act() -> None:
    rows = make_points({"point": [point("qualification", second=None)]}).rows()
    assert rows["point_acts"] == [(1, "立案", "at"), (1, "立案", "second")]


def test_the_pauses_of_the_item_hold_for_every_limit_that_a_pause_can_move() -> None:
    points = make_points(
        {
            "pauses": ["检验", "听证"],
            "point": [
                point("time_limit", key="a"),
                point("time_limit", key="b", pauses=[]),
                point("time_limit", key="c", at=None, limit=None, unit="promise"),
                point("time_limit", key="d", at=None, limit=None, unit="promise", pauses_move=True),
            ],
        }
    )
    assert [p.pauses for p in points.points] == [("检验", "听证"), (), (), ("检验", "听证")]
    assert [p.option for p in points.points] == [None, None, None, "pauses_move"]


def test_all_end_acts_of_a_stage_are_counted_for_all() -> None:
    stage = point("time_limit", at=None, start=["立案"], end=["决定", "送达"], n_end="all")
    assert make_points({"point": [stage]}).rows()["points"][0][8] == 2


def test_a_level_may_be_changed_or_switched_off() -> None:
    points = make_points({"point": [point("time_limit", levels={"overdue": "yellow", "due_soon": "off"})]})
    assert points.rows()["point_levels"] == [(1, "overdue", "yellow"), (1, "pause_unlawful", "red")]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"[[point]\n", "TOML"), ("key = '检验'".encode("gb18030"), "UTF-8"), (None, "不能读取")],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "points.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PointsError, match=says):
        read_points(path)


def test_a_star_must_not_give_an_item_the_same_key_twice() -> None:
    named, every = point("rollback", key="back"), point("rollback", key="back", item="*")
    points = make_points({"item": "penalty", "point": [named, every]})
    assert [point.item for point in points.over([("licence", "1")]).points] == ["licence"]
    with pytest.raises(PointsError, match="“back”与第 1 个监察点重复（事项 penalty 第 1 版）"):
        points.over([("penalty", "1")])


@pytest.mark.parametrize(("end", "n_end", "fits"), [("*", 2, True), (["A", "A"], 2, False), (["A", "B"], 2, True)])
def test_more_ends_than_there_are_acts_are_refused(end: object, n_end: int, fits: bool) -> None:
    stage = point("time_limit", at=None, start="S", end=end, n_end=n_end)
    if fits:
        assert make_points({"point": [stage]}).points[0].n_end == n_end
    else:
        with pytest.raises(PointsError, match="大于 end 中环节的个数"):
            make_points({"point": [stage]})


def test_a_number_of_thousands_of_digits_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "points.toml"
    path.write_text(f"version = {'9' * 5_000}\n")
    with pytest.raises(PointsError, match="不是有效的 TOML"):
        read_points(path)

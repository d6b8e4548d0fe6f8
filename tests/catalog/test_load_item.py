# SPDX-License-Identifier: Apache-2.0
"""An item version is loaded from its document: whole, once, and as the engine would read it."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from catalog.documents import RECEIPT, SAMPLE, document_of, points_of, small
from mingcha.catalog.actions import load_item
from mingcha.catalog.models import ItemVersion, Point, PointAct, PowerItem
from mingcha.catalog.rules import rule_of
from mingcha.engine.points import make_points
from mingcha.engine.schema import TABLES
from mingcha.ledger import Conflict, Invalid, System
from mingcha.ledger.entries import history
from mingcha.organs.testing import Cast

BY = System("test")
POINT_TABLES = [name for name in TABLES if name == "points" or name.startswith("point_")]


def stored(table: str) -> list[tuple[Any, ...]]:
    """The rows of an engine view; ids of points become their places."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(TABLES[table].columns)} FROM {TABLES[table].relation}")
        rows = cursor.fetchall()
    places = {pk: place for place, pk in enumerate(Point.objects.order_by("pk").values_list("pk", flat=True), 1)}
    return sorted(((places[row[0]], *row[1:]) for row in rows), key=repr)


@pytest.mark.req("S1-03", "S1-05")
@pytest.mark.parametrize("folder", [RECEIPT, SAMPLE], ids=["receipt", "sample"])
def test_the_engine_reads_the_points_as_it_would_make_them_itself(cast: Cast, folder: Path) -> None:
    document = document_of(folder)
    code = document["catalog"]["code"] = "receipt" if folder == RECEIPT else document["catalog"]["code"]
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    acts = [step["act"] for step in document["step"]]
    made = make_points(points_of(folder)).over([(code, "1")]).rows(acts)
    for table in POINT_TABLES:
        assert stored(table) == sorted(made[table], key=repr), table
    assert list(version.steps.values_list("act", flat=True)) == acts


@pytest.mark.parametrize("folder", [RECEIPT, SAMPLE], ids=["receipt", "sample"])
def test_a_stored_point_is_made_again_from_its_rule_alone(cast: Cast, folder: Path) -> None:
    document = document_of(folder, code="XK-9") | {"item": "XK-9"}
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    expected = make_points(points_of(folder) | {"item": "XK-9", "version": "1"}).points
    assert tuple(map(rule_of, version.points.all())) == expected


def test_a_point_of_every_act_holds_at_each_step(cast: Cast) -> None:
    document = small()
    document["point"].append({"key": "退回", "kind": "rollback", "at": "*"})
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    acts = PointAct.objects.filter(point__item_version=version, point__key="退回")
    assert sorted(acts.values_list("act", "part")) == [("决定", "at"), ("受理", "at")]


def test_the_same_document_again_is_the_same_version(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    first = load_item(small(), organ=organ, by=BY)
    again = load_item(dict(reversed(small().items())), organ=organ, by=BY)
    assert first == again
    assert ItemVersion.objects.count() == 1
    assert history(first.item).count() == 1


def test_another_document_under_the_same_version_is_refused(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    load_item(small(), organ=organ, by=BY)
    changed = copy.deepcopy(small())
    changed["point"][0]["limit"] = 6
    with pytest.raises(Conflict, match="内容不同") as refused:
        load_item(changed, organ=organ, by=BY)
    assert refused.value.code == "version_taken"
    assert Point.objects.get().limit_n == 5


def test_a_changed_document_is_a_new_version_beside_the_old(cast: Cast) -> None:
    organ = cast.organ("enforcement")
    load_item(small(), organ=organ, by=BY)
    version = load_item(
        small(version="2", name="食品经营许可（新办）", valid_from=date(2026, 6, 1)), organ=organ, by=BY
    )
    assert [one.number for one in version.item.versions.all()] == ["2", "1"]
    assert PowerItem.objects.get().name == "食品经营许可（新办）"


def test_a_code_belongs_to_one_organ(cast: Cast) -> None:
    load_item(small(), organ=cast.organ("enforcement"), by=BY)
    with pytest.raises(Conflict) as refused:
        load_item(small(), organ=cast.foreign_organ("enforcement"), by=BY)
    assert refused.value.code == "code_taken"


def broken(**changes: Any) -> dict[str, Any]:
    return small() | changes


WRONG = {
    "no-head": ({"catalog": None}, "catalog"),
    "no-code": ({"catalog": {**small()["catalog"], "code": " "}}, "catalog.code"),
    "no-date": ({"catalog": {**small()["catalog"], "valid_from": "2026"}}, "catalog.valid_from"),
    "long-version": ({"catalog": {**small()["catalog"], "version": "1" * 21}}, "catalog.version"),
    "unknown-head": ({"catalog": {**small()["catalog"], "size": 1}}, "catalog.size"),
    "unknown": ({"steps": []}, "steps"),
    "no-steps": ({"step": []}, "step"),
    "step-incomplete": ({"step": [{"act": "受理"}]}, "step[1]"),
    "step-place": ({"step": [{"act": "受理", "place": 0}]}, "step[1].place"),
    "step-place-text": ({"step": [{"act": "受理", "place": True}]}, "step[1].place"),
    "step-twice": ({"step": [{"act": "受理", "place": 1}, {"act": "受理", "place": 2}]}, "step[2].act"),
    "no-points": ({"point": []}, "point"),
    "points-no-list": ({"point": {"key": "x"}}, "point"),
    "point-no-table": ({"point": ["x"]}, "point[1].kind"),
    "point-limit": ({"point": [{**small()["point"][0], "limit": 0}]}, "point[1].limit"),
    "point-act": ({"point": [{**small()["point"][0], "at": ["送达"]}]}, "point[1].at"),
    "point-key-long": ({"point": [{**small()["point"][0], "key": "长" * 61}]}, "point[1].key"),
    "point-exempt": (
        {"point": [{"key": "a", "kind": "rollback", "at": "*", "exempt": [{"from": "无", "to": "受理", "times": 1}]}]},
        "point[1].exempt",
    ),
    "foreign-item": ({"item": "XK-2"}, "point[1].item"),
    "foreign-version": ({"point": [{**small()["point"][0], "version": "7"}]}, "point[1].version"),
}


@pytest.mark.parametrize(("changes", "path"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_with_its_path_and_nothing_is_written(cast: Cast, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_item(broken(**changes), organ=cast.organ("enforcement"), by=BY)
    assert path in {fault.field for fault in refused.value.faults}
    assert not PowerItem.objects.exists()


def test_all_faults_are_told_at_once(cast: Cast) -> None:
    document = broken(catalog={}, point=[{"key": "a", "kind": "time_limit", "at": ["送达"], "limit": 0, "unit": "day"}])
    with pytest.raises(Invalid) as refused:
        load_item(document, organ=cast.organ("enforcement"), by=BY)
    paths = {fault.field for fault in refused.value.faults}
    assert paths >= {
        "catalog.code",
        "catalog.name",
        "catalog.valid_from",
        "point[1].limit",
        "point[1].unit",
        "point[1].at",
    }


@pytest.mark.req("S1-06")
def test_the_category_is_a_word_of_the_dictionary_in_force(cast: Cast) -> None:
    from mingcha.organs.models import Dictionary, DictionaryVersion, Term

    words = Dictionary.objects.create(key="power_category", name="权力类别")
    edition = DictionaryVersion.objects.create(dictionary=words, number=1, status="effective")
    Term.objects.create(version=edition, code="1", name="行政处罚", place=1)
    with pytest.raises(Invalid, match="行政处罚"):
        load_item(small(), organ=cast.organ("enforcement"), by=BY)
    load_item(small(category="行政处罚"), organ=cast.organ("enforcement"), by=BY)

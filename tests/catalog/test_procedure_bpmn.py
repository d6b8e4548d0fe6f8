# SPDX-License-Identifier: Apache-2.0
"""BPMN out and in: our own to the letter, the drawing of another tool by its meaning, hostile files refused (W12, X01-X05)."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from catalog.procedures import penalty, procedures
from mingcha.catalog.procedure.bpmn_in import read_bpmn
from mingcha.catalog.procedure.bpmn_out import bpmn
from mingcha.catalog.procedure.graph import Graph
from mingcha.catalog.procedure.layout import Plan
from mingcha.catalog.procedure.reading import (
    MOST_STEPS,
    MOST_TRANSITIONS,
    check_procedure,
    check_steps,
    check_transitions,
)
from mingcha.catalog.procedure.xml_tree import MOST_BYTES, read_tree
from mingcha.ledger import Invalid

ROOT = Path(__file__).parents[2]
RECEIPT = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data")) / "receipt.bpmn"
ROLES = {"承办人": "handler", "法制审核员": "reviewer"}
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'


def process(body: str, outside: str = "") -> bytes:
    return f'<?xml version="1.0"?>{HEAD}<process id="p">{body}</process>{outside}</definitions>'.encode()


def line(*nodes: str, extra: str = "") -> bytes:
    """A beginning, these nodes one after the other, an end. A node is its element with an id, such as ``<task id="a" name="甲"/>``."""
    ids = ["s", *(node.split('id="')[1].split('"')[0] for node in nodes), "e"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(itertools.pairwise(ids))
    )
    return process(f'<startEvent id="s"/>{"".join(nodes)}<endEvent id="e"/>{flows}{extra}')


TASK = '<task id="a" name="甲"/>'


def codes(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        read_bpmn(data, ROLES)
    assert {fault.field for fault in refused.value.faults} <= {"file"}
    return [(fault.code, fault.message) for fault in refused.value.faults]


# --- our own --------------------------------------------------------------------------------------------------------
@pytest.mark.req("S4-07")
def test_what_is_written_is_read_back_to_the_letter() -> None:
    document = penalty()
    document["step"][1] |= {
        "opinions": ["经办人", "法制"],
        "documents": [],
        "evidence": {"照片": 3},
        "pauses": ["检验"],
        "limit": 15,
        "unit": "working_day",
        "join": "any",
    }
    text = bpmn(document, {"handler": "承办人"})
    found = read_bpmn(text.encode(), ROLES)
    assert (found.steps, found.ways) == (document["step"], document["transition"])
    assert (found.bare, found.notes) == (set(), [])
    assert bpmn({**document, "step": found.steps, "transition": found.ways}, {"handler": "承办人"}) == text


@given(procedures())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_procedure_goes_out_and_comes_back_the_same(drawn: Any) -> None:
    steps, ways = drawn
    found = read_bpmn(bpmn({"step": steps, "transition": ways}, {}).encode(), {})
    assert found.steps == steps
    assert found.ways == ways


def test_a_plain_sequence_goes_out_drawn_and_comes_back_without_transitions() -> None:
    document = penalty() | {"transition": []}
    found = read_bpmn(bpmn(document, {}).encode(), {})
    assert (found.steps, found.ways) == (document["step"], [])


def test_every_step_and_way_is_drawn_once_and_no_box_lies_on_another() -> None:
    plan = Plan(Graph(penalty()))
    assert Counter(node.tag for node in plan.nodes) == {
        "userTask": 8,
        "startEvent": 1,
        "endEvent": 1,
        "exclusiveGateway": 2,
        "parallelGateway": 2,
    }
    ways = [(flow.way.start, flow.way.end) for flow in plan.flows if flow.way]
    assert sorted(ways) == sorted((way["from"], way["to"]) for way in penalty()["transition"])
    boxes = [(node.x, node.y - node.height // 2, node.x + node.width, node.y + node.height // 2) for node in plan.nodes]
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    for lane in plan.lanes:
        assert all(lane.y < node.y < lane.y + lane.height for node in lane.nodes)


# --- those of others ------------------------------------------------------------------------------------------------
@pytest.mark.req("S4-07")
@pytest.mark.skipif(not RECEIPT.exists(), reason="the BPMN of another tool is not beside the project (MINGCHA_DATA)")
def test_a_drawing_made_elsewhere_comes_in_with_its_meaning() -> None:
    found = read_bpmn(RECEIPT.read_bytes(), {})
    acts = [step["act"] for step in found.steps]
    assert len([act for act in acts if act.startswith(("T", "Conf"))]) == 27
    graph = Graph({"step": found.steps, "transition": found.ways})
    assert graph.starts == ["Confirmation of receipt"]
    assert graph.reached(graph.starts) == set(acts) == graph.leading_to(graph.ends)
    assert any("网关不能并入" in note for note in found.notes)
    again = read_bpmn(bpmn({"step": found.steps, "transition": found.ways}, {}).encode(), {})
    assert (again.steps, again.ways) == (found.steps, found.ways)


def test_gateways_become_choices_splits_and_joins_of_the_steps_around_them() -> None:
    found = read_bpmn(
        process(
            '<laneSet id="ls"><lane id="l" name="承办人"><flowNodeRef>a</flowNodeRef></lane>'
            '<lane id="m" name="外单位"><flowNodeRef>b</flowNodeRef></lane></laneSet>'
            '<startEvent id="s"/><task id="a" name="甲"/><parallelGateway id="g"/><userTask id="b" name="乙"/>'
            '<manualTask id="c" name="丙"/><parallelGateway id="h"/><task id="d" name="丁"/><exclusiveGateway id="x"/>'
            '<task id="z" name="戊"/><endEvent id="e"/><textAnnotation id="t"><text>备注</text></textAnnotation>'
            '<sequenceFlow id="1" sourceRef="s" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="g"/>'
            '<sequenceFlow id="3" sourceRef="g" targetRef="b"/><sequenceFlow id="4" sourceRef="g" targetRef="c"/>'
            '<sequenceFlow id="5" sourceRef="b" targetRef="h"/><sequenceFlow id="6" sourceRef="c" targetRef="h"/>'
            '<sequenceFlow id="7" sourceRef="h" targetRef="d"/><sequenceFlow id="8" sourceRef="d" targetRef="x"/>'
            '<sequenceFlow id="9" sourceRef="x" targetRef="z" name="处罚"><conditionExpression>罚款 &gt; 0'
            "</conditionExpression></sequenceFlow>"
            '<sequenceFlow id="10" sourceRef="x" targetRef="e" name="不予处罚"/><sequenceFlow id="11" sourceRef="z" targetRef="e"/>'
        ),
        ROLES,
    )
    assert found.steps == [
        {"act": "甲", "place": 1, "roles": ["handler"], "split": "all"},
        {"act": "乙", "place": 2},
        {"act": "丙", "place": 2},
        {"act": "丁", "place": 3, "join": "all"},
        {"act": "戊", "place": 4, "kind": "close"},
        {"act": "结束", "place": 5, "kind": "close"},
    ]
    told = [(way["from"], way["to"], way.get("action"), way.get("guard")) for way in found.ways]
    assert ("丁", "戊", "处罚", "罚款 > 0") in told
    assert ("丁", "结束", "不予处罚", None) in told
    assert len(told) == 6
    assert len(found.notes) == 3


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ('<scriptTask id="bad" name="x"><script>os.remove</script></scriptTask>', "bpmn_executable"),
        ('<serviceTask id="bad" name="x"/>', "bpmn_executable"),
        ('<businessRuleTask id="bad" name="x"/>', "bpmn_executable"),
        ('<callActivity id="bad" name="x"/>', "bpmn_executable"),
        ('<subProcess id="bad" triggeredByEvent="true"/>', "bpmn_unsupported"),
        ('<boundaryEvent id="bad"><timerEventDefinition/></boundaryEvent>', "bpmn_unsupported"),
        ('<inclusiveGateway id="bad"/>', "bpmn_unsupported"),
        ('<eventBasedGateway id="bad"/>', "bpmn_unsupported"),
        ('<dataObject id="bad"/>', "bpmn_unsupported"),
        ('<x:thing id="bad"/>', "bpmn_unsupported"),
        (
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" id="bad"/>',
            "bpmn_unsupported",
        ),
        ('<startEvent id="bad"><timerEventDefinition id="t"/></startEvent>', "bpmn_unsupported"),
        ('<userTask id="bad" name="x"><multiInstanceLoopCharacteristics/></userTask>', "bpmn_unsupported"),
        (
            '<userTask id="bad" name="x"><extensionElements><camunda:taskListener class="a.B"/></extensionElements></userTask>',
            "bpmn_executable",
        ),
        (
            '<userTask id="bad" name="x"><extensionElements><x:y>${exec}</x:y></extensionElements></userTask>',
            "bpmn_executable",
        ),
        ('<userTask id="bad" name="x" camunda:assignee="${evil()}"/>', "bpmn_executable"),
        ('<userTask id="bad" name="x" camunda:delegateExpression="y"/>', "bpmn_executable"),
        (
            '<sequenceFlow id="bad" sourceRef="s" targetRef="a"><conditionExpression>${x &gt; 1}</conditionExpression></sequenceFlow>',
            "bpmn_expression",
        ),
        (
            (
                '<sequenceFlow id="bad" sourceRef="s" targetRef="a">'
                '<conditionExpression language="groovy">罚款 = 1</conditionExpression></sequenceFlow>'
            ),
            "bpmn_expression",
        ),
        ('<sequenceFlow id="bad" sourceRef="s" targetRef="nowhere"/>', "bpmn_loose"),
        ('<task id="a" name="乙"/>', "bpmn_duplicate"),
        ('<task id="bad" name=" "/>', "bpmn_unnamed"),
    ],
)
def test_what_is_executable_or_unsupported_is_refused_by_id_and_type(element: str, code: str) -> None:
    name = "a" if code == "bpmn_duplicate" else "bad"
    assert (code, True) in [(found, f"“{name}”" in message) for found, message in codes(line(TASK, extra=element))]


def test_all_faults_are_told_at_once() -> None:
    bad = "".join(f'<scriptTask id="bad{n}" name="x"/>' for n in range(60))
    told = codes(line(TASK, extra=bad))
    assert len(told) == 51
    assert "还有 10 处" in told[-1][1]


@pytest.mark.parametrize(
    ("body", "code", "names"),
    [
        (f'{TASK}<endEvent id="e"/><sequenceFlow id="f" sourceRef="a" targetRef="e"/>', "no_start", "startEvent"),
        (f'<startEvent id="s"/>{TASK}<sequenceFlow id="f" sourceRef="s" targetRef="a"/>', "no_end", "endEvent"),
    ],
    ids=["no start", "no end"],
)
def test_a_drawing_without_beginning_or_end_is_refused_w12(body: str, code: str, names: str) -> None:
    assert any(found == code and names in message for found, message in codes(process(body)))


def test_unreachable_steps_loops_without_exit_and_doubled_ids_are_named_w12() -> None:
    lost = '<task id="lost" name="乙"/><sequenceFlow id="l" sourceRef="lost" targetRef="e"/>'
    assert codes(line(TASK, extra=lost))[0][0] == "unreachable"
    loop = (
        '<task id="b" name="乙"/><task id="c" name="丙"/><sequenceFlow id="1" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="2" sourceRef="b" targetRef="c"/><sequenceFlow id="3" sourceRef="c" targetRef="b"/>'
    )
    told = codes(line(TASK, extra=loop))
    assert [code for code, _message in told] == ["loop_no_exit"] * 2
    assert "“b”" in told[0][1]
    same = codes(line(TASK, '<task id="b" name="甲"/>'))
    assert same[0][0] == "bpmn_duplicate"
    assert "环节“甲”写了两次" in same[0][1]


def test_gateways_in_a_ring_or_in_a_flood_end_in_time() -> None:
    ring = '<exclusiveGateway id="x"/><sequenceFlow id="r" sourceRef="x" targetRef="x"/>'
    assert [step["act"] for step in read_bpmn(line(TASK, '<exclusiveGateway id="x"/>', extra=ring[28:]), {}).steps] == [
        "甲"
    ]
    many = "".join(f'<exclusiveGateway id="g{n}"/>' for n in range(30))
    flows = "".join(f'<sequenceFlow id="d{n}" sourceRef="g{n}" targetRef="g{n + 1}"/>' * 1 for n in range(29))
    twice = "".join(f'<sequenceFlow id="dd{n}" sourceRef="g{n}" targetRef="g{n + 1}"/>' for n in range(29))
    ends = '<sequenceFlow id="in" sourceRef="a" targetRef="g0"/><sequenceFlow id="out" sourceRef="g29" targetRef="e"/>'
    with pytest.raises(Invalid) as refused:
        read_bpmn(line(TASK, extra=many + flows + twice + ends), {})
    assert refused.value.code == "bpmn_limits"


# --- hostile files --------------------------------------------------------------------------------------------------
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
RIGHT = line(TASK).decode()
GBK = RIGHT.replace('"1.0"', '"1.0" encoding="gbk"').encode("gbk")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "xml_dtd", id="X01-file"),
        pytest.param(b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1/">]><d>&x;</d>', "xml_dtd", id="X01-http"),
        pytest.param(b'<!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd"><d/>', "xml_dtd", id="X01-external"),
        pytest.param(f"<!DOCTYPE d [{LAUGHS}]><d>&l9;</d>".encode(), "xml_dtd", id="X02-laughs"),
        pytest.param(f'<!DOCTYPE d [<!ENTITY a "{"a" * 99_999}">]><d>&a;</d>'.encode(), "xml_dtd", id="X02-quadratic"),
        pytest.param(b"<a>" * 100_000, "xml_limits", id="X03-depth"),
        pytest.param(b'<a b="' + b"x" * (MOST_BYTES + 1) + b'"/>', "xml_limits", id="X03-weight"),
        pytest.param(b'<a b="' + b"x" * 200_000 + b'"/>', "xml_limits", id="X03-attribute"),
        pytest.param(b"<a>" + b"<b/>" * 100_000 + b"</a>", "xml_limits", id="X03-elements"),
        pytest.param(b"<a>" + b"x" * 200_000 + b"</a>", "xml_limits", id="X03-text"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?><a/>', "bad_encoding", id="X05-utf-7"),
        pytest.param(GBK.replace(b"gbk", b"utf-8"), "bad_encoding", id="X05-wrong"),
        pytest.param(b'<?xml version="1.0" encoding="utf-16"?><a/>', "bad_encoding", id="X05-utf-16-not"),
        pytest.param(b"", "file_empty", id="empty"),
        pytest.param(b"<a", "xml_damaged", id="damaged"),
        pytest.param(b"PK\x03\x04 no xml", "xml_damaged", id="zip"),
        pytest.param(b"<html/>", "bpmn_root", id="html"),
        pytest.param(f"{HEAD}</definitions>".encode(), "bpmn_process", id="no-process"),
    ],
)
def test_a_hostile_file_is_refused(data: bytes, code: str) -> None:
    assert codes(data)[0][0] == code


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(RIGHT.replace("UTF-8", "utf-16").encode("utf-16"), id="X05-utf-16"),
        pytest.param(b"\xef\xbb\xbf" + RIGHT.encode(), id="X05-mark"),
        pytest.param(GBK, id="X05-gbk-declared"),
        pytest.param(
            RIGHT.replace("?>", '?><?xml-stylesheet href="http://127.0.0.1/x.xsl"?>', 1)
            .replace('xmlns:x="urn:x"', 'xmlns:x="urn:x" x:schemaLocation="urn:x http://127.0.0.1/x.xsd"')
            .encode(),
            id="X04-stylesheet-schema",
        ),
    ],
)
def test_odd_xml_that_harms_nobody_is_read_right(data: bytes) -> None:
    assert read_bpmn(data, {}).steps == [{"act": "甲", "place": 1, "kind": "close"}]


def test_our_own_file_with_other_values_in_it_is_checked_like_any_document() -> None:
    text = bpmn(penalty(), {})
    for was, now in (('place="1"', 'place="many"'), ('kind="close"', 'kind="evil"'), ('assigns="true"', 'assigns="1"')):
        assert was in text
        assert codes(text.replace(was, now).encode())[0][0] == "item_invalid"


def test_the_tree_gives_nothing_but_names_texts_and_lines() -> None:
    root = read_tree('<a x="1">\n<b>乙</b></a>'.encode())
    assert (root.name, root.get("x"), root.children[0].text, root.children[0].line) == ("a", "1", "乙", 2)
    errors: list[tuple[str, str]] = []
    check_procedure(penalty(), errors)
    check_transitions(penalty()["transition"], {act for act, _place in check_steps(penalty()["step"], errors)}, errors)
    assert errors == []


@pytest.mark.parametrize(
    ("element", "most"),
    [
        ('<task id="t{n}" name="x{n}"/>', MOST_STEPS),
        ('<exclusiveGateway id="g{n}"/>', 4 * MOST_STEPS),
        ('<sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>', 2 * MOST_TRANSITIONS),
    ],
)
def test_a_file_with_too_many_elements_is_refused_before_the_rest_is_read(element: str, most: int) -> None:
    many = "".join(element.format(n=n) for n in range(most + 1))
    cut_off = process(many)[: -len("</process></definitions>")] + b"<nonsense"
    assert [code for code, _message in codes(cut_off)] == ["bpmn_limits"]
    assert "bpmn_limits" not in {code for code, _message in codes(process(many.removesuffix(element.format(n=most))))}


def test_the_search_for_paths_has_one_budget_for_all_steps() -> None:
    """Between each two of a few tasks a chain of diamonds: every one could be searched by itself, all together could not."""
    body, at = ['<startEvent id="s"/>'], "s"

    def flow(start: str, end: str) -> None:
        body.append(f'<sequenceFlow id="f{len(body)}" sourceRef="{start}" targetRef="{end}"/>')

    for task in range(6):
        body.append(f'<task id="t{task}" name="x{task}"/>')
        flow(at, f"t{task}")
        at = f"t{task}"
        for diamond in range(9):
            fork, join, *sides = (f"{kind}{task}_{diamond}" for kind in ("fork", "join", "left", "right"))
            body += [f'<exclusiveGateway id="{key}"/>' for key in (fork, join, *sides)]
            flow(at, fork)
            for side in sides:
                flow(fork, side)
                flow(side, join)
            at = join
    body.append('<endEvent id="e"/>')
    flow(at, "e")
    assert [code for code, _message in codes(process("".join(body)))] == ["bpmn_limits"]


def test_a_procedure_of_as_many_steps_as_may_be_goes_out_and_comes_back() -> None:
    acts = [f"环节{n}" for n in range(MOST_STEPS)]
    steps = [
        {"act": act, "place": n + 1} | ({"split": "all", "join": "all"} if n % 2 else {}) for n, act in enumerate(acts)
    ]
    ways = [{"from": act, "to": to} for n, act in enumerate(acts) for to in acts[n + 1 : n + 7]][:MOST_TRANSITIONS]
    found = read_bpmn(bpmn({"step": steps, "transition": ways}, {}).encode(), {})
    assert (found.steps, found.ways) == (steps, ways)

# SPDX-License-Identifier: Apache-2.0
"""The lists of the three systems: their columns, drawn or typed lines, review, versions, withdrawal."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from catalog.documents import small
from days import days_on, today
from mingcha.catalog.actions import load_item
from mingcha.catalog.actions.registers import (
    begin_register,
    draw_lines,
    review_register,
    save_lines,
    submit_register,
    withdraw_register,
)
from mingcha.catalog.models import Register
from mingcha.catalog.registers import LAYOUTS
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.organs.models import Certificate, Officer
from mingcha.organs.testing import Cast

Kind, Status = Register.Kind, Register.Status
BY = System("test")

pytestmark = pytest.mark.django_db


def begun(cast: Cast, kind: str = Kind.ELEMENTS) -> Register:
    return begin_register(cast.organ("enforcement"), kind, by=cast.post("filler"))


def published(cast: Cast, register: Register, note: str = "") -> Register:
    submitted = submit_register(register, note, by=cast.post("filler"))
    return review_register(submitted, passed=True, reason="", by=cast.post("reviewer"))


@pytest.mark.req("S4-03", "S4-04", "S4-05", "S4-06", "S4-07", "S4-08", "S4-17", "S4-22")
def test_every_kind_of_list_has_the_columns_of_its_requirement() -> None:
    labels = {kind: "、".join(map(str, layout.columns.values())) for kind, layout in LAYOUTS.items()}
    assert set(labels) == set(Kind)
    assert labels[Kind.ITEMS] == "执法类别、项目名称、执法依据、裁量基准、承办机构、办理时限"
    assert labels[Kind.INSPECTIONS] == "抽查主体、抽查依据、抽查对象、抽查内容、抽查方式、抽查比例、抽查频次"
    assert labels[Kind.SUBJECTS].startswith("主体名称、机构性质、经费来源、队伍编制状况、主体类别、职责权限")
    assert labels[Kind.OFFICERS] == "姓名、单位、职务、证件编号、执法类别、执法区域"
    assert labels[Kind.REVIEWS] == "执法类别、执法层级、所属领域、涉案金额、社会影响"
    assert len(LAYOUTS[Kind.GUIDES].columns) == 13
    assert "全过程记录" in labels[Kind.RECORDINGS]


@pytest.mark.req("S4-23")
def test_the_eleven_elements_of_legal_review_are_the_first_version(cast: Cast) -> None:
    register = begun(cast)
    assert len(register.lines) == 11
    assert register.lines[0]["element"] == "执法主体是否合法"


@pytest.mark.req("S4-03", "S4-07", "S4-08")
def test_items_charts_and_guides_are_drawn_from_the_items_in_force(cast: Cast) -> None:
    document = small()
    document["catalog"] |= {"basis": ["《行政许可法》第三十四条"], "promised": {"limit": 5, "unit": "working_day"}}
    document["catalog"] |= {"standards": ["无照经营"]}
    document |= {
        "guide": {"phone": "12345", "remedies": "行政复议", "preferential": "小微企业减半"},
        "material": [{"key": "a", "name": "申请书"}],
    }
    version = load_item(document, organ=cast.organ("unit"), by=BY)
    load_item(small(code="XK-away"), organ=cast.foreign_organ("unit"), by=BY)
    (line,) = begun(cast, Kind.ITEMS).lines
    assert line["name"] == version.item.name
    assert (line["basis"], line["standard"], line["limit"]) == (
        "《行政许可法》第三十四条",
        "无照经营",
        "承诺 5 个工作日",
    )
    assert line["office"] == cast.organ("unit").name
    (chart,) = begun(cast, Kind.CHARTS).lines
    assert " → ".join(step.act for step in version.steps.all()) == chart["steps"]
    (guide,) = begun(cast, Kind.GUIDES).lines
    assert (guide["phone"], guide["materials"], guide["preferential"]) == ("12345", "申请书", "小微企业减半")
    assert guide["remedies"] == "行政复议"


@pytest.mark.req("S4-06")
def test_officers_are_those_whose_certificates_are_in_force(cast: Cast) -> None:
    area = cast.region("county")
    span = {"category": "市场监管", "area": area, "area_lo": 1, "area_hi": 2, "valid_from": days_on(-9)}
    for number, last, status in (
        ("1", None, "valid"),
        ("2", days_on(-1), "valid"),
        ("3", None, "revoked"),
    ):
        officer = Officer.objects.create(name=f"人{number}", organ=cast.organ("unit"), kind=Officer.Kind.OFFICER)
        Certificate.objects.create(officer=officer, number=number, valid_to=last, status=status, **span)
    register = begun(cast, Kind.OFFICERS)
    assert [(line["name"], line["number"], line["area"]) for line in register.lines] == [("人1", "1", area.name)]
    Certificate.objects.filter(number="1").update(valid_to=days_on(-1))
    page = cast.client(cast.post("filler")).get(register.get_absolute_url()).content.decode()
    assert "与现有数据不一致" in page
    assert draw_lines(register, by=cast.post("filler")).lines == []
    with pytest.raises(Invalid, match="不从现有数据生成"):
        draw_lines(begun(cast), by=cast.post("filler"))


@pytest.mark.req("S4-31")
def test_a_list_goes_from_draft_to_review_to_effective_and_its_next_version_replaces_it(cast: Cast) -> None:
    first = submit_register(begun(cast), "", by=cast.post("filler"))
    assert Todo.objects.filter(kind="register", closed_at=None).count() == 1
    with pytest.raises(WrongState):
        save_lines(first, None, [], by=cast.post("filler"))
    with pytest.raises(Invalid):
        review_register(first, passed=False, reason="", by=cast.post("reviewer"))
    first = review_register(first, passed=False, reason="缺一项", by=cast.post("reviewer"))
    assert first.status == Status.DRAFT
    first = published(cast, first)
    assert (first.status, first.valid_from) == (Status.EFFECTIVE, today())
    second = begun(cast)
    assert second.lines == first.lines
    with pytest.raises(Conflict):
        begun(cast)
    second = save_lines(
        second, second.version, [*second.lines[:10], {"element": "新要素", "content": "看"}], by=cast.post("filler")
    )
    with pytest.raises(Invalid, match="与上一版相比"):
        submit_register(second, "", by=cast.post("filler"))
    second = published(cast, second, "换了一项")
    first.refresh_from_db()
    assert (first.status, second.number, second.note) == (Status.RETIRED, 2, "换了一项")
    client = cast.client(cast.post("handler"))
    page = client.get(second.get_absolute_url()).content.decode()
    assert "新增 1，删去 1" in page
    assert "其他应当审核的内容" in client.get(first.get_absolute_url()).content.decode(), (
        "earlier versions stay readable"
    )
    withdraw_register(second, "并入统一清单", by=cast.post("reviewer"))
    assert (second.status, second.valid_to) == (Status.WITHDRAWN, today())
    with pytest.raises(WrongState):
        withdraw_register(second, "再撤", by=cast.post("reviewer"))


@pytest.mark.req("S4-05")
def test_subjects_are_published_only_after_the_governments_legal_office_has_reviewed(cast: Cast) -> None:
    register = begun(cast, Kind.SUBJECTS)
    line = {
        "name": "甲一县市场监督管理局",
        "nature": "行政机关",
        "category": "法定机关",
        "duties": "市场监管",
        "phone": "12315",
    }
    register = submit_register(save_lines(register, None, [line], by=cast.post("filler")), "", by=cast.post("filler"))
    assert Todo.objects.get(kind="register").organ == cast.organ("justice")
    with pytest.raises(NotAllowed, match="政府法制机构"):
        review_register(register, passed=True, reason="", by=cast.post("reviewer"))
    assert review_register(register, passed=True, reason="", by=cast.post("overseer")).status == Status.EFFECTIVE


def test_whoever_drafted_does_not_review(cast: Cast) -> None:
    register = submit_register(begun(cast), "", by=cast.post("filler"))
    filler = cast.post("filler")
    filler.role.rights = [*filler.role.rights, "catalog:register:review"]
    with pytest.raises(NotAllowed, match="编制人不得审核"):
        review_register(register, passed=True, reason="", by=filler)
    with pytest.raises(NotAllowed):
        review_register(register, passed=True, reason="", by=cast.outsider("reviewer"))
    with pytest.raises(NotAllowed):
        begin_register(cast.foreign_organ("enforcement"), Kind.ELEMENTS, by=filler)


@pytest.mark.req("S4-04", "S4-17", "S4-22")
def test_lines_are_typed_pasted_changed_and_taken_away_on_the_page(cast: Cast) -> None:
    client = cast.client(cast.post("filler"))
    sent = {"organ": cast.organ("enforcement").pk, "kind": Kind.INSPECTIONS}
    assert client.post(reverse("catalog:register-new"), sent).status_code == 302
    register = Register.objects.get()
    new = reverse("catalog:register-line-new", args=(register.pk,))
    given: dict[str, Any] = dict.fromkeys(LAYOUTS[Kind.INSPECTIONS].columns, "甲") | {"version": register.version}
    assert client.post(new, given | {"ratio": ""}).status_code == 422
    assert client.post(new, given).status_code == 302
    assert client.post(new, given).status_code == 409, "somebody was first"
    text = "抽查主体\t抽查依据\t抽查对象\t抽查内容\t抽查方式\t抽查比例\t抽查频次\n市监局\t条例\t企业\t登记\t现场\t3%\t每年一次"
    paste = reverse("catalog:register-paste", args=(register.pk,))
    assert client.post(paste, {"text": text}).status_code == 200
    assert Register.objects.get().lines[1:] == []
    assert client.post(paste, {"text": text, "save": "1"}).status_code == 302
    register.refresh_from_db()
    assert [line["ratio"] for line in register.lines] == ["甲", "3%"]
    edit = reverse("catalog:register-line-edit", args=(register.pk, 1))
    was = client.get(edit).context["form"]["was"].value()
    assert client.post(edit, given | {"version": register.version, "was": was, "remove": "on"}).status_code == 302
    assert client.get(reverse("catalog:register-line-edit", args=(register.pk, 2))).status_code == 404
    submit = reverse("catalog:register-submit", args=(register.pk,))
    seen = client.get(submit).context["form"]["version"].value()
    assert client.post(submit, {"note": "", "version": seen}).status_code == 302
    reviewer = cast.client(cast.post("reviewer"))
    review = reverse("catalog:register-review", args=(register.pk,))
    seen = reviewer.get(review).context["form"]["version"].value()
    assert reviewer.post(review, {"outcome": "passed", "reason": "", "version": seen}).status_code == 302
    assert client.post(reverse("catalog:register-revise", args=(register.pk,))).status_code == 302
    draft = Register.objects.get(number=2)
    assert client.post(reverse("catalog:register-withdraw", args=(draft.pk,)), {"reason": "不改了"}).status_code == 302
    assert client.post(reverse("catalog:register-withdraw", args=(register.pk,)), {"reason": "x"}).status_code == 403
    shown = client.get(reverse("catalog:register-list"), {"kind": "inspections", "status": "effective"})
    assert shown.context["page"].rows == [register]
    assert client.post(reverse("catalog:register-draw", args=(register.pk,))).status_code == 422


def test_an_empty_list_is_not_submitted(cast: Cast) -> None:
    with pytest.raises(Invalid, match="空的"):
        submit_register(begun(cast, Kind.REVIEWS), "", by=cast.post("filler"))

# SPDX-License-Identifier: Apache-2.0
"""What the lists of the three systems 三项制度清单 consist of: the columns of each kind, as its requirement says, and the lines
that are drawn from live data (S4-03 … S4-08, S4-17, S4-22, S4-23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog import words
from mingcha.catalog.models import ItemVersion, Register
from mingcha.organs.models import Certificate, Officer, Organ, Post

Kind = Register.Kind
Line = dict[str, str]
Draw = Callable[[Organ, date], Iterator[Line]]
MOST: Final = 5_000
"""Lines of one list."""
LONGEST: Final = 2_000
"""Characters of one cell."""

LONG: Final = frozenset(
    {
        "basis",
        "content",
        "device",
        "duties",
        "influence",
        "links",
        "materials",
        "preferential",
        "process",
        "site",
        "steps",
    }
    | {"accountability", "remedies", "standard", "supervision"}
)
"""Columns in which people write more than a line."""


@dataclass(frozen=True)
class Layout:
    """A kind of list: where it comes from in law, its columns by key, those that must be filled, what draws its lines."""

    basis: str
    columns: Mapping[str, str | Promise]
    needed: tuple[str, ...]
    draw: Draw | None = None
    first: tuple[Line, ...] = ()
    justice: bool = False
    """Whether the government's legal office reviews it, not the organ's own."""


def lines_of(kind: str, organ: Organ, today: date) -> list[Line] | None:
    """The lines as live data has them today; None for a list that is typed."""
    draw = LAYOUTS[Kind(kind)].draw
    return None if draw is None else list(draw(organ, today))


def _versions(organ: Organ, today: date) -> Iterator[tuple[ItemVersion, dict[str, Any]]]:
    """The versions in force of the organ's items and its units', each with the head of its document."""
    found = ItemVersion.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today, item__organ__path__startswith=organ.path
    ).select_related("item__organ", "written")
    for version in found.order_by("item__category", "item__code"):
        head = version.document.get("catalog")
        yield version, head if isinstance(head, dict) else {}


def _items(organ: Organ, today: date) -> Iterator[Line]:
    for version, head in _versions(organ, today):
        yield {
            "category": version.item.category,
            "name": version.item.name,
            "basis": _listed(head.get("basis")),
            "standard": _listed(head.get("standards")),
            "office": str(head.get("office") or version.item.organ.name),
            "limit": _limit(head),
        }


def _charts(organ: Organ, today: date) -> Iterator[Line]:
    for version, _head in _versions(organ, today):
        yield {
            "category": version.item.category,
            "name": version.item.name,
            "steps": _steps(version.document),
            "links": _links(version.document),
        }


def _guides(organ: Organ, today: date) -> Iterator[Line]:
    for version, head in _versions(organ, today):
        guide = version.document.get("guide")
        told = {name: str(value) for name, value in guide.items()} if isinstance(guide, dict) else {}
        materials = version.document.get("material") or []
        named = [str(one.get("name", "")) for one in materials if isinstance(one, dict)]
        yield {
            "name": version.item.name,
            "basis": _listed(head.get("basis")),
            "office": str(head.get("office") or version.item.organ.name),
            "preferential": told.get("preferential", ""),
            "materials": _("、").join(named),
            "process": _steps(version.document),
            "limit": _limit(head),
            "supervision": told.get("supervision", ""),
            "accountability": told.get("accountability", ""),
            "remedies": told.get("remedies", ""),
            "office_hours": told.get("office_hours", ""),
            "address": told.get("address", ""),
            "phone": told.get("phone", ""),
        }


def _officers(organ: Organ, today: date) -> Iterator[Line]:
    """Those who work there and hold a certificate that is in force today."""
    held = Certificate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        status=Certificate.Status.VALID,
        valid_from__lte=today,
        officer__status=Officer.Status.ACTIVE,
        officer__organ__path__startswith=organ.path,
    ).select_related("officer__organ", "officer__person", "area")
    posts = Post.objects.filter(status=Post.Status.ACTIVE, person__officer__organ__path__startswith=organ.path)
    duties = dict(posts.values_list("person", "role__name"))
    for one in held.order_by("officer__organ__path", "officer__name", "number"):
        yield {
            "name": one.officer.name,
            "organ": one.officer.organ.name,
            "duty": duties.get(one.officer.person_id or 0, one.officer.get_kind_display()),
            "number": one.number,
            "category": one.category,
            "area": one.area.name,
        }


def _limit(head: Mapping[str, Any]) -> str:
    told = []
    for name, label in (("statutory", _("法定")), ("promised", _("承诺"))):
        limit = head.get(name)
        if isinstance(limit, dict) and isinstance(limit.get("limit"), int):
            told.append(f"{label} {words.length(limit['limit'], str(limit.get('unit')))}")
    return _("，").join(told)


def _steps(document: Mapping[str, Any]) -> str:
    places: dict[int, list[str]] = {}
    for number, step in enumerate(document.get("step") or (), 1):
        places.setdefault(step.get("place", number), []).append(str(step.get("act", "")))
    return " → ".join(" / ".join(places[place]) for place in sorted(places))


def _links(document: Mapping[str, Any]) -> str:
    links = [one for one in document.get("transition") or () if isinstance(one, dict)]
    told = [f"{one.get('from', '')} → {one.get('to', '')}（{one.get('action', '')}）" for one in links]
    return _("；").join(told) or _("依次办理")


def _listed(value: Any) -> str:
    return _("；").join(map(str, value)) if isinstance(value, list) else str(value or "")


ELEMENTS: Final = (
    ("执法主体是否合法", "是否具有执法主体资格，是否在法定职权、委托或者授权的范围内"),
    ("执法人员是否具备执法资格", "承办人员是否持有有效的执法证件，人数是否符合规定"),
    ("事实是否清楚", "违法主体、时间、地点、经过、后果是否查清"),
    ("证据是否确凿充分", "证据是否合法、真实、与事实有关联，能否互相印证"),
    ("适用法律、法规、规章是否准确", "适用的条款是否在施行期内，引用是否完整"),
    ("裁量基准运用是否适当", "阶次与情节是否相符，从轻、减轻、从重的理由是否成立"),
    ("程序是否合法", "立案、调查、告知、听证、集体讨论、期限是否符合规定"),
    ("是否超越或者滥用职权", "有无超出法定权限、明显不当、另有目的的情形"),
    ("执法文书是否完备、规范", "文书种类、要素、签名、日期是否齐全"),
    ("违法行为是否涉嫌犯罪、需要移送司法机关", "是否达到移送标准，移送材料是否齐备"),
    ("其他应当审核的内容", ""),
)
"""The eleven elements of S4-23, with what is looked at: a first version that organs edit."""
LAYOUTS: Final[dict[Register.Kind, Layout]] = {
    Kind.ITEMS: Layout(
        "S4-03",
        {
            "category": gettext_lazy("执法类别"),
            "name": gettext_lazy("项目名称"),
            "basis": gettext_lazy("执法依据"),
            "standard": gettext_lazy("裁量基准"),
            "office": gettext_lazy("承办机构"),
            "limit": gettext_lazy("办理时限"),
        },
        ("category", "name"),
        _items,
    ),
    Kind.INSPECTIONS: Layout(
        "S4-04",
        {
            "subject": gettext_lazy("抽查主体"),
            "basis": gettext_lazy("抽查依据"),
            "object": gettext_lazy("抽查对象"),
            "content": gettext_lazy("抽查内容"),
            "method": gettext_lazy("抽查方式"),
            "ratio": gettext_lazy("抽查比例"),
            "frequency": gettext_lazy("抽查频次"),
        },
        ("subject", "basis", "object", "content", "method", "ratio", "frequency"),
    ),
    Kind.SUBJECTS: Layout(
        "S4-05",
        {
            "name": gettext_lazy("主体名称"),
            "nature": gettext_lazy("机构性质"),
            "funding": gettext_lazy("经费来源"),
            "staffing": gettext_lazy("队伍编制状况"),
            "category": gettext_lazy("主体类别"),
            "duties": gettext_lazy("职责权限"),
            "head": gettext_lazy("法定代表人"),
            "address": gettext_lazy("地址"),
            "phone": gettext_lazy("投诉电话"),
        },
        ("name", "nature", "category", "duties", "phone"),
        justice=True,
    ),
    Kind.OFFICERS: Layout(
        "S4-06",
        {
            "name": gettext_lazy("姓名"),
            "organ": gettext_lazy("单位"),
            "duty": gettext_lazy("职务"),
            "number": gettext_lazy("证件编号"),
            "category": gettext_lazy("执法类别"),
            "area": gettext_lazy("执法区域"),
        },
        ("name", "organ", "number"),
        _officers,
    ),
    Kind.CHARTS: Layout(
        "S4-07",
        {
            "category": gettext_lazy("执法类别"),
            "name": gettext_lazy("项目名称"),
            "steps": gettext_lazy("环节"),
            "links": gettext_lazy("流转"),
        },
        ("name", "steps"),
        _charts,
    ),
    Kind.GUIDES: Layout(
        "S4-08",
        {
            "name": gettext_lazy("项目名称"),
            "basis": gettext_lazy("设定依据"),
            "office": gettext_lazy("承办机构"),
            "preferential": gettext_lazy("优惠政策"),
            "materials": gettext_lazy("申请材料"),
            "process": gettext_lazy("办理流程"),
            "limit": gettext_lazy("办理时限"),
            "supervision": gettext_lazy("监督方式"),
            "accountability": gettext_lazy("责任追究"),
            "remedies": gettext_lazy("救济渠道"),
            "office_hours": gettext_lazy("办公时间"),
            "address": gettext_lazy("地址"),
            "phone": gettext_lazy("电话"),
        },
        ("name",),
        _guides,
    ),
    Kind.RECORDINGS: Layout(
        "S4-17",
        {
            "item": gettext_lazy("执法事项"),
            "step": gettext_lazy("记录环节"),
            "method": gettext_lazy("记录方式"),
            "site": gettext_lazy("记录场所和活动"),
            "full": gettext_lazy("全过程记录"),
            "device": gettext_lazy("设备配备比例和标准"),
        },
        ("item", "step", "method", "full"),
    ),
    Kind.REVIEWS: Layout(
        "S4-22",
        {
            "category": gettext_lazy("执法类别"),
            "level": gettext_lazy("执法层级"),
            "field": gettext_lazy("所属领域"),
            "amount": gettext_lazy("涉案金额"),
            "influence": gettext_lazy("社会影响"),
        },
        ("category", "level"),
    ),
    Kind.ELEMENTS: Layout(
        "S4-23",
        {"element": gettext_lazy("审核要素"), "content": gettext_lazy("审核内容")},
        ("element",),
        first=tuple({"element": element, "content": content} for element, content in ELEMENTS),
    ),
}

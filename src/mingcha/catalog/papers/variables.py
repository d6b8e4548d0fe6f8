# SPDX-License-Identifier: Apache-2.0
"""What a document template may name: variables of ours with an example each, lists, and the fields of the item's forms (S4-30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import override

from mingcha.catalog.sections import lines_of
from mingcha.catalog.stepforms.fields import PARTIES

FORM: Final = "表单"
"""``表单.案由``: the field 案由 of a form of the item."""
GROUPS: Final[dict[str, dict[str, Any]]] = {
    "文书": {"名称": "行政处罚告知书", "文号": "示市监罚告〔2026〕12号", "日期": "2026-11-22"},
    "机关": {
        "名称": "示范县市场监督管理局",
        "地址": "示范县人民路 1 号",
        "电话": "0471-6601234",
        "联系人": "王示例",
        "复议机关": "示范县人民政府",
        "诉讼法院": "示范县人民法院",
        "上级机关": "示范市市场监督管理局",
    },
    "案件": {
        "案号": "示市监罚立〔2026〕35号",
        "案由": "涉嫌未取得许可从事食品经营",
        "事项": "对未取得许可从事食品经营的处罚",
        "来源": "监督检查",
        "立案日期": "2026-10-12",
    },
    "当事人": {
        "名称": "示范餐饮店",
        "类型": "个体工商户",
        "号码": "92150102MA0N1EXT7X",
        "法定代表人": "李示例",
        "住所": "示范县青石镇 8 号",
        "电话": "13800000000",
    },
    "决定": {
        "内容": "警告；罚款",
        "罚款": 1_234_500,
        "依据": "《中华人民共和国食品安全法》第一百二十二条第一款",
        "理由": "违法行为轻微并及时改正，予以从轻处罚",
        "履行期限": "2026-12-07",
        "缴款账户": "示范县非税收入汇缴专户",
    },
}
LISTS: Final[dict[str, list[dict[str, Any]]]] = {
    "承办人": [{"姓名": "赵示例", "证号": "15010001"}, {"姓名": "钱示例", "证号": "15010002"}],
    "意见": [
        {"岗位": "承办人", "意见": "建议立案。", "姓名": "赵示例", "日期": "2026-10-12"},
        {"岗位": "承办机构负责人", "意见": "同意。", "姓名": "孙示例", "日期": "2026-10-12"},
        {"岗位": "分管负责人", "意见": "同意立案。", "姓名": "周示例", "日期": "2026-10-13"},
    ],
}
LOOP: Final = frozenset({"index", "first", "last"})
"""What a loop tells of itself."""
PARTS: Final[dict[str, dict[str, str]]] = {
    "person": {"姓名": "name", "身份证号": "id_number"},
    "organ": {"名称": "name"},
    "party": {"类型": "kind", "名称": "name", "号码": "number", "住所": "address", "电话": "phone"},
    "file": {"名称": "name"},
}
"""By type of field: what its parts are called in a template, and in its value."""
_EXAMPLES: Final[dict[str, Any]] = {
    "number": 3,
    "money": 358_000,
    "date": "2026-11-20",
    "person": {"name": "吴示例", "id_number": "150100********0000"},
    "organ": {"name": "示范县司法局"},
    "party": {"kind": "citizen", "name": "郑示例", "number": "150100********0000", "address": "示范县"},
    "file": {"name": "示例.pdf"},
    "place": "示范县青石镇 8 号",
}


def known(path: tuple[str, ...]) -> bool:
    """Whether a template may name this; of forms only an item can tell (faults.py). A list's line is ``承办人[]``."""
    root, rest = path[0], path[1:]
    if root == FORM:
        return 1 <= len(rest) <= 3
    if root in GROUPS:
        return len(rest) == 1 and rest[0] in GROUPS[root]
    if root in LISTS:
        return not rest
    return root.removesuffix("[]") in LISTS and len(rest) == 1 and rest[0] in LISTS[root[:-2]][0]


def names() -> list[tuple[str, Any]]:
    """Every variable of ours with its example, for the page that explains them."""
    told = [(f"{group}.{name}", example) for group, several in GROUPS.items() for name, example in several.items()]
    return told + [(f"{name}[].{column}", lines[0][column]) for name, lines in LISTS.items() for column in lines[0]]


def examples(forms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything that a template can name, with made-up values: what a preview is filled with. The forms may be wrong yet."""
    fields = {str(field.get("key")): _example(field) for form in forms for field in lines_of(form, "fields")}
    return {**GROUPS, **LISTS, FORM: fields}


def _example(field: Mapping[str, Any]) -> Any:
    kind = field.get("type")
    if kind == "table":
        row = {str(column.get("key")): _example(column) for column in lines_of(field, "columns")}
        return [row, row]
    if kind == "choice":
        given = field.get("choices")
        choices = [str(choice) for choice in given[:2]] if isinstance(given, list) else []
        return choices if field.get("many") else "".join(choices[:1])
    return told(field, _EXAMPLES.get(str(kind), f"〔{field.get('label', '')}〕"))


def told(field: Mapping[str, Any], value: Any) -> Any:
    """The value of a field as templates name its parts, and as documents say it: in Chinese, whoever makes them."""
    kind = str(field.get("type"))
    if kind == "table" and isinstance(value, list):
        columns = {str(column.get("key")): column for column in lines_of(field, "columns")}
        return [_row(columns, row) if isinstance(row, Mapping) else row for row in value]
    parts = PARTS.get(kind)
    if not parts or not isinstance(value, Mapping):
        return value
    said = {word: value.get(name, "") for word, name in parts.items()}
    if kind == "party":
        with override(None):
            said["类型"] = str(PARTIES.get(str(said["类型"]), said["类型"]))
    return said


def _row(columns: Mapping[str, Mapping[str, Any]], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told(columns.get(name, {}), value) for name, value in row.items()}


def stand_ins(variables: Sequence[str]) -> dict[str, Any]:
    """Values for a template alone, whose forms nobody knows yet: each field stands there by its name. One that is named as a
    text and as a list, or as a group, is the list or the group."""
    tree: dict[str, Any] = {}
    for variable in variables:
        root, *rest = variable.split(".")
        place = tree
        for part in rest if root == FORM else ():
            place = place.setdefault(part, {})
    return {**GROUPS, **LISTS, FORM: _grown(tree, "")}


def _grown(tree: Mapping[str, Any], above: str) -> dict[str, Any]:
    grown: dict[str, Any] = {}
    for part in sorted(tree, key=lambda part: not part.endswith("[]")):
        name = part.removesuffix("[]")
        if name == part:
            grown.setdefault(name, _grown(tree[part], f"{name}·") or f"〔{above}{name}〕")
        else:
            grown[name] = [_grown(tree[part], "") or f"〔{above}{name}〕"] * 2
    return grown


FILTERS_SHOWN: Final = (
    ("{{ 决定.罚款|元 }}", "12,345.00"),
    ("{{ 决定.罚款|大写 }}", "壹万贰仟叁佰肆拾伍元整"),
    ("{{ 文书.日期|日期 }}", "2026年11月22日"),
    ("{{ 文书.日期|汉字日期 }}", "二〇二六年十一月二十二日"),
    ("{{ 表单.措施|顿号 }}", "扣押、查封"),
    ("{{ 当事人.电话|默认('/') }}", "/"),
    ("{% if 决定.罚款 %}…{% else %}…{% endif %}", ""),
    ("{% for 人 in 承办人 %}{{ 人.姓名 }}{% endfor %}", "赵示例钱示例"),
    ("{%tr for 行 in 表单.证据 %} … {%tr endfor %}", ""),
)
"""How a value is written, and what comes out."""

# SPDX-License-Identifier: Apache-2.0
"""The form of a monitor point 监察点, by kind: what the kind can be told, and nothing else (S1-05 … S1-19, docs/points.md).

The form writes the point as its file has it; whether it is right the engine's own checks say, whose faults stand beside
the fields again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mingcha.catalog.draft_forms import UNITS, Lines, optional
from mingcha.catalog.marks import Marked
from mingcha.engine.kinds import KINDS, LEVEL_NAMES
from mingcha.engine.point_fields import Errors, check_point
from mingcha.web.forms import Text

LEVELS: Final = (
    ("", gettext_lazy("通常")),
    ("red", gettext_lazy("红")),
    ("yellow", gettext_lazy("黄")),
    ("prompt", gettext_lazy("提示")),
    ("off", gettext_lazy("不报")),
)
CODES: Final[dict[str, Promise]] = {
    "overdue": gettext_lazy("超期"),
    "due_soon": gettext_lazy("即将到期"),
    "pause_unlawful": gettext_lazy("违法中止"),
    "unqualified": gettext_lazy("资格不足"),
    "rollback": gettext_lazy("回退"),
    "missing": gettext_lazy("缺少证据"),
    "removed": gettext_lazy("证据被移除"),
    "no_basis": gettext_lazy("没有依据"),
    "not_in_force": gettext_lazy("依据不在施行期内"),
    "negative": gettext_lazy("否定性决定"),
    "unknown_article": gettext_lazy("依据不在法规库"),
    "range": gettext_lazy("超出幅度"),
    "tier_missing": gettext_lazy("没有对应档次"),
    "tier_not_in_force": gettext_lazy("档次不在施行期内"),
    "amount_missing": gettext_lazy("没有金额"),
    "order_missing": gettext_lazy("未先责令改正"),
    "corrected": gettext_lazy("已改正仍处罚"),
    "amount": gettext_lazy("金额不一致"),
    "type": gettext_lazy("种类不一致"),
    "receipt": gettext_lazy("没有凭据"),
    "goods": gettext_lazy("财物数量不符"),
    "same_person": gettext_lazy("同一人办理"),
}
"""What each code of the engine is called in a form; a test finds one without a name."""
_COUNTED: Final = re.compile(r"(.+?)[\s×xX*:：]+(\d{1,3})")
_RETURN: Final = re.compile(r"(.+?)\s*(?:→|->|到)\s*(.+?)[\s×xX*:：]+(\d{1,3})")


def acts(label: Any, *, required: bool = True, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _limit() -> dict[str, forms.Field]:
    return {
        "at": acts(gettext_lazy("环节"), required=False, help_text=gettext_lazy("一个环节的期限")),
        "start": acts(gettext_lazy("从哪个环节起"), required=False, help_text=gettext_lazy("几个环节合起来的期限")),
        "end": acts(gettext_lazy("到哪个环节止"), required=False),
        "start_edge": forms.ChoiceField(
            label=gettext_lazy("起算"),
            required=False,
            choices=(("start", gettext_lazy("自该环节开始")), ("end", gettext_lazy("自该环节办结"))),
        ),
        "limit": forms.IntegerField(label=gettext_lazy("期限"), required=False, min_value=1, max_value=1_000_000),
        "unit": forms.ChoiceField(
            label=gettext_lazy("单位"),
            choices=(*UNITS, ("promise", gettext_lazy("以承诺日期为准"))),
            initial="working_day",
        ),
        "last_day": forms.BooleanField(label=gettext_lazy("期满之日不是工作日的，顺延至下一工作日"), required=False),
        "pauses": Lines(label=gettext_lazy("可以扣除的中止事由"), help_text=gettext_lazy("一行一种")),
    }


FIELDS: Final[dict[str, Any]] = {
    "time_limit": _limit,
    "qualification": lambda: {
        "at": acts(
            gettext_lazy("设在哪个环节"), help_text=gettext_lazy("人员由上一环节分派：要管第四环节，设在第三环节")
        ),
        "second": acts(
            gettext_lazy("判定谁的资格"), required=False, help_text=gettext_lazy("被分派人员的环节；不选的，就是本环节")
        ),
        "k": forms.IntegerField(label=gettext_lazy("至少几人"), min_value=1, max_value=20, initial=2),
        "category": optional(gettext_lazy("执法类别"), 60),
    },
    "rollback": lambda: {
        "at": acts(gettext_lazy("退回到哪些环节即报警")),
        "exempt": Lines(
            label=gettext_lazy("除外"), help_text=gettext_lazy("一行一项，例如：法制审核 → 调查取证 × 1（前 1 次不报）")
        ),
    },
    "evidence": lambda: {
        "at": acts(gettext_lazy("环节")),
        "require": Lines(
            label=gettext_lazy("须有的证据"), required=True, help_text=gettext_lazy("一行一种，例如：照片 × 3")
        ),
    },
    "basis": lambda: {
        "at": acts(gettext_lazy("作出决定的环节")),
        "negative": Lines(
            label=gettext_lazy("否定性结果"), help_text=gettext_lazy("出现时要求说明理由，一行一种，例如：不予立案")
        ),
    },
    "discretion": lambda: {"at": acts(gettext_lazy("作出决定的环节"))},
    "execution": lambda: {"at": acts(gettext_lazy("执行的环节"))},
    "separation": lambda: {
        "first": acts(gettext_lazy("这些环节的人")),
        "second": acts(gettext_lazy("不得办理这些环节")),
        "option": forms.ChoiceField(
            label=gettext_lazy("范围"),
            initial="any",
            choices=(("any", gettext_lazy("一人也不得重复")), ("all", gettext_lazy("不得始终只有同一人"))),
        ),
    },
}


class PointForm(Marked):
    """Name, law and effect, then the fields of the kind, then a level for each code that the kind can raise."""

    name = Text(label=gettext_lazy("名称"), max_length=200)
    law = optional(gettext_lazy("依据"), 300)
    effect = forms.ChoiceField(
        label=gettext_lazy("效果"),
        initial="alarm",
        choices=(("alarm", gettext_lazy("报警")), ("block", gettext_lazy("阻止：不改正不能办下一步"))),
    )

    def __init__(self, kind: str, steps: list[str], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.kind = self.initial["kind"] = kind
        self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, required=False)
        for name, field in FIELDS[kind]().items():
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(act, act) for act in steps]
            self.fields[name] = field
        for code, told in KINDS[kind].codes.items():
            usual = LEVEL_NAMES[told.level]["en" if (get_language() or "").startswith("en") else "zh"]
            label = _("{code}的级别（通常为{level}）").format(code=CODES[code], level=usual)
            self.fields[f"level_{code}"] = forms.ChoiceField(label=label, choices=LEVELS, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, read in (("require", self._counts), ("exempt", self._returns)):
            if name in given:
                given[name] = read(given[name])
        errors: Errors = []
        if not self.errors:
            check_point("point", self.rule(given, "key"), {"item": "*", "version": "*", "pauses": ()}, errors)
        for path, message in errors:
            name = path.removeprefix("point").lstrip(".").split(".")[0]
            self.add_error(name if name in self.fields else None, message)
        return given

    def _counts(self, lines: list[str]) -> dict[str, int]:
        found = {}
        for line in lines:
            if (match := _COUNTED.fullmatch(line)) is None:
                self.add_error("require", _("“{line}”应写成：照片 × 3").format(line=line[:40]))
            else:
                found[match[1].strip()] = int(match[2])
        return found

    def _returns(self, lines: list[str]) -> list[dict[str, Any]]:
        found = []
        for line in lines:
            if (match := _RETURN.fullmatch(line)) is None:
                self.add_error("exempt", _("“{line}”应写成：法制审核 → 调查取证 × 1").format(line=line[:40]))
            else:
                found.append({"from": match[1].strip(), "to": match[2].strip(), "times": int(match[3])})
        return found

    def rule(self, given: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The point as its file has it; what is empty or usual is left out."""
        rule: dict[str, Any] = {"key": key, "kind": self.kind, "name": given["name"], "law": given["law"]}
        rule["effect"] = given["effect"] if given["effect"] != "alarm" else ""
        rule |= {name: given[name] for name in FIELDS[self.kind]() if name in given}
        if self.kind == "time_limit":
            rule["last_day"] = "next_work_day" if rule.get("last_day") and rule["unit"] == "calendar_day" else ""
            if not rule.get("start"):
                rule["start_edge"] = ""
        levels = {code: given.get(f"level_{code}") for code in KINDS[self.kind].codes}
        rule["levels"] = {code: level for code, level in levels.items() if level}
        return {name: value for name, value in rule.items() if value not in ("", None, [], {})}

    @staticmethod
    def initial_of(rule: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the form for a point."""
        shown = dict(rule)
        for name in ("at", "start", "end", "second", "first"):
            if isinstance(shown.get(name), str):
                shown[name] = [shown[name]]
        shown["pauses"] = "\n".join(rule.get("pauses") or ())
        shown["negative"] = "\n".join(rule.get("negative") or ())
        shown["require"] = "\n".join(f"{kind} × {n}" for kind, n in (rule.get("require") or {}).items())
        shown["exempt"] = "\n".join(f"{one['from']} → {one['to']} × {one['times']}" for one in rule.get("exempt") or ())
        return shown | {f"level_{code}": level for code, level in (rule.get("levels") or {}).items()}

# SPDX-License-Identifier: Apache-2.0
"""What is filled in of one step, with the ways that leave it (S1-04); and a drawing that is brought in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.marks import Marked
from mingcha.catalog.models import Step
from mingcha.catalog.parts import Errors, longest, storable
from mingcha.catalog.procedure.editing import renamed
from mingcha.catalog.procedure.guard_text import LONGEST, parse
from mingcha.catalog.procedure.reading import (
    LONGEST_NAME,
    MOST_LIMIT,
    MOST_PLACES,
    check_procedure,
    check_steps,
    check_transitions,
    entries,
    names_of,
)
from mingcha.catalog.procedure.words import JOINS, KINDS, OPINIONS, SPLITS, UNITS
from mingcha.catalog.procedure.xml_tree import MOST_BYTES
from mingcha.ledger import Invalid
from mingcha.organs.models import Role
from mingcha.organs.models.people import ADMINISTRATORS
from mingcha.web.forms import Text, Versioned

SPARE: Final = 3
"""Empty rows for further ways."""
MOST_ROWS: Final = 100
"""That a form is drawn again with as many as were sent, when the step has other ways by then."""
ROW: Final = ("to", "action", "guard", "rollback")
_ONE_A_LINE: Final = gettext_lazy("每行一个")


class Lines(Text):
    """Several names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        return list(dict.fromkeys(filter(None, lines)))


class Counts(Lines):
    """Kinds of evidence and how many of each: 照片 3."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{kind} {n}" for kind, n in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        found: dict[str, int] = {}
        for line in super().clean(value):
            kind, _space, n = line.rpartition(" ")
            if not kind.strip() or not (n.isascii() and n.isdigit() and len(n) < 5):
                raise forms.ValidationError(_("“{line}”应写成“照片 3”").format(line=line[:40]), code="evidence")
            found[kind.strip()] = int(n)
        return found


class GuardField(Text):
    """A condition; what is wrong with it is told with its position."""

    def clean(self, value: Any) -> Any:
        written = str(super().clean(value))
        try:
            if written:
                parse(written)
        except Invalid as bad:
            raise forms.ValidationError(bad.message, code=bad.code) from bad
        return written


class StepForm(Marked):
    """One step. ``document`` is the draft's; ``step`` the entry that is edited, or None for a new one."""

    act = Text(label=gettext_lazy("环节名称"), max_length=longest(Step, "act"))
    place = forms.IntegerField(
        label=gettext_lazy("次序"),
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("次序相同的环节同时办理"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("由谁办理"), required=False, widget=forms.CheckboxSelectMultiple
    )
    assigns = forms.BooleanField(
        label=gettext_lazy("在这里分派后续环节的人员"),
        required=False,
        help_text=gettext_lazy("“执法主体资格确认”监察点要放在分派人员的环节上"),
    )
    limit = forms.IntegerField(label=gettext_lazy("办理时限"), required=False, min_value=1, max_value=MOST_LIMIT)
    unit = forms.ChoiceField(label=gettext_lazy("时限单位"), required=False)
    pauses = Lines(label=gettext_lazy("可以中止计时的情形"), required=False, help_text=_ONE_A_LINE)
    form = forms.ChoiceField(label=gettext_lazy("表单"), required=False)
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("文书"), required=False, widget=forms.CheckboxSelectMultiple
    )
    opinions = Lines(label=gettext_lazy("审批表意见栏"), required=False)
    evidence = Counts(
        label=gettext_lazy("必备证据"), required=False, help_text=gettext_lazy("每行一种，写种类和件数，如“照片 3”")
    )
    split = forms.ChoiceField(label=gettext_lazy("有几个去处时"), required=False, choices=list(SPLITS.items()))
    join = forms.ChoiceField(label=gettext_lazy("有几条路到这里时"), required=False, choices=list(JOINS.items()))

    def __init__(
        self, data: Any = None, *, document: Mapping[str, Any], step: Mapping[str, Any] | None, **kwargs: Any
    ) -> None:
        self.document, self.step = document, step
        self.ways = [way for _n, way in entries(document.get("transition")) if step and way.get("from") == step["act"]]
        sent = sum(f"way_{row}_to" in (data or ()) for row in range(MOST_ROWS))
        self.rows = max(len(self.ways) + SPARE, sent)
        shown = dict(step or {})
        for row, way in enumerate(self.ways):
            shown |= {f"way_{row}_{name}": way.get(name) for name in ROW}
        kwargs["initial"] = shown | kwargs.get("initial", {})
        super().__init__(data, **kwargs)
        self.fields["opinions"].help_text = _("按签署次序，每行一栏，例如 {columns}；每栏有意见、签名和日期").format(
            columns=_("、").join(OPINIONS)
        )
        self._choices()
        for row in range(self.rows):
            self._row(row)

    def _choices(self) -> None:
        """What there is to choose from; what the draft says already stays, known or not."""
        was = self.step or {}
        apart = set(ADMINISTRATORS) - set(names_of(was, "roles"))  # they look after the system and handle no case
        roles = dict(Role.objects.exclude(key__in=apart).order_by("pk").values_list("key", "name"))
        forms_, documents = (_named(self.document.get(section)) for section in ("form", "document"))
        none = [("", "—")]
        chosen = {
            "kind": none + list(KINDS.items()),
            "unit": none + list(UNITS.items()),
            "roles": list((roles | _kept(was.get("roles"), roles)).items()),
            "form": none + list((forms_ | _kept([was.get("form")], forms_)).items()),
            "documents": list((documents | _kept(was.get("documents"), documents)).items()),
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not chosen["documents"]:
            self.fields["documents"].help_text = _("事项还没有文书")

    def _row(self, row: int) -> None:
        others = [entry["act"] for _n, entry in entries(self.document.get("step")) if isinstance(entry.get("act"), str)]
        own = self.step["act"] if self.step else None
        acts = [("", "—"), *((act, act) for act in dict.fromkeys(others) if act != own)]
        label = {"n": row + 1}
        self.fields[f"way_{row}_to"] = forms.ChoiceField(
            label=_("去处 {n}").format(**label), required=False, choices=acts
        )
        self.fields[f"way_{row}_action"] = Text(
            label=_("按钮文字 {n}").format(**label), required=False, max_length=LONGEST_NAME
        )
        self.fields[f"way_{row}_guard"] = GuardField(
            label=_("条件 {n}").format(**label), required=False, max_length=LONGEST
        )
        self.fields[f"way_{row}_rollback"] = forms.BooleanField(
            label=_("去处 {n} 是退回").format(**label), required=False
        )

    def who(self) -> list[Any]:
        return [self[name] for name in ("act", "place", "kind", "assigns", "roles", "limit", "unit", "pauses")]

    def what(self) -> list[Any]:
        return [self[name] for name in ("form", "documents", "opinions", "evidence")]

    def branching(self) -> list[Any]:
        return [self["split"], self["join"]]

    def way_rows(self) -> list[list[Any]]:
        """The bound fields of each row, for the template."""
        return [[self[f"way_{row}_{name}"] for name in ROW] for row in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """The faults that reading.py would find stand beside their fields at once."""
        given = super().clean()
        for row in range(self.rows):
            rest = any(given.get(f"way_{row}_{name}") for name in ("action", "guard", "rollback"))
            if rest and not given.get(f"way_{row}_to") and f"way_{row}_to" not in self.errors:
                self.add_error(f"way_{row}_to", forms.ValidationError(_("请选择去处"), code="required"))
        if bool(given.get("limit")) != bool(given.get("unit")):
            self.add_error(
                "unit" if given.get("limit") else "limit",
                forms.ValidationError(_("期限和单位要一起写"), code="unit"),
            )
        if not self.errors:
            self._check(given)
        return given

    def _check(self, given: dict[str, Any]) -> None:
        errors: Errors = []
        step = self.entry(given)
        others = [
            entry for _n, entry in entries(self.document.get("step")) if entry is not self.step and "act" in entry
        ]
        mine = self.given_ways(given)
        check_procedure({**self.document, "step": [*others, step], "transition": mine}, errors)
        path_of_mine = f"step[{len(others) + 1}]."
        for path, message in errors:
            name = path.removeprefix(path_of_mine)
            if path.startswith(path_of_mine):
                self.add_error(
                    name if name in self.fields else None, forms.ValidationError(message, code="item_invalid")
                )
            elif path.startswith("transition"):
                self.add_error(None, forms.ValidationError(message, code="item_invalid"))

    def entry(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The step as it is now; what is left empty is not written at all."""
        kept = {name: value for name, value in (self.step or {}).items() if name not in self.fields}
        usual = {"split": "one", "join": "any"}
        names = [name for name in self.fields if name not in Marked.base_fields and not name.startswith("way_")]
        said = {name: given[name] for name in names if given.get(name) and given[name] != usual.get(name)}
        if self.step is None or "assigns" in self.step:  # where nobody has said so, silence is not a no (points.py)
            said["assigns"] = bool(given.get("assigns"))
        return {**kept, **said}

    def given_ways(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = []
        for row in range(self.rows):
            said = {name: given.get(f"way_{row}_{name}") for name in ROW}
            if said["to"]:
                found.append({"from": given["act"], **{name: value for name, value in said.items() if value}})
        return found

    def all_ways(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Those of the other steps as they were, and those of this one where they stood."""
        ways: Sequence[dict[str, Any]] = [way for _n, way in entries(self.document.get("transition"))]
        own = self.step["act"] if self.step else None
        others = [way for way in ways if own is None or way.get("from") != own]
        at = next((n for n, way in enumerate(ways) if own is not None and way.get("from") == own), len(others))
        if own:
            others = renamed(others, own, given["act"])
        return [*others[:at], *self.given_ways(given), *others[at:]]


class BpmnForm(Versioned):
    """A drawing from this computer."""

    file = forms.FileField(label=gettext_lazy("BPMN 文件"), widget=forms.FileInput(attrs={"accept": ".bpmn,.xml"}))

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:  # before any of it is read (X03)
            words = _("文件超过 {most} MB，已拒绝").format(most=MOST_BYTES >> 20)
            raise forms.ValidationError(words, code="xml_limits")
        return given


class ProposalForm(Versioned):
    """What was read of a file, on its way back from the page that showed it: checked once more."""

    proposal = forms.CharField(widget=forms.HiddenInput, strip=False)

    def clean_proposal(self) -> Any:
        errors: Errors = []
        try:
            given = json.loads(self.cleaned_data["proposal"])
        except (ValueError, RecursionError):  # no JSON, a number of thousands of digits, an abyss of brackets
            given = None
        if not isinstance(given, dict) or not storable(given) or set(given) != {"steps", "ways"}:
            raise forms.ValidationError(_("请重新导入文件"), code="proposal")
        steps = check_steps(given["steps"], errors)
        check_transitions(given["ways"], {act for act, _place in steps}, errors)
        if errors:
            raise forms.ValidationError([f"{path}：{message}" for path, message in errors[:20]], code="item_invalid")
        return given


def _named(given: Any) -> dict[str, str]:
    return {
        entry["key"]: str(entry.get("name") or entry["key"])
        for _n, entry in entries(given)
        if isinstance(entry.get("key"), str)
    }


def _kept(given: Any, known: Mapping[str, str]) -> dict[str, str]:
    names = given if isinstance(given, list) else []
    return {
        name: _("{name}（已不存在）").format(name=name)
        for name in names
        if isinstance(name, str) and name not in known and name
    }

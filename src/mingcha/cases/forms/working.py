# SPDX-License-Identifier: Apache-2.0
"""What is typed when a step is done (S1-30, S1-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases.actions.submitting import Done
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.forms.clue import late_reason_field
from mingcha.cases.late import Late
from mingcha.cases.people import Candidate
from mingcha.cases.procedure import Procedure
from mingcha.catalog.procedure.graph import Way
from mingcha.catalog.stepforms.drawing import StepForm, draw_fields, values_of
from mingcha.organs.models import Officer, Post
from mingcha.web.forms import Form, Moment, Text, Versioned

ONWARD: Final = "go_onward"
PEOPLE: Final = "go_people_"
HELPERS: Final = "go_helpers_"
LATER: Final = ("happened_at", "late_reason")


class WorkForm(StepForm):
    """The form of a step as its document draws it, and below it where the case goes and who goes on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    happened_at = Moment(
        label=gettext_lazy("办理时间"),
        required=False,
        help_text=gettext_lazy("不填写的，以提交时间为准；期限按办理时间计算"),
    )
    late_reason = late_reason_field(gettext_lazy("超过 24 小时才录入的，请写明原因，作为补录记载"))
    procedure: Procedure
    ways: Sequence[Way]
    own: frozenset[str]

    def renew(self, version: int) -> None:
        """Carry the version that is now stored (web/forms.py)."""
        Versioned.renew(self, version)  # type: ignore[arg-type] # it takes any form that carries a version

    @property
    def done(self) -> dict[str, Any]:
        """Where to, and by act the people, as they were chosen."""
        given = self.cleaned_data
        onward = (given[ONWARD],) if given.get(ONWARD) else ()
        people = {
            way.end: Chosen(
                tuple(map(int, given.get(f"{PEOPLE}{number}", ()))),
                tuple(map(int, given.get(f"{HELPERS}{number}", ()))),
            )
            for number, way in enumerate(self.ways)
        }
        return {"onward": onward, "people": people}

    def submitted(self, by: Post) -> Done:
        """What the action takes; files are taken into the store."""
        values = {name: value for name, value in values_of(self, by=by).items() if name in self.own}
        given = self.cleaned_data
        return Done(values, **self.done, late=Late(given["happened_at"], given["late_reason"]))

    def drawn(self) -> list[forms.BoundField]:
        """The fields of the step's own form."""
        return [self[name] for name in self.fields if name in self.own]

    def going(self) -> list[forms.BoundField]:
        """The fields that say how it goes on."""
        return [self[name] for name in self.fields if name not in self.own.union(LATER) and name != "version"]

    def later(self) -> list[forms.BoundField]:
        """When it was done, and why that is entered so late: folded away, since mostly it is now."""
        return [self[name] for name in LATER]

    @property
    def has_later(self) -> bool:
        """Whether something was typed there, so that it has to be in sight."""
        return any(field.data for field in self.later())


def work_form(
    procedure: Procedure, act: str, people: Mapping[str, Sequence[Candidate]], helpers: Sequence[Officer], post: Post
) -> type[WorkForm]:
    """The class of a step's form; ``people`` are the candidates of each act that may follow."""
    document = procedure.form(act)
    own = draw_fields(document["fields"], post) if document else {}
    ways = procedure.graph.forward[act]
    going: dict[str, forms.Field] = {}
    if len(ways) > 1 and not procedure.graph.stops[act].all_out:
        choices = [(way.end, str(way.entry.get("action") or way.end)) for way in ways]
        going[ONWARD] = forms.ChoiceField(label=_("下一环节"), choices=choices, widget=forms.RadioSelect)
    for number, way in enumerate(ways):
        going[f"{PEOPLE}{number}"] = people_field(_("{act}：办理人").format(act=way.end), people.get(way.end, ()))
        if helpers and people.get(way.end):
            going[f"{HELPERS}{number}"] = helpers_field(_("{act}：辅助人员").format(act=way.end), helpers)
    fields = {**own, **going, "procedure": procedure, "ways": ways, "own": frozenset(own)}
    return type("DrawnWorkForm", (WorkForm,), fields)


def people_field(label: str, people: Sequence[Candidate]) -> forms.MultipleChoiceField:
    """Names to tick; who does not fit stands there in red with the reason (S1-09), who keeps out of it cannot be ticked."""
    choices = [(str(each.person.pk), _label(each)) for each in people if not each.recused]
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("可以稍后安排")
    )


def helpers_field(label: str, helpers: Sequence[Officer]) -> forms.MultipleChoiceField:
    choices = [(str(officer.pk), officer.name) for officer in helpers]
    words = _("辅助人员不计入执法人数，也不能单独执法")
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=words
    )


def _label(each: Candidate) -> str:
    if each.against:
        return format_html('{} <span class="st red">{}</span>', each.person.name, each.against)
    return f"{each.person.name} {each.number}".strip()


class AssignForm(Versioned):
    """Who is to do a step that waits."""

    def __init__(self, people: Sequence[Candidate], helpers: Sequence[Officer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = people_field(_("办理人"), people)
        self.fields["people"].required, self.fields["people"].help_text = True, ""
        if helpers:
            self.fields["helpers"] = helpers_field(_("辅助人员"), helpers)

    @property
    def chosen(self) -> Chosen:
        given = self.cleaned_data
        return Chosen(tuple(map(int, given["people"])), tuple(map(int, given.get("helpers", ()))))


class OpinionForm(Form):
    """One column of the approval sheet."""

    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("结论"),
        choices=(("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    text = Text(label=gettext_lazy("意见"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class PresenceForm(Form):
    """The six digits that the colleague shows."""

    code = Text(
        label=gettext_lazy("确认码"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

# SPDX-License-Identifier: Apache-2.0
"""What is typed for acts on a step: to whom, back to where, for how long, and why (S1-30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases.actions.extending import MOST, More
from mingcha.cases.actions.pausing import Still, unlawful
from mingcha.cases.forms.working import people_field
from mingcha.cases.people import Candidate
from mingcha.web.forms import Day, Form, Text, Versioned

Choices = Sequence[tuple[str, Any]]


def _reason() -> Text:
    return Text(label=gettext_lazy("理由"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


def _words(label: Any, *, required: bool = False) -> Text:
    return Text(label=label, max_length=1_000, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(Versioned):
    """Why, and nothing else."""

    reason = _reason()


class ReturnForm(Versioned):
    """Back to which step, and why."""

    to = forms.ChoiceField(label=gettext_lazy("退回到"), widget=forms.RadioSelect)
    reason = _reason()

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class PersonForm(Versioned):
    """To whom, and why. Who does not fit stands there in red with the reason (S1-09)."""

    person = forms.TypedChoiceField(label=gettext_lazy("交给"), widget=forms.RadioSelect, coerce=int)
    reason = _reason()

    def __init__(self, people: Sequence[Candidate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people_field("", people).choices  # type: ignore[attr-defined]
        self.nobody = not self.fields["person"].choices  # type: ignore[attr-defined]


class SignersForm(Versioned):
    """Who signs jointly: ticked or not."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("会签人"), widget=forms.CheckboxSelectMultiple, coerce=int, required=False
    )

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        self.fields["people"].help_text = _("会签完成前不能提交本环节")


class CountersignForm(Form):
    """The opinion of who signs jointly."""

    text = _words(gettext_lazy("意见"), required=True)


class CopyForm(Form):
    """Who is to know, and what is said to them."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("抄送给"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    words = _words(gettext_lazy("附言"))

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = choices  # type: ignore[attr-defined]


class UrgeForm(Form):
    """What is said to those for whom the step waits."""

    words = _words(gettext_lazy("催办内容"), required=True)


class StillForm(Versioned):
    """For what cause a case stands still, until when at most, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("中止事由"), widget=forms.RadioSelect)
    last_day = Day(label=gettext_lazy("批准的最后一天"), required=False, help_text=gettext_lazy("超过这一天的不再扣除"))
    reason = _reason()

    def __init__(self, kinds: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        field.choices = [(kind, kind) for kind in kinds]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = unlawful(str(self.data.get("kind", "")), list(kinds)).replace(
            "%", "%%"
        )

    @property
    def still(self) -> Still:
        given = self.cleaned_data
        return Still(given["kind"], given["reason"], given["last_day"])


class MoreForm(Versioned):
    """Within which limit, how much more time, and why."""

    point = forms.ChoiceField(label=gettext_lazy("期限"), widget=forms.RadioSelect)
    amount = forms.IntegerField(label=gettext_lazy("延长"), min_value=1, max_value=MOST)
    reason = _reason()

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = choices  # type: ignore[attr-defined]
        self.fields["amount"].help_text = _("按所选期限的单位填写")

    @property
    def more(self) -> More:
        given = self.cleaned_data
        return More(given["point"], given["amount"], given["reason"])


class DecideForm(Form):
    """More time or not."""

    approves = forms.TypedChoiceField(
        label=gettext_lazy("结论"),
        choices=(("yes", gettext_lazy("批准")), ("no", gettext_lazy("不批准"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    answer = _words(gettext_lazy("意见"))


class RecuseForm(Form):
    """Who keeps out of a case, and why; whoever may not choose people speaks for herself alone."""

    person = forms.TypedChoiceField(label=gettext_lazy("回避人员"), coerce=int)
    reason = Text(label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class AllForm(Form):
    """Whose work goes to whom, and why."""

    leaving = forms.TypedChoiceField(label=gettext_lazy("移交人"), coerce=int)
    person = forms.TypedChoiceField(label=gettext_lazy("接收人"), coerce=int)
    reason = _reason()

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leaving", "person"):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class ChoiceForm(Versioned):
    """One of several, and why."""

    chosen = forms.ChoiceField(widget=forms.RadioSelect)
    reason = _reason()

    def __init__(self, label: str, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].label = label
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

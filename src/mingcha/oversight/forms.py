# SPDX-License-Identifier: Apache-2.0
"""What is typed for an order: what is asked, to whom, by when; what is answered, and why (S1-34 … S1-38)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.access import keys_of
from mingcha.organs.models import Post
from mingcha.oversight.actions.answering import Answer
from mingcha.oversight.actions.issuing import LONGEST, MOST, Demand
from mingcha.oversight.models import Cause, Order
from mingcha.oversight.offices import MOST_DAYS
from mingcha.oversight.replies import Line
from mingcha.web.forms import Files, Form, Text, Versioned

DAYS: Final = 3
"""Working days for an answer where nobody says another number."""


def _words(label: Any) -> Text:
    return Text(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


def _days() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("回复期限（工作日）"), min_value=1, max_value=MOST_DAYS, initial=DAYS)


class _Demanding:
    """Forms that ask for something within a term."""

    cleaned_data: dict[str, Any]

    @property
    def demand(self) -> Demand:
        return Demand(self.cleaned_data["words"], self.cleaned_data["days"])


class OrderForm(_Demanding, Form):
    """For which alarms, what is asked, within how many working days."""

    alarms = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20 * MOST,
        error_messages={"required": gettext_lazy("请重新选择报警"), "max_length": gettext_lazy("请重新选择报警")},
    )
    words = _words(gettext_lazy("督办要求"))
    days = _days()

    def clean_alarms(self) -> list[int]:
        if (keys := keys_of(self.cleaned_data["alarms"])) is None:
            raise forms.ValidationError(_("请重新选择报警"), code="selection")
        return keys


class PassForm(_Demanding, Versioned):
    """To whom an office passes an order on."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("承办人"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    words = _words(gettext_lazy("督办要求"))
    days = _days()

    def __init__(self, posts: Sequence[Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(post.person_id, f"{post.person.name} · {post.organ.short}") for post in posts]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(Versioned):
    """What is said, with files; in the answer to the authority a cause for each line of alarms."""

    words = _words(gettext_lazy("回复内容"))
    uploads = Files(label=gettext_lazy("附件"), required=False, help_text=gettext_lazy("图片、PDF、Word 或者 Excel"))

    def __init__(self, lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            choices = [("", _("请选择")), *Cause.choices]
            label = _("报警原因：{what}").format(what=line.label)
            self.fields[line.cause] = forms.ChoiceField(label=label, choices=choices)
            self.fields[line.words] = Text(label=_("说明"), max_length=500, required=False)
        self.order_fields(
            [name for name in self.fields if name != "uploads"]
        )  # a cause and its words stand side by side

    @property
    def answer(self) -> Answer:
        given = self.cleaned_data
        causes = {pk: (given[line.cause], given[line.words]) for line in self.lines for pk in line.alarms}
        return Answer(given["words"], given["uploads"], causes)


class ReturnForm(_Demanding, Versioned):
    """Why an answer does not do, and until when another is awaited."""

    words = _words(gettext_lazy("退回理由"))
    days = _days()


class CancelForm(Versioned):
    """What the authority found."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=Order.Outcome.choices, widget=forms.RadioSelect, initial="settled"
    )
    words = _words(gettext_lazy("撤销理由"))


class UrgeForm(Form):
    """What is said to those for whom the order waits."""

    words = _words(gettext_lazy("催办内容"))


class ExtendForm(_Demanding, Versioned):
    """How much more time, from today on, and why."""

    words = _words(gettext_lazy("理由"))
    days = _days()

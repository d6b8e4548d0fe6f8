# SPDX-License-Identifier: Apache-2.0
"""Forms of document templates, and of the documents of a draft (S4-30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.fields import Keyed
from mingcha.catalog.marks import Marked
from mingcha.catalog.models import Template
from mingcha.catalog.papers.section import WORD
from mingcha.catalog.sections import lines_of
from mingcha.organs.models import Organ, Post
from mingcha.web.forms import Form, Text

WORD_HELP = gettext_lazy("文号的前半部分，例如“市监罚决”；不编号可留空")


class Word(Text):
    """文书字: letters and figures."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("文书字"), max_length=30, required=False, help_text=WORD_HELP, **kwargs)

    def clean(self, value: Any) -> str:
        word = str(super().clean(value))
        if word and not WORD.fullmatch(word):
            raise forms.ValidationError(_("文书字只能是 30 个以内的汉字、字母和数字"), code="word")
        return word


class EditionForm(Form):
    """The next edition of a template."""

    name = Text(label=gettext_lazy("名称"), max_length=100)
    word = Word()
    locked = forms.BooleanField(
        label=gettext_lazy("下级不得另行制定"),
        required=False,
        help_text=gettext_lazy("勾选后，下级机关只能使用这一份"),
    )
    file = forms.FileField(
        label=gettext_lazy("范本文件"), help_text=gettext_lazy("Word 文档（.docx），不超过 5 MB，不含宏")
    )


class TemplateForm(Keyed, EditionForm):
    """A template that is new to an organ."""

    organ = forms.ModelChoiceField(
        Organ.objects.none(), label=gettext_lazy("制定机关"), empty_label=gettext_lazy("请选择")
    )
    key = Text(
        label=gettext_lazy("代号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("事项用它选用范本，以后不能修改；留空则与名称相同"),
    )
    field_order = ("organ", "name", "key", "word", "locked", "file")

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: Any = self.fields["organ"]
        organs.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)


class RetireForm(Form):
    """Why a template goes out of force."""

    reason = Text(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DocumentForm(Keyed, Marked):
    """A document of a draft: made at which step, from which template, numbered by which word."""

    name = Text(label=gettext_lazy("文书名称"), max_length=100)
    template = forms.ChoiceField(label=gettext_lazy("文书范本"))
    step = forms.ChoiceField(label=gettext_lazy("制作环节"))
    word = Word()

    def __init__(
        self, document: Mapping[str, Any], templates: Mapping[str, Template], *args: Any, new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        acts = [str(step.get("act", "")) for step in lines_of(document, "step")]
        self._offer("step", [(act, act) for act in acts])
        offered = sorted(templates.values(), key=lambda one: one.name)
        self._offer("template", [(one.key, f"{one.name}（{one.organ.short}）") for one in offered])
        if new:
            self.fields["key"] = Text(
                label=gettext_lazy("代号"),
                max_length=60,
                required=False,
                help_text=gettext_lazy("环节用它指明要制作的文书，以后不能修改；留空则与名称相同"),
            )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("请选择")), *choices]

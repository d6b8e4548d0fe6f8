# SPDX-License-Identifier: Apache-2.0
"""What people fill in: a source, an upload, which column is what."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.exchange.actions import NewSource
from mingcha.exchange.models import Source
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.web.forms import Form, Text, Versioned

LONGEST: Final = 200_000
"""Characters of a mapping: a thousand acts and columns are far below."""


class SourceForm(Form):
    """A new source."""

    name = Text(label=gettext_lazy("名称"), max_length=120, help_text=gettext_lazy("送来日志的系统，如“市局案件系统”"))
    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("所属机关"), empty_label=None)
    unknown_organs = forms.ChoiceField(
        label=gettext_lazy("日志中的机关不在系统中时"), choices=Source.Unknown, initial=Source.Unknown.REFUSE
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: forms.ModelChoiceField[Organ] = self.fields["organ"]  # type: ignore[assignment]
        organs.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        organs.initial = post.organ_id

    def source(self) -> NewSource:
        return NewSource(**self.cleaned_data)


class _Several(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files in one field; what they are is for the store to say."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)


class UploadForm(Form):
    """A log, of a source that is known or of a new one."""

    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("来源"),
        required=False,
        empty_label=gettext_lazy("新来源（填写名称）"),
        help_text=gettext_lazy("同一来源的下一份日志按上次核对的各列读取，直接试运行"),
    )
    name = Text(label=gettext_lazy("新来源的名称"), max_length=120, required=False)
    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("新来源所属机关"), required=False)
    logs = Files(label=gettext_lazy("日志文件"))
    sides = Files(label=gettext_lazy("附表"), required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        organs: forms.ModelChoiceField[Organ] = self.fields["organ"]  # type: ignore[assignment]
        organs.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        organs.initial = post.organ_id
        sources: forms.ModelChoiceField[Source] = self.fields["source"]  # type: ignore[assignment]
        sources.queryset = Source.objects.visible_to(post, Perm.EXCHANGE_IMPORT_RUN)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("source") and not given.get("name") and "source" not in self.errors:
            self.add_error("source", forms.ValidationError(_("请选择来源，或者填写新来源的名称"), code="required"))
        return given

    def chosen(self) -> Source | NewSource:
        given = self.cleaned_data
        return given["source"] or NewSource(given["name"], given["organ"] or self.post.organ)


class TextForm(Versioned):
    """The mapping as it is written."""

    text = forms.CharField(
        label=gettext_lazy("映射（TOML）"),
        max_length=LONGEST,
        widget=forms.Textarea({"class": "mono", "rows": 28, "spellcheck": "false"}),
    )

# SPDX-License-Identifier: Apache-2.0
"""What people fill in: a source, an upload, which column is what, another system."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.exchange.actions import NewClient, NewSource
from mingcha.exchange.models import Client, Source
from mingcha.exchange.tokens import GRANTABLE
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.organs.scope import Worn
from mingcha.web.forms import Day, Files, Form, Text, Versioned

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


class SendForm(Form):
    """A log of a source that is known, as another system sends it."""

    source = forms.ModelChoiceField(Source.objects.none(), label=gettext_lazy("来源"))
    logs = Files(label=gettext_lazy("日志文件"))
    sides = Files(label=gettext_lazy("附表"), required=False)

    def __init__(self, *args: Any, post: Worn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources: forms.ModelChoiceField[Source] = self.fields["source"]  # type: ignore[assignment]
        sources.queryset = Source.objects.visible_to(post, Perm.EXCHANGE_IMPORT_RUN)


class TextForm(Versioned):
    """The mapping as it is written."""

    text = forms.CharField(
        label=gettext_lazy("映射（TOML）"),
        max_length=LONGEST,
        widget=forms.Textarea({"class": "mono", "rows": 28, "spellcheck": "false"}),
    )


NETWORKS: Final = 20
"""More networks than any system calls from."""


class ClientForm(Form):
    """Another system: whose it is, what it may do and see, until when, from where."""

    name = Text(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("调用接口的系统，如“省平台”"))
    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("所属机关"), empty_label=None)
    reach = forms.ChoiceField(label=gettext_lazy("范围"), choices=Client.Reach.choices)
    valid_from = Day(label=gettext_lazy("起"), initial=timezone.localdate)
    valid_to = Day(label=gettext_lazy("止"), required=False, help_text=gettext_lazy("留空为长期"))
    networks = forms.CharField(
        label=gettext_lazy("允许的网络"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"class": "mono", "rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("每行一个，如 10.1.0.0/16；留空不限"),
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("权限"),
        choices=[(perm.value, perm.label) for perm in GRANTABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("登记后不能更改；需要别的权限时另行登记"),
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: forms.ModelChoiceField[Organ] = self.fields["organ"]  # type: ignore[assignment]
        organs.queryset = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        organs.initial = post.organ_id

    def clean_networks(self) -> list[str]:
        lines = self.cleaned_data["networks"].split()
        if len(lines) > NETWORKS:
            raise forms.ValidationError(_("最多 {most} 个网络").format(most=NETWORKS), code="too_many")
        return [self._network(line) for line in lines]

    def _network(self, line: str) -> str:
        try:
            return str(ip_network(line))
        except ValueError as error:
            words = _("“{line}”不是网络地址，请按 10.1.0.0/16 的样子填写").format(line=line[:60])
            raise forms.ValidationError(words, code="network_invalid") from error

    def client(self) -> NewClient:
        return NewClient(**self.cleaned_data)

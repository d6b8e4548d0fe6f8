# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of the law library."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.citations import LABEL, label_of
from mingcha.catalog.law_text import (
    AROUND_TITLE,
    LONGEST,
    LONGEST_TITLE,
    MAX_BYTES,
    ReadArticle,
    read_articles,
    read_file,
)
from mingcha.catalog.models import Article, Law
from mingcha.files.badinput import BadInput
from mingcha.organs.search import matching, wanted
from mingcha.organs.search_index import Hits
from mingcha.web.forms import Day, Form, Text, Versioned

KINDS: Final = [("", gettext_lazy("请选择")), *Law.Kind.choices]
STATES: Final = [("now", gettext_lazy("有效")), ("ended", gettext_lazy("已失效")), ("later", gettext_lazy("尚未施行"))]
_LAW_TEXT: Final = 2_000_000


def said(bad: BadInput) -> forms.ValidationError:
    """Every fault with its line, beside the field."""
    words = [_("{where}：{message}").format(where=fault.where, message=fault.message) for fault in bad.errors]
    if bad.total > len(words):
        words.append(_("共 {n} 处错误，只列出前 {shown} 处").format(n=bad.total, shown=len(words)))
    return forms.ValidationError([forms.ValidationError(word, code="law_text") for word in words])


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Laws or articles by how they stand today."""
    today = timezone.localdate()
    if state == "ended":
        return rows.filter(valid_to__lt=today)
    if state == "later":
        return rows.filter(valid_from__gt=today)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)


class ArticlesText(Text):
    """Articles as they were pasted; gives them one by one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 14, "spellcheck": "false"})
        help_text = gettext_lazy("每一条另起一行，以“第…条”开头；可以从文件中整段粘贴，章节标题也可以一起粘贴")
        super().__init__(label=gettext_lazy("条文"), max_length=_LAW_TEXT, widget=widget, help_text=help_text, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            return read_articles(text) if text else []
        except BadInput as bad:
            raise said(bad) from bad


class LawForm(Form):
    """A law by hand."""

    title = Text(label=gettext_lazy("名称"), max_length=LONGEST_TITLE, help_text=gettext_lazy("全称，不加书名号"))
    kind = forms.ChoiceField(label=gettext_lazy("效力层级"), choices=KINDS)
    number = Text(label=gettext_lazy("文号"), max_length=100, required=False)
    issuer = Text(label=gettext_lazy("制定机关"), max_length=100, required=False)
    valid_from = Day(label=gettext_lazy("施行日期"))
    valid_to = Day(label=gettext_lazy("失效日期"), required=False, help_text=gettext_lazy("现行有效的留空"))
    source = Text(label=gettext_lazy("来源"), max_length=300, help_text=gettext_lazy("公报、网站或文件名"))
    text = ArticlesText(required=False)

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"]).strip(AROUND_TITLE)
        if not title:
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title


class LawEditForm(Versioned):
    """What of a law may change: its title and days stand in citations."""

    kind = forms.ChoiceField(label=gettext_lazy("效力层级"), choices=Law.Kind.choices)
    number = Text(label=gettext_lazy("文号"), max_length=100, required=False)
    issuer = Text(label=gettext_lazy("制定机关"), max_length=100, required=False)
    source = Text(label=gettext_lazy("来源"), max_length=300)


class LawFileForm(Form):
    """A law from a file; what is given here goes before what the file says."""

    file = forms.FileField(
        label=gettext_lazy("法规文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".md,.txt,text/plain,text/markdown"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("效力层级"), choices=KINDS)
    valid_from = Day(label=gettext_lazy("施行日期"), required=False, help_text=gettext_lazy("文件中没有写明时填写"))
    source = Text(label=gettext_lazy("来源"), max_length=300, required=False, help_text=gettext_lazy("留空为文件名"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        upload = given.get("file")
        if upload is None:
            return given
        if (upload.size or 0) > MAX_BYTES:
            self.add_error("file", _("文件超过 {most} MB").format(most=MAX_BYTES >> 20))
            return given
        try:
            given["law"] = law = read_file(upload.name, upload.read())
        except BadInput as bad:
            self.add_error("file", said(bad))
            return given
        if not (given.get("valid_from") or law.valid_from) and "valid_from" not in self.errors:
            self.add_error("valid_from", forms.ValidationError(_("文件中没有施行日期，请填写"), code="required"))
        return given


class SinceForm(Form):
    """From which day on articles hold that are added: an article may be younger than its law."""

    since = Day(label=gettext_lazy("施行日期"))

    def __init__(self, law: Law, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"since": law.valid_from}} | options)


class ArticleForm(SinceForm):
    """One article more."""

    label = Text(label=gettext_lazy("条"), max_length=40, help_text=gettext_lazy("如 第四十三条、第43条"))
    chapter = Text(label=gettext_lazy("章节"), max_length=200, required=False)
    text = Text(label=gettext_lazy("内容"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}))

    def clean_label(self) -> str:
        text = str(self.cleaned_data["label"]).strip()
        text = f"第{text}条" if re.fullmatch(r"\d{1,4}", text) else text
        if not re.fullmatch(LABEL, text):
            raise forms.ValidationError(_("应写成“第四十三条”或“第十条之一”"), code="label")
        return label_of(text)

    @property
    def read(self) -> ReadArticle:
        given = self.cleaned_data
        return ReadArticle(given["label"], given["text"], given["chapter"])


class ArticlesForm(SinceForm):
    """Several articles, pasted."""

    text = ArticlesText()


class AmendForm(Form):
    """How an article reads from a day on."""

    day = Day(label=gettext_lazy("新条文施行日期"))
    text = Text(
        label=gettext_lazy("新条文"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("留空表示这一条被删去，自这一天起失效"),
    )


class RepealForm(Form):
    """When and why a law ends."""

    last_day = Day(label=gettext_lazy("最后有效的一天"))
    reason = Text(label=gettext_lazy("依据"), max_length=500, help_text=gettext_lazy("废止或者代替它的文件"))


class LawFilter(filters.FilterSet):
    """By title, kind and how it stands today."""

    q = filters.CharFilter(label=gettext_lazy("名称或文号"), method="by_words", max_length=100)
    kind = filters.ChoiceFilter(
        label=gettext_lazy("效力层级"), choices=Law.Kind.choices, empty_label=gettext_lazy("全部")
    )
    state = filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=STATES, method="by_state", empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Law
        fields: ClassVar[list[str]] = []

    def by_words(self, rows: QuerySet[Law], _name: str, value: str) -> QuerySet[Law]:
        return rows.filter(Q(title__contains=value.strip("《》")) | Q(number__contains=value))

    def by_state(self, rows: QuerySet[Law], _name: str, value: str) -> QuerySet[Law]:
        return in_state(rows, value)


class ArticleFilter(filters.FilterSet):
    """By words of title and text, out of the index."""

    q = filters.CharFilter(label=gettext_lazy("法规名称、条、条文中的词"), method="by_words", max_length=100)
    state = filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=STATES, method="by_state", empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = []

    def by_words(self, rows: QuerySet[Article], _name: str, value: str) -> QuerySet[Article]:
        tokens = wanted(value)
        if tokens:
            self.hits = Hits.of(Article.SEARCH, tokens, exact=not self.data.get("state"))
        return rows.filter(matching(value))

    def by_state(self, rows: QuerySet[Article], _name: str, value: str) -> QuerySet[Article]:
        return in_state(rows, value)

# SPDX-License-Identifier: Apache-2.0
"""What people fill in: a source, an upload, which column is what."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.audit.mapping_text import write
from mingcha.catalog.models import ItemVersion, PowerItem
from mingcha.exchange.actions import NewSource
from mingcha.exchange.models import Import, Source
from mingcha.exchange.naming import FIELDS
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.web.forms import Form, Text, Versioned

_PLACES: Final = {"acts.order": "order", "acts.unknown": "unknown", "close.by": "close", "close.acts": "close_acts"}
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


class MappingForm(Versioned):
    """Which column is what, the item, the order of acts. What it does not show stays in the mapping as it is."""

    item_version = forms.ModelChoiceField(
        ItemVersion.objects.none(), label=gettext_lazy("权力事项"), required=False, empty_label=gettext_lazy("由日志写明"),
        help_text=gettext_lazy("日志没有写明事项的案件，属于这个事项"),
    )  # fmt: skip
    persons_separator = forms.CharField(
        label=gettext_lazy("几个承办人之间的符号"), required=False, max_length=10, strip=False,
        help_text=gettext_lazy("如 、；每个字符都是一种符号，执法证号和角色也这样分开"),
    )  # fmt: skip
    bases_separator = forms.CharField(
        label=gettext_lazy("几条依据之间的符号"), required=False, max_length=10, strip=False
    )
    order = forms.CharField(
        label=gettext_lazy("环节的顺序"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 12}),
        help_text=gettext_lazy("一行一个环节；可以并行的写在同一行，用两条竖线 || 分开。留空则不检查顺序"),
    )  # fmt: skip
    unknown = forms.ChoiceField(
        label=gettext_lazy("不在顺序中的环节"),
        choices=[
            ("error", gettext_lazy("作为错误列出")),
            ("keep", gettext_lazy("保留，不检查顺序")),
            ("drop", gettext_lazy("不导入")),
        ],
    )
    close = forms.ChoiceField(
        label=gettext_lazy("什么时候算结案"),
        choices=[
            ("last_event", gettext_lazy("最后一个环节办结时")),
            ("column", gettext_lazy("日志写明结案时间")),
            ("acts", gettext_lazy("下列环节办结时")),
            ("never", gettext_lazy("都没有结案")),
        ],
    )
    close_acts = forms.CharField(
        label=gettext_lazy("结案的环节"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("一行一个；只在选择“下列环节办结时”时填写"),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: Import, post: Post, **kwargs: Any) -> None:
        self.tree = _tree(batch.mapping)
        self.samples = {column["name"]: column["samples"] for column in batch.seen.get("columns", [])}
        kwargs["initial"] = self._before() | {"version": batch.version}
        super().__init__(*args, **kwargs)
        self.version_of = {version.pk: version for version in _versions(post)}
        versions: forms.ModelChoiceField[ItemVersion] = self.fields["item_version"]  # type: ignore[assignment]
        versions.queryset = ItemVersion.objects.filter(pk__in=list(self.version_of)).select_related("item")
        self.initial["item_version"] = self._chosen()
        for field in FIELDS:
            self.fields[f"column_{field.key}"] = self._column(field.key, field.label, field.note)

    def _before(self) -> dict[str, Any]:
        """What the mapping says now."""
        acts, close = self.tree.get("acts", {}), self.tree.get("close", {})
        columns = self.tree.get("columns", {})
        order = acts.get("order", [])
        lines = (" || ".join(place) if isinstance(place, list) else str(place) for place in order)
        by = "acts" if close.get("acts") else "column" if columns.get("closed") else "last_event"
        return {
            "persons_separator": columns.get("persons_separator", ""),
            "bases_separator": columns.get("bases_separator", ""),
            "order": "\n".join(lines),
            "unknown": acts.get("unknown", "error" if order else "keep"),
            "close": close.get("by", by),
            "close_acts": "\n".join(_texts(close.get("acts", []))),
        }

    def _chosen(self) -> int | None:
        given = self.tree.get("defaults", {})
        said = (str(given.get("item", "")), str(given.get("version", "1")))
        fitting = (pk for pk, each in self.version_of.items() if (each.item.code, each.number) == said)
        return next(fitting, None)

    def _column(self, key: str, label: Any, note: Any) -> forms.ChoiceField:
        """A choice among the log's columns; several columns that the mapping's text names stay as they are."""
        said = _texts(self.tree.get("columns", {}).get(key, []))
        names = dict.fromkeys([*self.samples, *said])
        choices = [("", _("（没有）")), *((name, name) for name in names)]
        field = forms.ChoiceField(label=label, required=False, choices=choices, help_text=note)
        field.initial = said[0] if said else ""
        return field

    def rows(self) -> Iterator[tuple[Any, list[str], bool]]:
        """For the table: the bound field, values of the column chosen, whether further columns are named too."""
        for field in FIELDS:
            bound = self[f"column_{field.key}"]
            more = len(_texts(self.tree.get("columns", {}).get(field.key, []))) > 1
            yield bound, self.samples.get(str(bound.value() or ""), []), more

    def rest(self) -> list[Any]:
        """The fields that stand below the table."""
        return [self[name] for name in self.fields if not name.startswith("column_") and name != "version"]

    def field_of(self, place: str) -> str | None:
        """Which field a place in the mapping is: ``columns.case`` is the field of the case."""
        name = _PLACES.get(place) or f"column_{place.removeprefix('columns.')}"
        return name if name in self.fields else None

    def text(self) -> str:
        """The mapping with what was filled in."""
        tree = copy.deepcopy(self.tree)
        self._put_columns(tree.setdefault("columns", {}))
        given = self.cleaned_data
        acts = tree.setdefault("acts", {})
        places = [[act.strip() for act in line.split("||") if act.strip()] for line in given["order"].splitlines()]
        order = [place[0] if len(place) == 1 else place for place in places if place]
        _set(acts, "order", order)
        _set(acts, "unknown", given["unknown"] if order else "")
        close = {"by": given["close"]}
        if given["close"] == "acts":
            close["acts"] = [line.strip() for line in given["close_acts"].splitlines() if line.strip()]
        tree["close"] = close
        if version := given["item_version"]:
            tree.setdefault("defaults", {}).update({"item": version.item.code, "version": version.number})
        else:
            for name in ("item", "version"):
                tree.get("defaults", {}).pop(name, None)
        return write({name: table for name, table in tree.items() if table})

    def _put_columns(self, columns: dict[str, Any]) -> None:
        for field in FIELDS:
            chosen, said = self.cleaned_data[f"column_{field.key}"], _texts(columns.get(field.key, []))
            if not said or chosen != said[0]:
                _set(columns, field.key, chosen)
        for name in ("persons_separator", "bases_separator"):
            _set(columns, name, self.cleaned_data[name])


class TextForm(Versioned):
    """The mapping as it is written."""

    text = forms.CharField(
        label=gettext_lazy("映射（TOML）"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 28, "spellcheck": "false"}),
    )


def _versions(post: Post) -> Iterator[ItemVersion]:
    """What the post may choose: the versions of the items within its reach, the latest first."""
    items = PowerItem.objects.visible_to(post, Perm.CATALOG_ITEM_READ)
    return iter(ItemVersion.objects.filter(item__in=items).select_related("item").order_by("item__code", "-valid_from"))


def _tree(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [each for each in value if isinstance(each, str)]


def _set(table: dict[str, Any], key: str, value: Any) -> None:
    """Say it, or say nothing."""
    if value:
        table[key] = value
    else:
        table.pop(key, None)

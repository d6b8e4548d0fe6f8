# SPDX-License-Identifier: Apache-2.0
"""The page that says which column of a log is what: a form over the mapping's text (docs/mapping.md)."""

from __future__ import annotations

import copy
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.audit.mapping_text import write
from mingcha.catalog.models import ItemVersion, PowerItem, Step
from mingcha.exchange.forms import LONGEST
from mingcha.exchange.models import Import, Source
from mingcha.exchange.naming import FIELDS
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.forms import Versioned

PARALLEL: Final = "||"
_PLACES: Final = {"acts.order": "order", "acts.unknown": "unknown", "close.by": "close", "close.acts": "close_acts"}


class Row(NamedTuple):
    """A line of the table: the field, values of the column chosen, whether the text names further columns for it."""

    field: forms.BoundField
    samples: list[str]
    several: bool
    often: bool


class _Items(forms.ModelChoiceField):  # type: ignore[type-arg] # takes no parameters when it runs
    def label_from_instance(self, obj: ItemVersion) -> str:
        return _("{name}（{code}）第 {number} 版").format(name=obj.item.name, code=obj.item.code, number=obj.number)


class MappingForm(Versioned):
    """Which column is what, the item, the order of acts. What it does not show stays in the mapping as it is."""

    item_version = _Items(
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

    unknown_organs = forms.ChoiceField(label=gettext_lazy("日志中的机关不在系统中时"), choices=Source.Unknown)

    def __init__(self, *args: Any, batch: Import, post: Post, **kwargs: Any) -> None:
        self.tree = _tree(batch.mapping)
        self.samples = {column["name"]: column["samples"] for column in batch.seen.get("columns", [])}
        kwargs["initial"] = self._before() | {"version": batch.version, "unknown_organs": batch.source.unknown_organs}
        super().__init__(*args, **kwargs)
        self.version_of = {version.pk: version for version in _versions(post)}
        versions: forms.ModelChoiceField[ItemVersion] = self.fields["item_version"]  # type: ignore[assignment]
        versions.queryset = ItemVersion.objects.filter(pk__in=list(self.version_of)).select_related("item")
        self.initial["item_version"] = self._chosen()
        if not self.is_bound and not self._is_told_of_items():
            self._fit_catalogue()
        for field in FIELDS:
            self.fields[f"column_{field.key}"] = self._column(field.key, field.label, field.note)

    def _before(self) -> dict[str, Any]:
        """What the mapping says now."""
        acts, close = self.tree.get("acts", {}), self.tree.get("close", {})
        columns = self.tree.get("columns", {})
        order = acts.get("order", [])
        lines = (f" {PARALLEL} ".join(place) if isinstance(place, list) else str(place) for place in order)
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

    def _is_told_of_items(self) -> bool:
        return "item" in self.tree.get("defaults", {}) or "item" in self.tree.get("columns", {})

    def _fit_catalogue(self) -> None:
        """A log that names no item most likely is of the one whose steps are the log's: its order is the better one."""
        acts = {act.strip() for line in self.initial["order"].splitlines() for act in line.split(PARALLEL)}
        places: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for step in Step.objects.filter(item_version__in=list(self.version_of)):
            places[step.item_version_id][step.place].append(step.act)
        known = {pk: {act for each in steps.values() for act in each} for pk, steps in places.items()}
        fitting = [pk for pk in known if acts and acts <= known[pk]]
        if fitting:
            chosen = min(fitting, key=lambda pk: len(known[pk]))
            self.initial["item_version"] = chosen
            self.initial["order"] = "\n".join(
                f" {PARALLEL} ".join(each) for _place, each in sorted(places[chosen].items())
            )

    def _column(self, key: str, label: Any, note: Any) -> forms.ChoiceField:
        """A choice among the log's columns; several columns that the mapping's text names stay as they are."""
        said = _texts(self.tree.get("columns", {}).get(key, []))
        names = dict.fromkeys([*self.samples, *said])
        choices = [("", _("（没有）")), *((name, name) for name in names)]
        field = forms.ChoiceField(label=label, required=False, choices=choices, help_text=note)
        field.initial = said[0] if said else ""
        return field

    def often(self) -> list[Row]:
        """The fields that nearly every log has, and those that this one has."""
        return [row for row in self._rows() if row.often]

    def seldom(self) -> list[Row]:
        """The others, which the page folds away."""
        return [row for row in self._rows() if not row.often]

    def _rows(self) -> Iterator[Row]:
        for field in FIELDS:
            bound = self[f"column_{field.key}"]
            chosen = str(bound.value() or "")
            several = len(_texts(self.tree.get("columns", {}).get(field.key, []))) > 1
            often = field.often or bool(chosen) or bool(bound.errors)
            yield Row(bound, self.samples.get(chosen, []), several, often)

    def rest(self) -> list[forms.BoundField]:
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
        places = [[act.strip() for act in line.split(PARALLEL) if act.strip()] for line in given["order"].splitlines()]
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

# SPDX-License-Identifier: Apache-2.0
"""What else the directory keeps of an item beside steps and points: basis, tiers, risks, forms, papers, officers, remedies (S1-04)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.citations import cited, judge
from mingcha.catalog.models import ItemVersion, PowerItem, Tier
from mingcha.catalog.procedure.reading import entries
from mingcha.organs.models import Officer, Organ

RISKS = {"high": gettext_lazy("高风险"), "medium": gettext_lazy("中风险"), "low": gettext_lazy("低风险")}
SIGNALS = {"high": "red", "medium": "yellow", "low": "prompt"}


def content_of(item: PowerItem, version: ItemVersion, day: date) -> dict[str, Any]:
    """What the cards below the steps show. Four queries, whatever the document holds."""
    document = version.document
    head, guide = document["catalog"], document.get("guide") or {}
    forms, papers = list(entries(document.get("form"))), list(entries(document.get("document")))
    steps = {form: act for _n, step in entries(document.get("step")) for form, act in [(step.get("form"), step["act"])]}
    return {
        "basis": [
            (str(one), standing) for one, standing in judge(cited("；".join(head.get("basis", ()))), day).items()
        ],
        "tiers": _tiers(head.get("standards", ()), day),
        "risks": [
            {**risk, "word": RISKS[risk["level"]], "signal": SIGNALS[risk["level"]]}
            for _n, risk in entries(document.get("risk"))
            if risk.get("level") in RISKS
        ],
        "forms": [
            {"name": form.get("name"), "count": len(form.get("fields", ())), "act": steps.get(form.get("key"), "")}
            for _n, form in forms
        ],
        "papers": [paper for _n, paper in papers],
        "sheets": len(forms) + len(papers),
        "remedies": head.get("remedies") or guide.get("remedies") or "",
        "fees": head.get("fees", ""),
        "office": head.get("office", ""),
        "officers": _officers(item.organ),
    }


def _tiers(violations: Any, day: date) -> list[tuple[str, list[dict[str, str]]]]:
    """By violation the tiers that hold today, each with its span in yuan."""
    holding = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for tier in Tier.objects.filter(holding, violation__in=list(violations)).order_by("violation", "min_amt", "id"):
        span = [_("{yuan} 元").format(yuan=f"{amount / 100:,.0f}") for amount in (tier.min_amt, tier.max_amt) if amount]
        found[tier.violation].append({"tier": tier.tier, "words": " – ".join(span) or _("不罚款")})
    return list(found.items())


def _officers(organ: Organ) -> str:
    """How many officers of the organ and below stand in the register."""
    rows = Officer.objects.filter(kind=Officer.Kind.OFFICER, status=Officer.Status.ACTIVE)
    count = rows.filter(organ__path__startswith=organ.path).count()
    return _("{n} 名在岗执法人员").format(n=count)

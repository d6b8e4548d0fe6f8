# SPDX-License-Identifier: Apache-2.0
"""What a form's answers are as facts of the case log, which the engine judges (docs/forms.md, ``fact``; S1-16 … S1-19).

A field of a form says by ``fact`` what its answer is; the list of facts is catalog/stepforms/facts.py. What no field says is
no fact, but for the violation: where the item names a single one in ``standards``, its decisions and orders are about that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from mingcha.cases.models import (
    Case,
    Decision,
    DecisionBasis,
    Execution,
    Goods,
    OrderToCorrect,
    Party,
    Penalty,
    Step,
)
from mingcha.cases.procedure import procedure_of
from mingcha.cases.search_words import renew_words
from mingcha.catalog.citations import cited
from mingcha.catalog.models import Article
from mingcha.catalog.stepforms.facts import AMOUNT, CORRECTED, KINDS, NAME
from mingcha.engine.clock import CHINA

DECIDES: Final = frozenset({"outcome", "basis"})
ORDERS: Final = frozenset({"order.violation", "order.due"})
"""A form that asks for one of these makes a decision or an order, whatever it is answered: a decision without a basis is one."""


def answers(form: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """By fact the answer that a form gives, empty ones left out."""
    found = {}
    for field in form.get("fields", ()):
        value = values.get(field["key"])
        if (fact := field.get("fact")) and value not in (None, "", [], {}):
            found[fact] = value
    return found


def write_facts(case: Case, step: Step, told: Mapping[str, Any], now: datetime) -> None:
    """Write the rows that the answers of a step make. A step done again adds new rows: the log keeps what was so."""
    procedure = procedure_of(case.item_version)
    asked = {field["fact"] for field in (procedure.form(step.act) or {}).get("fields", ()) if field.get("fact")}
    if not asked:
        return
    standards: list[str] = procedure.document["catalog"].get("standards") or []
    usual = standards[0][:200] if len(standards) == 1 else None
    if DECIDES & asked or any(fact in ("violation", "tier") or fact.startswith("penalty.") for fact in told):
        _decision(case, step, told, now, usual)
    if ORDERS & asked:
        _order(case, told, now, usual)
    if "recheck" in told:
        _recheck(case, str(told["recheck"]), now)
    _execution(case, told)
    _goods(case, told, now)
    _head(case, told)


def _decision(case: Case, step: Step, told: Mapping[str, Any], now: datetime, usual: str | None) -> None:
    decision = Decision.objects.create(
        case=case,
        step=step,
        act=step.act,
        outcome=_text(told, "outcome", 100),
        violation=_text(told, "violation", 200) or usual,
        tier=_text(told, "tier", 40),
        decided_at=now,
    )
    Penalty.objects.bulk_create(
        Penalty(case=case, decision=decision, type=kind, amount=amount)
        for kind, amount in _amounts(told, "penalty.").items()
    )
    if basis := told.get("basis"):
        DecisionBasis.objects.bulk_create(
            [DecisionBasis(case=case, decision=decision, article_id=each[:200]) for each in _articles(str(basis))]
        )


def _amounts(told: Mapping[str, Any], part: str) -> dict[str, int]:
    """By kind of penalty, as the log calls it, the sum that was told; nothing is no sum."""
    given = {fact.removeprefix(part): amount for fact, amount in told.items() if fact.startswith(part)}
    return {KINDS[kind]: amount for kind, amount in given.items() if amount}


def _articles(text: str) -> list[str]:
    """What a text cites, each as the library calls it; as it was written where the library does not know it. A text that
    cites nothing is kept as it is: whoever wrote it meant something."""
    written = {str(one): [f"《{title}》{one.label}" for title in one.titles] for one in cited(text)}
    names = [name for several in written.values() for name in several]
    known = set(Article.objects.filter(article_id__in=names).values_list("article_id", flat=True)) if names else set()
    found = [next((name for name in several if name in known), one) for one, several in written.items()]
    return list(dict.fromkeys(found))


def _order(case: Case, told: Mapping[str, Any], now: datetime, usual: str | None) -> None:
    violation = _text(told, "order.violation", 200) or usual
    OrderToCorrect.objects.create(case=case, violation=violation, served_at=now, due_at=_moment(told.get("order.due")))


def _recheck(case: Case, found: str, now: datetime) -> None:
    """What a re-check found, of the latest order that has had none."""
    order = case.orders_to_correct.filter(recheck=None).order_by("-id").first()
    if order is not None:
        order.recheck, order.rechecked_at = "corrected" if found in CORRECTED else found[:40], now
        order.save(update_fields=["recheck", "rechecked_at"])


def _execution(case: Case, told: Mapping[str, Any]) -> None:
    paid = _amounts(told, "paid.")
    if not paid:
        return
    decision = _latest_with_penalties(case)
    receipt = _text(told, "receipt", 100)
    Execution.objects.bulk_create(
        [
            Execution(case=case, decision=decision, exec_type=kind, amount=amount, receipt=receipt)
            for kind, amount in paid.items()
        ]
    )


def _latest_with_penalties(case: Case) -> Decision | None:
    """What is carried out is the decision that imposes something, not one that opened the case."""
    decisions = case.decisions.order_by("-id")
    return decisions.filter(penalties__isnull=False).first() or decisions.first()


def _goods(case: Case, told: Mapping[str, Any], now: datetime) -> None:
    """The goods of a case, and what became of them: those of the same name on its list, or such as no list holds."""
    for row in told.get("goods.listed", ()):
        Goods.objects.create(case=case, name=_name(row), listed=_thousandths(row))
    fates = {fact.removeprefix("goods."): rows for fact, rows in told.items() if fact.startswith("goods.")}
    fates.pop("listed", None)
    if not fates:
        return
    kept = {one.name: one for one in case.goods.order_by("-id")}
    for fate, rows in fates.items():
        for row in rows:
            one = kept.setdefault(_name(row), Goods(case=case, name=_name(row)))
            setattr(one, fate, (getattr(one, fate) or 0) + _thousandths(row))
            one.disposed_at = now
            one.save()


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get(NAME, ""))[:200]


def _thousandths(row: Mapping[str, Any]) -> int:
    return int(Decimal(str(row.get(AMOUNT) or 0)) * 1_000)


def _head(case: Case, told: Mapping[str, Any]) -> None:
    """Title and party of the case, where a form knows them better than the clue did."""
    changed = []
    if title := _text(told, "title", 300):
        case.title = title
        changed.append("title")
    if isinstance(party := told.get("party"), Mapping):
        add_party(case, party)
        case.party = names_of_parties(case)
        changed.append("party")
    if changed:
        case.save(update_fields=changed)
        renew_words(case)


def add_party(case: Case, given: Mapping[str, Any]) -> None:
    """Keep a party; one of the same name is the same, unless both have a number and these differ."""
    name, number = given["name"], given.get("number", "")
    same = (one for one in case.parties.all() if one.name == name and (not number or one.number in ("", number)))
    row = next(same, None) or Party(case=case, name=name)
    row.number = number or row.number
    row.kind = given.get("kind", Party.Kind.OTHER)
    row.address, row.phone = given.get("address", "") or row.address, given.get("phone", "") or row.phone
    row.save()


def names_of_parties(case: Case) -> str:
    return "、".join(case.parties.values_list("name", flat=True))[:200]


def _text(told: Mapping[str, Any], fact: str, most: int) -> str | None:
    value = told.get(fact)
    return None if value is None else str(value)[:most]


def _moment(day: Any) -> datetime | None:
    """The end of a day that was typed."""
    if not isinstance(day, str):
        return None
    found = date.fromisoformat(day)
    return datetime(found.year, found.month, found.day, 23, 59, 59, tzinfo=CHINA)

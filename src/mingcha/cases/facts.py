# SPDX-License-Identifier: Apache-2.0
"""What a form's answers are as facts of the case log, which the engine judges (docs/item.md, ``fact``).

A field of a form says by ``fact`` what its answer is: ``outcome`` ``violation`` ``tier`` ``basis`` and ``penalty.<type>`` of a
decision, ``order.violation`` ``order.due`` of an order to correct, ``recheck`` of its re-check, ``paid.<type>`` and
``receipt`` of execution, ``title`` and ``party`` of the case. What no field says is no fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mingcha.cases.models import Case, Decision, DecisionBasis, Execution, OrderToCorrect, Party, Penalty, Step
from mingcha.catalog.citations import cited
from mingcha.catalog.models import Article
from mingcha.engine.clock import CHINA


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
    _decision(case, step, told, now)
    _order(case, told, now)
    _execution(case, told)
    _head(case, told)


def _decision(case: Case, step: Step, told: Mapping[str, Any], now: datetime) -> None:
    fines = {fact.removeprefix("penalty."): value for fact, value in told.items() if fact.startswith("penalty.")}
    if not fines and not {"outcome", "violation", "tier", "basis"} & set(told):
        return
    decision = Decision.objects.create(
        case=case,
        step=step,
        act=step.act,
        outcome=_text(told, "outcome", 100),
        violation=_text(told, "violation", 200),
        tier=_text(told, "tier", 40),
        decided_at=now,
    )
    if fines:
        Penalty.objects.bulk_create(
            [Penalty(case=case, decision=decision, type=kind, amount=amount) for kind, amount in fines.items()]
        )
    if basis := told.get("basis"):
        DecisionBasis.objects.bulk_create(
            [DecisionBasis(case=case, decision=decision, article_id=each[:200]) for each in _articles(str(basis))]
        )


def _articles(text: str) -> list[str]:
    """What a text cites, each as the library calls it; as it was written where the library does not know it."""
    written = {str(one): [f"《{title}》{one.label}" for title in one.titles] for one in cited(text)}
    names = [name for several in written.values() for name in several]
    known = set(Article.objects.filter(article_id__in=names).values_list("article_id", flat=True)) if names else set()
    found = [next((name for name in several if name in known), one) for one, several in written.items()]
    return list(dict.fromkeys(found))


def _order(case: Case, told: Mapping[str, Any], now: datetime) -> None:
    """An order to correct, and later what its re-check found: of the latest order that has none."""
    if "order.due" in told or "order.violation" in told:
        violation = _text(told, "order.violation", 200)
        OrderToCorrect.objects.create(
            case=case, violation=violation, served_at=now, due_at=_moment(told.get("order.due"))
        )
    if "recheck" in told:
        order = case.orders_to_correct.filter(recheck=None).order_by("-id").first()
        if order is not None:
            order.recheck, order.rechecked_at = _text(told, "recheck", 40), now
            order.save(update_fields=["recheck", "rechecked_at"])


def _execution(case: Case, told: Mapping[str, Any]) -> None:
    paid = {fact.removeprefix("paid."): value for fact, value in told.items() if fact.startswith("paid.")}
    if not paid:
        return
    decision = case.decisions.order_by("-id").first()
    receipt = _text(told, "receipt", 100)
    Execution.objects.bulk_create(
        [
            Execution(case=case, decision=decision, exec_type=kind, amount=amount, receipt=receipt)
            for kind, amount in paid.items()
        ]
    )


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


def add_party(case: Case, given: Mapping[str, Any]) -> None:
    """Keep a party; one of the same name and number is the same."""
    known = {(party.name, party.number): party for party in case.parties.all()}
    key = (given["name"], given.get("number", ""))
    row = known.get(key) or Party(case=case, name=key[0], number=key[1])
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

# SPDX-License-Identifier: Apache-2.0
"""Every address there is, as the resolver knows it: never a list by hand (security.md B1)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse

PUBLIC = "public"
SAMPLES = {
    "analysis:item": "item",
    "cases:alarm-acknowledge": "alarm",
    "cases:alarm-detail": "alarm",
    "cases:backtest-detail": "backtest",
    "cases:backtest-new": "item draft",
    "cases:backtest-progress": "backtest",
    "cases:case-deadline": "deadline",
    "cases:case-detail": "case",
    "cases:case-merge": "case",
    "cases:case-new": "item in force",
    "cases:case-watch": "case",
    "cases:evidence-add": "task",
    "cases:evidence-detail": "evidence",
    "cases:evidence-file": "evidence",
    "cases:evidence-remove": "evidence",
    "cases:case-recuse": "case",
    "cases:case-split": "case",
    "cases:extension-decide": "extension request",
    "cases:move-detail": "version move",
    "cases:move-progress": "version move",
    "cases:move-run": "version move",
    "cases:opinion-sign": "task",
    "cases:paper-file": "paper",
    "cases:paper-make": "paper of an item",
    "cases:paper-pdf": "paper",
    "cases:presence": "presence",
    "cases:presence-deny": "presence",
    "cases:recheck-apply": "recheck",
    "cases:recheck-detail": "recheck",
    "cases:recheck-progress": "recheck",
    "cases:step-assign": "task",
    "cases:step-copy": "task",
    "cases:step-countersign": "task",
    "cases:step-delegate": "task",
    "cases:step-extend": "task",
    "cases:step-hand-over": "task",
    "cases:step-resume": "task",
    "cases:step-return": "task",
    "cases:step-signers": "task",
    "cases:step-suspend": "task",
    "cases:step-urge": "task",
    "cases:step-work": "task",
    "cases:version-move": "item version",
    "catalog:document-change": "item draft",
    "catalog:document-edit": "draft document",
    "catalog:document-list": "item draft",
    "catalog:document-new": "item draft",
    "catalog:document-preview": "draft document",
    "catalog:draft-decide": "item draft",
    "catalog:draft-detail": "item draft",
    "catalog:draft-diff": "item draft",
    "catalog:draft-drop": "item draft",
    "catalog:draft-export": "item draft",
    "catalog:draft-guide": "item draft",
    "catalog:draft-guide-edit": "item draft",
    "catalog:draft-head-edit": "item draft",
    "catalog:draft-hand-in": "item draft",
    "catalog:draft-head": "item draft",
    "catalog:draft-open": "item",
    "catalog:draft-step-edit": "draft step",
    "catalog:draft-step-move": "draft step",
    "catalog:draft-step-new": "item draft",
    "catalog:draft-step-remove": "draft step",
    "catalog:draft-steps": "item draft",
    "catalog:draft-steps-connect": "item draft",
    "catalog:draft-steps-export": "item draft",
    "catalog:draft-steps-import": "item draft",
    "catalog:draft-steps-replace": "item draft",
    "catalog:field-edit": "draft field",
    "catalog:field-new": "draft field kind",
    "catalog:form-change": "item draft",
    "catalog:form-detail": "draft form",
    "catalog:form-list": "item draft",
    "catalog:form-new": "item draft",
    "catalog:form-rename": "draft form",
    "catalog:form-try": "draft form",
    "catalog:gate-edit": "gate",
    "catalog:item-detail": "item",
    "catalog:item-export": "item",
    "catalog:item-retire": "item",
    "catalog:item-procedure": "item version",
    "catalog:material-edit": "draft material",
    "catalog:material-list": "item draft",
    "catalog:material-new": "item draft",
    "catalog:material-remove": "draft material",
    "catalog:point-edit": "draft point",
    "catalog:point-list": "item draft",
    "catalog:point-new": "item draft",
    "catalog:point-remove": "draft point",
    "catalog:risk-edit": "draft risk",
    "catalog:risk-list": "item draft",
    "catalog:risk-new": "item draft",
    "catalog:risk-remove": "draft risk",
    "catalog:article-amend": "article",
    "catalog:article-new": "law",
    "catalog:articles-paste": "law",
    "catalog:law-detail": "law",
    "catalog:law-edit": "law",
    "catalog:law-repeal": "law",
    "catalog:leniency-detail": "leniency",
    "catalog:leniency-end": "leniency",
    "catalog:register-detail": "register",
    "catalog:register-draw": "register",
    "catalog:register-line-edit": "register line",
    "catalog:register-line-new": "register",
    "catalog:register-paste": "register",
    "catalog:register-review": "register",
    "catalog:register-revise": "register",
    "catalog:register-submit": "register",
    "catalog:register-withdraw": "register",
    "catalog:standard-detail": "standard",
    "catalog:standard-edit": "standard",
    "catalog:standard-retire": "standard",
    "catalog:standard-review": "standard",
    "catalog:standard-revise": "standard",
    "catalog:standard-submit": "standard",
    "catalog:template-detail": "template",
    "catalog:template-edition": "template",
    "catalog:template-enforce": "template",
    "catalog:template-file": "template",
    "catalog:template-preview": "template",
    "catalog:template-retire": "template",
    "disclosure:item-publish": "item",
    "disclosure:item-show": "public item",
    "disclosure:item-withdraw": "public item number",
    "exchange:client-detail": "client",
    "exchange:client-disable": "client",
    "exchange:client-rotate": "client",
    "exchange:client-secret": "client",
    "exchange:import-check": "import",
    "exchange:import-detail": "import",
    "exchange:import-drop": "import",
    "exchange:import-file": "import file",
    "exchange:import-mapping": "import",
    "exchange:import-mapping-text": "import",
    "exchange:import-progress": "import",
    "exchange:import-run": "import",
    "inbox:message-read": "message",
    "lists:act": "listing",
    "lists:errand-detail": "errand",
    "lists:errand-file": "errand",
    "lists:errand-progress": "errand",
    "lists:errand-retry": "errand",
    "lists:errand-stop": "errand",
    "lists:export": "listing",
    "lists:filter-edit": "filter",
    "lists:filter-new": "listing",
    "lists:keep": "listing",
    "organs:calendar-detail": "calendar",
    "organs:calendar-paste": "calendar",
    "organs:certificate-new": "officer",
    "organs:certificate-return": "certificate",
    "organs:certificate-revoke": "certificate",
    "organs:certificate-suspend": "certificate",
    "organs:certificate-verify": "certificate",
    "organs:dictionary-detail": "dictionary",
    "organs:dictionary-draft": "dictionary",
    "organs:dictionary-edit": "draft",
    "organs:dictionary-publish": "draft",
    "organs:dictionary-version": "draft",
    "organs:exam-new": "officer",
    "organs:officer-detail": "officer",
    "organs:officer-edit": "officer",
    "organs:officer-leave": "officer",
    "organs:organ-close": "organ",
    "organs:organ-detail": "organ",
    "organs:organ-edit": "organ",
    "organs:person-detail": "person",
    "organs:person-disable": "person",
    "organs:person-edit": "person",
    "organs:person-factor-reset": "person",
    "organs:person-identity-bind": "person",
    "organs:person-identity-unbind": "person",
    "organs:person-password": "person",
    "organs:person-reveal": "person",
    "organs:person-secret": "person",
    "organs:person-session-end": "person",
    "organs:post-end": "post",
    "organs:post-new": "person",
    "organs:profile-detail": "own region",
    "organs:profile-edit": "own region",
    "organs:region-detail": "region",
    "organs:region-new": "own region",
    "organs:role-detail": "role",
    "organs:role-edit": "role",
    "oversight:admonition-detail": "admonition",
    "oversight:admonition-revoke": "admonition",
    "oversight:comparison-detail": "comparison",
    "oversight:comparison-new": "case",
    "oversight:liability-answer": "liable",
    "oversight:liability-decide": "liability",
    "oversight:liability-detail": "liability",
    "oversight:liability-drop": "liability",
    "oversight:liability-edit": "liability",
    "oversight:liability-object": "liable",
    "oversight:liability-receipt": "transfer",
    "oversight:liability-return": "liability",
    "oversight:liability-review": "liability",
    "oversight:liability-sheet": "liability",
    "oversight:liability-state": "liable",
    "oversight:liability-transfer": "liability",
    "oversight:liability-withdraw": "liability",
    "oversight:order-answer": "order",
    "oversight:order-cancel": "order",
    "oversight:order-detail": "order",
    "oversight:order-extend": "order",
    "oversight:order-file": "order file",
    "oversight:order-pass": "order",
    "oversight:order-return": "order",
    "oversight:order-sheet": "order",
    "oversight:order-urge": "order",
    "oversight:check-detail": "self-check",
    "oversight:clock-edit": "paper clock",
    "oversight:paper-act": "oversight paper act",
    "oversight:paper-detail": "oversight paper",
    "oversight:paper-edit": "oversight paper",
    "oversight:paper-file": "oversight paper file",
    "oversight:paper-sheet": "oversight paper",
    "oversight:problem-detail": "problem",
    "oversight:problem-examine": "problem",
    "oversight:problem-file": "problem file",
    "oversight:problem-new": "project",
    "oversight:problem-rectify": "problem",
    "oversight:project-close": "project",
    "oversight:project-detail": "project",
    "oversight:refusal-detail": "refusal",
    "oversight:refusal-judge": "refusal",
    "oversight:refusal-new": "refused paper",
    "oversight:supervisor-edit": "supervisor",
    "oversight:risk-assess": "risk",
    "oversight:risk-detail": "risk",
    "oversight:risk-retire": "risk",
    "oversight:risk-review": "risk",
    "records:entry-detail": "entry",
    "records:incident-retry": "incident",
    "records:seal-detail": "seal",
}
"""Of which object an address with arguments is; access_world.py has one in each place."""


@dataclass(frozen=True)
class Route:
    """An address: its name, its view, the names of its arguments, who is let in (``rule``), by which methods."""

    name: str
    view: Callable[..., Any] = field(compare=False, repr=False)
    arguments: tuple[str, ...]

    @property
    def rule(self) -> str | None:
        """A right, "signed in" or "public"; None where nobody decided."""
        return PUBLIC if self.name in settings.DECLARED_VIEWS else getattr(self.view, "rule", None)

    def takes(self, method: str) -> bool:
        """Whether the view answers to the method, as the marks on it say."""
        view: Any = self.view
        while view is not None:
            allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if allowed and method not in allowed:
                return False
            view = getattr(view, "__wrapped__", None)
        return True

    def url(self, **arguments: object) -> str:
        return reverse(self.name, kwargs=arguments)


def _walk(patterns: Any, space: str = "") -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.lookup_str} has no name"
            yield Route(space + pattern.name, pattern.callback, tuple(pattern.pattern.converters))
        else:
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def routes() -> list[Route]:
    """All of them, in the order in which they are looked at. Operations of the API answer no browser: tests/api asks them."""
    return [route for route in _walk(get_resolver().url_patterns) if route.rule != "api"]

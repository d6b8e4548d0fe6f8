# SPDX-License-Identifier: Apache-2.0
"""What whoever runs the site sees of it: numbers of requests, log lines without anybody's values, counts, readiness."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django_q.models import OrmQ
from prometheus_client.parser import text_string_to_metric_families
from structlog.contextvars import bind_contextvars, clear_contextvars

from mingcha import urls
from mingcha.commands.work import begin_job, end_job
from mingcha.ledger import metrics, pulse
from mingcha.ledger.jobs import later
from mingcha.organs.access import public
from mingcha.organs.testing import Cast
from mingcha.web.logs import formatter

ROOT = Path(__file__).parents[2]
SECRET = "赵王孙李"
"""What somebody typed: it stands in an address, in a form, in an exception."""


@pytest.fixture
def lines() -> Iterator[Any]:
    """What the log of an installation would hold, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.setLevel(before)
    root.removeHandler(handler)


def test_a_request_is_one_line_by_view_and_person_without_what_was_typed(cast: Cast, lines: Any) -> None:
    client = cast.client(cast.post("overseer"))
    client.get("/organs/people/", {"q": SECRET})
    client.get(f"/nowhere/{SECRET}/")
    client.post("/look/", {"theme": "dark", "next": f"/{SECRET}"})
    told = lines()
    assert [(line["event"], line["view"], line["status"]) for line in told] == [
        ("request", "organs:person-list", 200),
        ("request", "-", 404),
        ("request", "web:look-set", 302),
    ]
    first = told[0]
    assert (first["person"], first["method"], first["level"]) == (cast.post("overseer").person_id, "GET", "info")
    assert first["queries"] > 3
    assert re.fullmatch(r"[0-9a-f]{8}", first["request"])
    assert first["timestamp"].endswith("Z")
    assert not any(SECRET in json.dumps(line, ensure_ascii=False) for line in told)


def test_a_bug_is_one_line_with_its_kind_and_place_under_the_number_of_its_page(client: Client, lines: Any) -> None:
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Broken):
        answer = client.get(f"/broken/?q={SECRET}")
    (error,) = (line for line in lines() if line["level"] == "error")
    assert (answer.status_code, error["error"], error["event"]) == (500, "builtins.ValueError", "Internal Server Error")
    assert error["request"] == answer["X-Request-ID"]
    assert f'<span class="ref">{error["request"]}</span>' in answer.content.decode()
    assert any("test_observe.py" in frame for frame in error["trace"])
    assert not any(SECRET in json.dumps(line, ensure_ascii=False) for line in lines())


@public
def break_down(_request: HttpRequest) -> HttpResponse:
    raise ValueError(SECRET)


class Broken:
    """The site's addresses, and one that fails."""

    urlpatterns = (path("broken/", break_down, name="broken"), *urls.urlpatterns)
    handler500 = urls.handler500


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [(0, "0123456789abcdef", False), (1, "0123456789abcdef", True), (1, 'a b"c', False), (1, "x" * 65, False)],
)
def test_a_number_is_taken_from_a_web_server_of_ours_only(
    client: Client, proxies: int, given: str, *, taken: bool
) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        answer = client.get("/nowhere/", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is taken
    assert f'<span class="ref">{answer["X-Request-ID"]}</span>' in answer.content.decode()


def test_a_job_is_a_line_under_the_number_of_the_request_that_ordered_it(cast: Cast, lines: Any) -> None:
    bind_contextvars(request="ab12cd34")
    later("mingcha.exchange.jobs.recognise", 1, by=cast.post("importer"))
    clear_contextvars()
    for success, result in ((True, None), (False, f"x : Traceback\n  File\nValueError: {SECRET}")):
        task = OrmQ.objects.get().task | {"success": success, "result": result}
        begin_job(task)
        end_job(task)
    done, failed = lines()
    assert (done["request"], done["job"], done["outcome"]) == ("ab12cd34", "mingcha.exchange.jobs.recognise", "done")
    assert (failed["outcome"], failed["error"], failed["level"]) == ("failed", "ValueError", "error")
    assert SECRET not in json.dumps(failed, ensure_ascii=False)


# --- counts ---------------------------------------------------------------------------------------------------------
def families(client: Client) -> dict[str, Any]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {family.name: family for family in text_string_to_metric_families(answer.content.decode())}


@pytest.mark.django_db
def test_counts_are_given_to_this_machine_and_hidden_from_all_others(client: Client) -> None:
    assert families(client)
    for strange in (
        {"REMOTE_ADDR": "198.51.100.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ):
        assert client.get("/metrics", **strange).status_code == 404, strange
    with override_settings(TRUSTED_PROXIES=1):
        assert client.get("/metrics", HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 404
        assert client.get("/metrics", HTTP_X_FORWARDED_FOR="198.51.100.7, 127.0.0.1").status_code == 200


@pytest.mark.django_db
def test_no_address_or_method_of_a_stranger_makes_a_new_count(client: Client) -> None:
    def labels() -> set[tuple[str, ...]]:
        return {(one.labels["view"], one.labels["method"]) for one in families(client)["mingcha_requests"].samples}

    client.get("/nowhere/")
    client.generic("BREW", "/")
    labels()
    before = labels()
    for number in range(30):
        client.get(f"/nowhere/{number}/")
        client.get(f"/cases/{number}/")
        client.generic(f"BREW{number}", "/")
    assert labels() - before <= {("cases:case-detail", "GET")}


@pytest.mark.django_db
def test_the_page_for_operators_names_each_count(client: Client) -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(mingcha_\w+)` \|", page, re.MULTILINE))
    assert documented == {name for name in families(client) if name.startswith("mingcha_")}
    used = set(re.findall(r"\bmingcha_\w+", (ROOT / "docs" / "alerts.yml").read_text("utf-8")))
    assert {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in used} <= documented


def test_what_is_rolled_back_is_not_counted(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    def acts() -> float:
        return metrics.ACTS.labels("note")._value.get()

    from django.db import transaction

    from mingcha.ledger import System, record

    before = acts()
    with transaction.atomic():
        record("note", None, by=System("test"))
        transaction.set_rollback(True)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record("note", None, by=System("test"))
    assert acts() == before + 1


# --- readiness ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_site_is_ready_while_everything_lives_and_says_why_it_is_not_only_to_watchers(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path

    def ready(**where: str) -> tuple[int, Any]:
        answer = client.get("/readyz", **where)
        return answer.status_code, answer.json()

    assert ready() == (503, {"ok": False, "failed": ["worker"]})
    assert ready(REMOTE_ADDR="198.51.100.7") == (503, {"ok": False})
    pulse.beat()
    assert ready() == (200, {"ok": True, "failed": []})
    os.utime(pulse.place(), (time.time() - 200,) * 2)
    assert ready()[0] == 503
    (tmp_path / "restoring").touch()
    assert ready() == (503, {"ok": False, "failed": ["restoring"]})
    assert client.get("/healthz").json() == {"ok": True}

# SPDX-License-Identifier: Apache-2.0
"""The seals can be read, checked at once, and taken elsewhere; failed jobs can be run again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Task
from pytest_django import DjangoAssertNumQueries

from mingcha.ledger import record
from mingcha.ledger.export import read_heads
from mingcha.ledger.models import Batch, Entry, Job
from mingcha.ledger.sealing import seal
from mingcha.ledger.verify import verify
from mingcha.organs.models import Organ, Post
from mingcha.organs.testing import Cast
from mingcha.records import actions

LIST = "/records/seals/"
INCIDENTS = "/records/incidents/"
SEAL = "mingcha.ledger.sealing.seal"


@pytest.fixture
def batches(cast: Cast) -> None:
    """Three batches of two, two and three entries: the cast was an act too."""
    for size in (1, 2, 3):
        with transaction.atomic():
            for _ in range(size):
                record("edit_organ", cast.organ("unit"), by=cast.post("head"))
        seal()


def said(client: Client, address: str) -> list[str]:
    response = client.post(address)
    assert response.status_code == 302
    return [message.message for message in get_messages(response.wsgi_request)]


def test_the_batches_stand_newest_first(cast: Cast, batches: None) -> None:
    page = cast.client(cast.post("audit_admin")).get(LIST).context["page"]
    assert [(batch.number, batch.size) for batch in page.rows] == [(3, 3), (2, 2), (1, 2)]


def test_the_newest_batches_are_checked_at_once_and_the_check_is_remembered(cast: Cast, batches: None) -> None:
    client = cast.client(cast.post("audit_admin"))
    assert said(client, f"{LIST}verify/") == ["第 1 至 3 批共 7 条记录与封存时相同"]
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.actor_name, entry.object_id) == ("verify_seals", cast.post("audit_admin").person.name, 3)
    assert entry.what == {"first": 1, "last": 3, "entries": 7, "flaws": []}
    assert "上次核验" in client.get(LIST).content.decode()


def test_no_more_is_checked_than_somebody_waits_for(cast: Cast, batches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ENTRIES", 5)
    assert actions.verify_seals(cast.post("audit_admin"))[:3] == (2, 3, 5)
    monkeypatch.setattr(actions, "ENTRIES", 1)
    assert actions.verify_seals(cast.post("audit_admin"))[:3] == (3, 3, 3)


def test_where_nothing_is_sealed_there_is_nothing_to_check(cast: Cast) -> None:
    assert said(cast.client(cast.post("audit_admin")), f"{LIST}verify/") == ["还没有封存的批次"]
    assert not Entry.objects.filter(act="verify_seals").exists()


def test_checking_a_batch_takes_the_same_queries_whatever_its_size(
    cast: Cast, batches: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.post("audit_admin"))
    client.get(LIST)
    for number in (2, 3):
        with django_assert_num_queries(9):
            client.get(f"{LIST}{number}/")


def test_the_heads_that_are_downloaded_are_those_that_verify_takes(cast: Cast, batches: None, tmp_path: Path) -> None:
    response = cast.client(cast.post("audit_admin")).get(f"{LIST}heads/", {"since": "1"})
    assert response.headers["Content-Disposition"].startswith('attachment; filename="mingcha-heads-')
    file = tmp_path / "heads.jsonl"
    file.write_bytes(response.getvalue())
    heads = read_heads(file)
    assert [(head.number, head.head) for head in heads] == list(
        Batch.objects.filter(number__gt=1).order_by("number").values_list("number", "head")
    )
    assert list(verify(heads)) == []


# --- incidents ----------------------------------------------------------------------------------------------------------


def failed(number: int = 1) -> Task:
    now = timezone.now()
    result = 'Traceback (most recent call last):\n  File "x.py", line 1\nOSError: <b>磁盘已满</b>'
    times = {"started": now - timedelta(minutes=number), "stopped": now - timedelta(minutes=number)}
    kept = {"func": SEAL, "args": (), "kwargs": {}, "result": result, "attempt_count": 3, **times}
    made = Task.objects.create(id=f"t{number}", name="n", success=False, **kept)
    Job.objects.create(
        task=made.pk, ref="ab12cd34", at=now, organ_path="/1/", city="990100000000", county="990101000000"
    )
    return made


def test_an_incident_says_of_what_kind_it_was_and_by_which_number_the_log_knows_it(cast: Cast) -> None:
    """The words of an exception may hold anybody's values."""
    failed()
    html = cast.client(cast.post("system_admin")).get(INCIDENTS).content.decode()
    assert "OSError · 编号 ab12cd34" in html
    assert "磁盘已满" not in html
    assert "x.py" not in html


def test_the_system_administrator_of_the_province_reads_its_words(cast: Cast) -> None:
    failed()
    html = cast.client(provincial(cast)).get(INCIDENTS).content.decode()
    assert "OSError: &lt;b&gt;磁盘已满" in html


def test_an_incident_is_seen_by_those_who_reach_whoever_ordered_it(cast: Cast) -> None:
    task = failed()
    own, outsider = (cast.client(post) for post in (cast.post("system_admin"), cast.outsider("system_admin")))
    assert len(own.get(INCIDENTS).context["page"].rows) == 1
    assert outsider.get(INCIDENTS).context["page"].rows == []
    assert outsider.post(f"{INCIDENTS}{task.pk}/retry/").status_code == 404
    Job.objects.all().delete()
    assert own.get(INCIDENTS).context["page"].rows == []
    assert len(cast.client(provincial(cast)).get(INCIDENTS).context["page"].rows) == 1


def provincial(cast: Cast) -> Post:
    """The system administrator of the province."""
    organ = Organ.objects.create(
        name="省司法厅", short="省厅", kind="justice", region=cast.region("province"), path="/900/"
    )
    post = cast.post("system_admin")
    Post.objects.filter(pk=post.pk).update(organ=organ)
    post.refresh_from_db()
    return post


def test_an_incident_is_run_again_once(cast: Cast) -> None:
    task, client = failed(), cast.client(cast.post("system_admin"))
    assert said(client, f"{INCIDENTS}{task.pk}/retry/") == ["任务已重新排队"]
    assert OrmQ.objects.get().task["func"] == SEAL
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.actor_name) == ("retry_job", cast.post("system_admin").person.name)
    assert client.post(f"{INCIDENTS}{task.pk}/retry/").status_code == 404
    assert OrmQ.objects.count() == 1


def test_who_may_only_read_incidents_cannot_run_them_again(cast: Cast) -> None:
    task, client = failed(), cast.client(cast.post("audit_admin"))
    assert "retry" not in client.get(INCIDENTS).content.decode()
    assert client.post(f"{INCIDENTS}{task.pk}/retry/").status_code == 403
    assert Task.objects.count() == 1


@pytest.mark.parametrize("role", ["overseer", "handler", "security_admin"])
def test_who_has_nothing_to_do_with_jobs_does_not_see_them(cast: Cast, role: str) -> None:
    assert cast.client(cast.post(role)).get(INCIDENTS).status_code == 403


def test_a_job_that_waits_too_long_is_shown(cast: Cast) -> None:
    from mingcha.ledger.jobs import later

    later(SEAL, by=cast.post("importer"))
    client = cast.client(cast.post("system_admin"))
    assert "等待过久" not in client.get(INCIDENTS).content.decode()
    waiting = OrmQ.objects.get()
    from django_q.signing import SignedPackage

    waiting.payload = SignedPackage.dumps(waiting.task | {"started": timezone.now() - timedelta(hours=2)})
    waiting.save()
    assert "等待过久" in client.get(INCIDENTS).content.decode()


def test_nothing_is_changed_by_reading(cast: Cast, batches: None) -> None:
    task, client = failed(), cast.client(cast.post("system_admin"))
    assert client.get(f"{INCIDENTS}{task.pk}/retry/").status_code == 405
    assert cast.client(cast.post("audit_admin")).get(f"{LIST}verify/").status_code == 405


def test_the_list_takes_the_same_queries_for_one_incident_and_for_twenty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.post("system_admin"))
    failed()
    client.get(INCIDENTS)
    with django_assert_num_queries(10):
        client.get(INCIDENTS)
    for number in range(2, 30):
        failed(number)
    with django_assert_num_queries(10):
        assert len(client.get(INCIDENTS).context["page"].rows) == 20

# SPDX-License-Identifier: Apache-2.0
"""What is counted for Prometheus, under names that stand in docs/operations.md. No label holds an id, a name or an address.

Every process counts by itself; ``mingcha serve`` gives them a folder (PROMETHEUS_MULTIPROC_DIR) in which the counts meet.
"""

from __future__ import annotations

from collections import Counter as CounterOf
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.db import transaction
from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series of each count, which nobody asks for
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS: Final = Counter("mingcha_requests", "Requests by view, method and status", ("view", "method", "status"))
REQUEST_SECONDS: Final = Histogram(
    "mingcha_request_seconds", "Seconds until the answer, by view", ("view",), buckets=SECONDS
)
QUERIES: Final = Counter("mingcha_queries", "Database queries of requests, by view", ("view",))
JOBS: Final = Counter("mingcha_jobs", "Jobs by what they do and how they ended: done or failed", ("job", "outcome"))
JOB_SECONDS: Final = Histogram("mingcha_job_seconds", "Seconds of a job", ("job",), buckets=(*SECONDS, 30, 60, 120))
ACTS: Final = Counter("mingcha_acts", "Entries of the ledger by act: logins, exports, imports and the rest", ("act",))
ALARMS: Final = Counter("mingcha_alarms", "Alarms raised, by level", ("level",))
LOGIN_FAILURES: Final = Counter("mingcha_login_failures", "Logins that were refused")


def count_alarms(levels: Iterable[str]) -> None:
    """Alarms that are raised in this transaction."""
    for level, number in CounterOf(levels).items():
        transaction.on_commit(partial(ALARMS.labels(level).inc, number))


def count_act(act: str) -> None:
    """Once the act is done: what is rolled back was none."""
    transaction.on_commit(ACTS.labels(act).inc)

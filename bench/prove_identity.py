# SPDX-License-Identifier: Apache-2.0
"""script/prove identity: replays, guesses, forged addresses, known sessions and races at full count (security.md A3-A7, A10, B7).

On SQLite and on PostgreSQL. What is counted as reaching the hasher is counted at the hasher itself.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apart
import results

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--replays", type=int, default=1_000)
    parser.add_argument("--guesses", type=int, default=10_000)
    parser.add_argument("--addresses", type=int, default=1_000)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--tries", type=int, default=200, help="logins with and without an account, timed")
    parser.add_argument("--races", type=int, default=100)
    options = parser.parse_args(arguments)
    if options.on:
        apart.tell(prove(options))
        return
    table = apart.on_each(__file__, arguments, "database")
    if options.dry:
        results.print_table(table)
        return
    results.record("prove identity", table, ["src/mingcha/organs", "src/mingcha/web/addresses.py"])


def prove(options: argparse.Namespace) -> dict[str, str]:
    with apart.database():
        from django.test.utils import setup_test_environment

        from mingcha.organs.testing import cast

        setup_test_environment()
        laid = cast()
        return {
            "replays accepted": f"{replays(laid, options.replays)} of {options.replays:,}",
            "guesses at the hasher": f"{guesses(laid, options.guesses)} of {options.guesses:,}",
            "buckets of forged addresses": f"{addresses(options.addresses)} of {options.addresses:,}",
            "known ids valid after login": f"{fixation(laid, options.sessions)} of {options.sessions:,}",
            "no account told, ms": enumeration(laid, options.tries),
            "two duties by a race": f"{races(laid, options.races)} of {options.races:,}",
        }


def replays(laid: Any, count: int) -> int:
    """A code that was used, sent again and again."""
    from entrance import code
    from mingcha.organs.actions.factors import use_code

    person, given = laid.post("system_admin").person, code()
    assert use_code(person, given) == "totp"
    return sum(use_code(person, given) is not None for _replay in range(count))


def guesses(laid: Any, count: int) -> int:
    """Guesses at one account from one address: how many were hashed. Afterwards the owner gets in from elsewhere."""
    from django.test import Client

    from entrance import log_in, with_password

    person = with_password(laid.post("handler").person)
    with hashed() as seen:
        client = Client(REMOTE_ADDR="203.0.113.7")
        for number in range(count):
            client.post("/account/login/", {"login": person.username, "password": f"guess {number}"})
        reached = len(seen)
    log_in(person, REMOTE_ADDR="198.51.100.1")
    return reached


def addresses(count: int) -> int:
    """How many counters so many forged X-Forwarded-For make."""
    from django.test import RequestFactory

    from mingcha.organs.attempts import seen_address

    forged = (f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}" for number in range(count))
    return len({seen_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=address)) for address in forged})


def fixation(laid: Any, count: int) -> int:
    """How many session ids that were known before a login let anybody in after it."""
    from django.test import Client

    from entrance import is_in, log_in, with_password

    person, valid = with_password(laid.post("leader").person), 0
    for number in range(count):
        client = Client(REMOTE_ADDR=f"10.{number // 250}.{number % 250}.9")
        client.session.save()
        known = client.session.session_key
        client.cookies["sessionid"] = known
        log_in(person, client)
        thief = Client()
        thief.cookies["sessionid"] = known
        valid += is_in(thief)
    return valid


def enumeration(laid: Any, count: int) -> str:
    """Medians of wrong logins with and without an account, and whether their pages differ."""
    from django.test import Client

    taken: dict[str, list[float]] = {"handler": [], "nobody-at-all": []}
    bodies = set()
    for number in range(count):
        for username, seconds in taken.items():
            client = Client(REMOTE_ADDR=f"10.{len(seconds) % 250}.{number // 250}.{1 + (username == 'handler')}")
            began = time.perf_counter()
            answer = client.post("/account/login/", {"login": username, "password": "wrong"})
            seconds.append(time.perf_counter() - began)
            text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            bodies.add(text.replace(username, ""))
        forget()
    medians = [statistics.median(seconds) * 1000 for seconds in taken.values()]
    return f"{abs(medians[0] - medians[1]):.1f} apart, {len(bodies)} body"


def forget() -> None:
    """Each try is the first: the limits are proved elsewhere."""
    from mingcha.organs.models import LoginAttempt

    LoginAttempt.objects.all().delete()


def races(laid: Any, count: int) -> int:
    """Two administrators' duties given to one person by two threads at once: how often both were."""
    from mingcha.ledger import Invalid, System
    from mingcha.organs.actions.posts import end_post, grant_post
    from mingcha.organs.duties import mixtures
    from mingcha.organs.models import Post, Role
    from mingcha.organs.testing import SINCE

    person, organ, wrong = laid.post("submitter").person, laid.organ("justice"), 0
    roles = {key: Role.objects.get(key=key) for key in ("system_admin", "security_admin")}

    def give(key: str) -> None:
        given = {"organ": organ, "role": roles[key], "reach": Post.Reach.ORGAN, "valid_from": SINCE}
        with suppress(Invalid):
            grant_post(person, given, by=System("prove"))

    for _race in range(count):
        together([lambda key=key: give(key) for key in roles])
        wrong += bool(list(mixtures()))
        for post in Post.objects.filter(person=person, role__in=roles.values(), status=Post.Status.ACTIVE):
            end_post(post, "prove", by=System("prove"))
    return wrong


def together(calls: Sequence[Callable[[], None]]) -> None:
    """All at once, each on a connection of its own."""
    from django.db import connections

    start = threading.Barrier(len(calls))

    def run(call: Callable[[], None]) -> None:
        start.wait()
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def hashed() -> Iterator[list[str]]:
    """What reaches Argon2, which works on."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    seen: list[str] = []
    usual = {name: getattr(Argon2PasswordHasher, name) for name in ("encode", "verify")}
    for name, method in usual.items():

        def counted(hasher: Any, password: str, *rest: Any, method: Any = method, **options: Any) -> Any:
            seen.append(password)
            return method(hasher, password, *rest, **options)

        setattr(Argon2PasswordHasher, name, counted)
    yield seen
    for name, method in usual.items():
        setattr(Argon2PasswordHasher, name, method)


if __name__ == "__main__":
    main(sys.argv[1:])

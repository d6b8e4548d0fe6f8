# SPDX-License-Identifier: Apache-2.0
"""Starts Django for a command, and says in one line what a person can do about it when it does not start."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from mingcha.commands.terminal import Stopped


@contextmanager
def application(*, as_owner: bool = False) -> Iterator[None]:
    """Django, ready. ``as_owner`` connects as the role that owns the tables. Raises Stopped for what a person can mend."""
    if as_owner:
        os.environ["MINGCHA_AS_OWNER"] = "1"
    with mendable():
        import django

        gc.disable()  # what is loaded stays for good: to look for garbage meanwhile takes a tenth of the time
        django.setup()
        gc.enable()
        yield


@contextmanager
def mendable() -> Iterator[None]:
    """What a person can mend is said in one line. Django knows where its settings are; nothing else of it is loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from mingcha.ledger import Refused

    try:
        yield
    except ImproperlyConfigured as wrong:
        raise Stopped(f"设置有误：{wrong}") from wrong
    except Refused as refused:
        raise Stopped(refused.message) from refused
    except DatabaseError as error:
        raise Stopped(f"数据库出错：{str(error).strip().splitlines()[0]}") from error

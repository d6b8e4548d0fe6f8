# SPDX-License-Identifier: Apache-2.0
"""Templates for the tests, and who stands above."""

from __future__ import annotations

from typing import Any

from catalog.word_files import upload, word
from mingcha.catalog.actions.templates import enforce_template, upload_template
from mingcha.catalog.models import Template
from mingcha.ledger import System
from mingcha.organs.models import Organ
from mingcha.organs.testing import Cast

BY = System("test")


def brought(organ: Organ, key: str = "决定书", text: str = "{{ 当事人.名称 }}", **given: Any) -> Template:
    head = {"key": key, "name": key, "word": "罚决", **given}
    return enforce_template(upload_template(organ, head, upload(word(text)), by=BY), by=BY)


def province(cast: Cast) -> Organ:
    """The government of the whole province, at the top of the tree of organs."""
    organ = Organ.objects.create(name="明省人民政府", short="省政府", kind="government", region=cast.region("province"))
    organ.path = f"/{organ.pk}/"
    organ.save()
    for below in cast.organs.values():
        below.path = f"/{organ.pk}{below.path}"
        below.parent = below.parent or organ
        below.save()
        for post in cast.posts.values():
            if post.organ_id == below.pk:
                post.organ = below
    return organ

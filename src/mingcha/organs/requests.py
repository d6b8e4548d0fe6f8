# SPDX-License-Identifier: Apache-2.0
"""What a view of the workbench is given: a request that wears a post (organs/middleware.py)."""

from __future__ import annotations

from django.http import HttpRequest

from mingcha.organs.models import Person, Post
from mingcha.organs.scope import Worn


class ApiRequest(HttpRequest):
    """For annotations only: behind ``rights`` somebody is worn, a post or another system's client."""

    post: Worn


class StaffRequest(HttpRequest):
    """For annotations only: behind ``@requires`` there is always a post."""

    post: Post
    posts: list[Post]
    user: Person

# SPDX-License-Identifier: Apache-2.0
"""To-dos and messages of whoever is logged in (S1-27, S1-29). Another system has none: it asks for the things themselves."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.inbox.actions import read_message
from mingcha.inbox.counts import open_todos
from mingcha.inbox.filters import TodoFilter
from mingcha.inbox.models import Message, Todo
from mingcha.organs.access import BIGGEST, people_only
from mingcha.organs.actions.logins import herself
from mingcha.organs.requests import StaffRequest
from mingcha.web.api.fields import says
from mingcha.web.api.pages import Page, listed
from mingcha.web.api.repeats import once

router = Router(tags=["inbox"])


class TodoShown(Schema):
    """Something that waits; ``link`` is the page where it is done."""

    id: int
    kind: str
    object_id: int
    title: str = Field(alias="said")
    place: str
    link: str
    due: datetime | None
    opened_at: datetime


class MessageShown(Schema):
    """A line to the person who is logged in."""

    id: int
    title: str
    body: str
    link: str
    sent_at: datetime
    read_at: datetime | None


@router.get("/todos", response=Page[TodoShown])
@says(_("当前岗位的待办，先到期的在前"))
@people_only()
@listed(TodoFilter, ("due_at", "id"))
def todo_list(request: StaffRequest) -> QuerySet[Todo]:
    """What waits for me and for my organ."""
    return open_todos(request.post) if request.post else Todo.objects.none()


@router.get("/messages", response=Page[MessageShown])
@says(_("我的消息，新的在前"))
@people_only()
@listed()
def message_list(request: StaffRequest) -> QuerySet[Message]:
    """What I was told."""
    return Message.objects.filter(person_id=request.user.pk)


@router.get("/messages/{int:pk}", response=MessageShown)
@says(_("一条消息"))
@people_only()
def message_detail(request: StaffRequest, pk: int) -> Message:
    """One message of mine; somebody else's is none."""
    mine = Message.objects.filter(person_id=request.user.pk)
    message = mine.filter(pk=pk).first() if pk <= BIGGEST else None
    if message is None:
        raise Http404
    return message


@router.post("/messages/{int:pk}/read", response=MessageShown)
@says(_("消息标为已读"))
@people_only()
@once(message_detail)
def message_set_read(request: StaffRequest, pk: int) -> int:
    """Take a message as read."""
    read_message(message_detail(request, pk), by=request.post or herself(request.user))
    return pk

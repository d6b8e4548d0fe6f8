# SPDX-License-Identifier: Apache-2.0
"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from mingcha.inbox import views

app_name = "inbox"
urlpatterns = [
    path("todos/", views.todo_list, name="todo-list"),
    path("messages/", views.message_list, name="message-list"),
    path("messages/preferences/", views.preference_edit, name="preference-edit"),
    path("deliveries/", views.delivery_list, name="delivery-list"),
    path("messages/read/", views.message_read_all, name="message-read-all"),
    path("messages/<int:pk>/read/", views.message_read, name="message-read"),
]

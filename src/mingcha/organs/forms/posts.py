# SPDX-License-Identifier: Apache-2.0
"""The form by which a post is granted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.organs.forms.people import OrganChoice, organs_of
from mingcha.organs.models import Post, Role
from mingcha.web.forms import Day, Form


class PostForm(Form):
    """Organ, role, reach, days."""

    organ = OrganChoice(_("机构"))
    role = forms.ModelChoiceField(Role.objects.order_by("key"), label=_("角色"), empty_label=_("请选择"))
    reach = forms.ChoiceField(label=_("范围"), choices=Post.Reach.choices)
    ceiling = forms.IntegerField(label=_("密级上限"), min_value=0, max_value=9, initial=0)
    valid_from = Day(label=_("起"), initial=timezone.localdate)
    valid_to = Day(label=_("止"), required=False, help_text=_("留空为长期"))

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs: Any = self.fields["organ"]
        organs.queryset = organs_of(post)

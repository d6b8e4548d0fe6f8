# SPDX-License-Identifier: Apache-2.0
"""Accountability 责任追究: who is held liable for what, by which forms, and every turn on the way (S3-20, S3-22, S3-25 … S3-27).

The causes and forms are those of 四平市行政审批电子监察系统管理暂行办法, articles 11 to 13, in their order.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.scope import ScopedManager, ScopedQuerySet, Worn


class StaffCause(models.TextChoices):
    """Article 11: for what staff are held liable."""

    PUBLICITY = "s01", _("不公开依据、条件、程序、时限、收费标准和结果，或者公开的与执行的不一致")
    TOLD_LATE = "s02", _("未一次性告知申请材料，重复要求补正")
    NO_SLIP = "s03", _("未出具受理承诺单、缺件告知单、不予受理通知单、不予许可决定书")
    WRONG = "s04", _("应当受理、许可而不予受理、许可，或者不应当受理、许可而予以受理、许可")
    FEES = "s05", _("违法违规收取或者减免费用")
    RUDE = "s06", _("服务态度恶劣、作风粗暴")
    NOT_ENTERED = "s07", _("已纳入系统的事项未录入系统")
    EVADED = "s08", _("以遮挡、相互顶岗等不当方法规避监察")
    EVALUATOR = "s09", _("不使用评价器，自己按评价器或者由他人代按")
    OTHER = "s10", _("其他违反法律、法规、规章，需要追究责任的行为")


class DepartmentCause(models.TextChoices):
    """Article 12: for what departments are held liable, and with them those concerned and their leaders."""

    ADDED = "d01", _("擅自增设前置条件、环节，随意扩大或者缩小审批范围")
    TAMPERED = "d02", _("擅自增加、删除、修改系统中的数据和应用程序")
    LATE = "d03", _("不按规定时限反馈结果，超时限审批")
    OUTSIDE = "d04", _("未经批准并备案，审批事项不进入政务大厅办理")
    FALSE_DATA = "d05", _("不录入、不实时录入或者录入不实数据，体外循环逃避监察")
    ADMONISHED = "d06", _("工作人员一年内被告诫两次以上")


class Form(models.TextChoices):
    """Article 13: the nine forms; they can be used alone or together."""

    TALK = "talk", _("诫勉谈话")
    SELF_CRITICISM = "self_criticism", _("责令作出书面检查")
    CRITICISM = "criticism", _("通报批评")
    SUSPENSION = "suspension", _("停职检查")
    REASSIGNMENT = "reassignment", _("调整工作岗位")
    REMOVAL = "removal", _("免职")
    DEMOTION = "demotion", _("降职")
    RESIGNATION = "resignation", _("责令辞职")
    DISCIPLINE = "discipline", _("给予党政纪处分")


CAUSES: Final = (*StaffCause.choices, *DepartmentCause.choices)
OBJECTION: Final = timedelta(days=30)
"""So long after a decision an objection is taken: this house's term, the measures of Siping name none."""
FOR_DEPARTMENTS: Final = (Form.SELF_CRITICISM, Form.CRITICISM)
"""What can be done to a department; the other forms fall on people."""


class LiabilityQuerySet(ScopedQuerySet["Liability"]):
    """Visible by need: the deciding authority, those who answer for their own organ, and the person herself once she is heard."""

    def within(self, post: Worn) -> LiabilityQuerySet:
        hers = Q(pk__in=Liable.objects.filter(person_id=post.person_id).values("liability"))
        own = HEARD & hers
        if not post.may(Perm.OVERSIGHT_LIABILITY_OVERSEE) or post.reach == Post.Reach.SELF:
            return self.filter(own)
        path = post.organ.path
        place = Q(organ=post.organ) if post.reach == Post.Reach.ORGAN else Q(organ__path__startswith=path)
        need = (Q(authority__path__startswith=path) | place) & Q(secrecy__lte=post.ceiling)
        # Whoever would be held liable does not read what is prepared about her.
        return self.filter(own | (need & ~hers))


class LiabilityManager(ScopedManager["Liability"]):
    """Narrows by need."""

    def get_queryset(self) -> LiabilityQuerySet:
        return LiabilityQuerySet(self.model, using=self._db)


class Liability(Versioned):
    """One matter of accountability: facts and causes, against whom, what was decided.

    ``organ`` is that of the people or the department, ``authority`` whose decision it is. ``number`` is taken when it is decided.
    ``automatic``: drafted by the counter of admonitions.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("拟稿")
        PROPOSED = "proposed", _("待复核")
        STATING = "stating", _("陈述申辩")
        DECIDED = "decided", _("已决定")
        DROPPED = "dropped", _("不予追究")
        WITHDRAWN = "withdrawn", _("决定已撤销")

    MOVES: ClassVar = {
        Status.DRAFT: {Status.PROPOSED, Status.DROPPED},
        Status.PROPOSED: {Status.DRAFT, Status.STATING},
        Status.STATING: {Status.DECIDED, Status.DROPPED},
        Status.DECIDED: {Status.WITHDRAWN},
        Status.DROPPED: set(),
        Status.WITHDRAWN: set(),
    }

    class Secrecy(models.IntegerChoices):
        """As posts' ceilings count."""

        OPEN = 0, _("一般")
        INNER = 1, _("内部")

    SCOPE: ClassVar = {"organ": "organ_id", "path": "organ__path", "city": "organ__city", "county": "organ__county"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    authority = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("决定机关"))
    causes = models.JSONField(_("追责情形"), default=list)
    facts = models.TextField(_("查明的事实"), max_length=4_000)
    serious = models.BooleanField(_("情节严重或者造成影响"), default=False)
    automatic = models.BooleanField(default=False, editable=False)
    secrecy = models.PositiveSmallIntegerField(_("知悉范围"), choices=Secrecy, default=Secrecy.OPEN)
    opened_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    reviewed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("复核人"))
    state_until = models.DateTimeField(_("陈述申辩期限"), null=True)
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    number = models.CharField(_("决定书文号"), max_length=60, blank=True)
    words = models.TextField(_("决定理由"), max_length=4_000, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = LiabilityManager()

    class Meta:
        verbose_name = _("责任追究")
        default_permissions = ()
        ordering = ("-opened_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=("opened_at", "id"), name="liability_opened"),
            models.Index(fields=("organ", "opened_at"), name="liability_of_organ"),
        ]

    def __str__(self) -> str:
        return self.number or f"ZR-{localtime(self.opened_at):%Y}-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:liability-detail", args=[self.pk])

    @property
    def object_until(self) -> datetime | None:
        """Until when whom the decision is about may object to it."""
        return self.decided_at and self.decided_at + OBJECTION

    @property
    def cause_names(self) -> list[str]:
        """The causes in words, in the order of the articles."""
        return [str(label) for code, label in CAUSES if code in self.causes]


HEARD: Final = Q(state_until__isnull=False)
"""Reviewed, and so those it is about were told. A draft that was put away never was: nobody learns that it was prepared."""


class Liable(models.Model):
    """Somebody whom a matter is about: a person of the staff, a leader, or the department (then without a person)."""

    class Part(models.TextChoices):
        STAFF = "staff", _("责任人员")
        LEADER = "leader", _("相关领导")
        DEPARTMENT = "department", _("部门")

    liability = models.ForeignKey(Liability, models.CASCADE, related_name="liables")
    part = models.CharField(_("身份"), max_length=10, choices=Part)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    statement = models.TextField(_("陈述申辩"), max_length=4_000, blank=True)
    stated_at = models.DateTimeField(null=True)
    objection = models.TextField(_("异议"), max_length=4_000, blank=True)
    objected_at = models.DateTimeField(null=True)
    answer = models.TextField(_("异议答复"), max_length=2_000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("责任对象")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("liability", "person"), name="liable_once", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=("liability",), name="liable_department_once", condition=Q(person=None)),
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.organ.name


class Sanction(models.Model):
    """A form that was decided for somebody, with what it brings about and until when."""

    liable = models.ForeignKey(Liable, models.CASCADE, related_name="measures")
    form = models.CharField(_("追责方式"), max_length=14, choices=Form)
    effect = models.CharField(_("效力"), max_length=300)

    class Meta:
        verbose_name = _("追责方式")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("liable", "form"), name="sanction_once")]

    def __str__(self) -> str:
        return self.get_form_display()


class LiabilityLink(models.Model):
    """What a matter goes back to: an alarm, an order … by kind and number of the row (oversight/links.py knows the kinds)."""

    liability = models.ForeignKey(Liability, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("追责线索")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("liability", "kind", "object_id"), name="liability_link_once")
        ]
        indexes: ClassVar = [models.Index(fields=("kind", "object_id"), name="liability_by_link")]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """A suspected crime passed to the judicial organs 移送司法机关: to whom, when, what, and their receipt."""

    liability = models.ForeignKey(Liability, models.PROTECT, related_name="transfers")
    to = models.CharField(_("接收机关"), max_length=100)
    day = models.DateField(_("移送日期"))
    what = models.TextField(_("移送的问题和材料"), max_length=2_000)
    receipt = models.CharField(_("回执"), max_length=200, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("移送司法机关")
        default_permissions = ()
        ordering = ("day", "id")

    def __str__(self) -> str:
        return self.to


class LiabilityTurn(models.Model):
    """What was done with a matter, by whom and when; rows are added and never changed."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("自动拟稿")
        PROPOSED = "proposed", _("提出")
        RETURNED = "returned", _("退回")
        REVIEWED = "reviewed", _("复核通过，告知陈述申辩")
        STATED = "stated", _("陈述申辩")
        DECIDED = "decided", _("作出决定")
        DROPPED = "dropped", _("不予追究")
        OBJECTED = "objected", _("提出异议")
        ANSWERED = "answered", _("答复异议")
        WITHDRAWN = "withdrawn", _("撤销决定")
        TRANSFERRED = "transferred", _("移送司法机关")
        RECEIVED = "received", _("登记移送回执")

    liability = models.ForeignKey(Liability, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField(max_length=4_000, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("追责经过")
        default_permissions = ()
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.liability_id} {self.kind}"

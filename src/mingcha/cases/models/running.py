# SPDX-License-Identifier: Apache-2.0
"""What a case that runs here has beside its log: its file, parties, tasks, forms, opinions, gates (S1-30 … S1-32, S1-42).

The log (case.py, outcome.py) holds facts that the engine judges; these tables hold how the work stands and what people
wrote. A case that came from another system has none of them (docs/decisions/0022-running-case.md).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models.case import Case, Evidence, Step
from mingcha.catalog.models import Template
from mingcha.files.models import Stored
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import EncryptedField, IndexField
from mingcha.organs.models import Calendar, Officer, Person, Post


class CaseFile(models.Model):
    """The file of a case that runs here: where it came from, and what all its forms say, the latest answer to each field.

    ``values`` is JSON by the key of a field: conditions of transitions and documents read it, so that no step has to look
    back over the others. Encrypted, since forms hold ID numbers and addresses (security.md D2).
    """

    class Origin(models.TextChoices):
        INSPECTION = "inspection", _("监督检查发现")
        COMPLAINT = "complaint", _("投诉举报")
        TRANSFER = "transfer", _("其他机关移送")
        ORDER = "order", _("上级交办")
        APPLICATION = "application", _("当事人申请")
        OTHER = "other", _("其他")

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="file")
    origin = models.CharField(_("案件来源"), max_length=20, choices=Origin)
    summary = models.TextField(_("反映的内容"), blank=True)
    place = models.CharField(_("地点"), max_length=300, blank=True)
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("登记时间"))
    values = EncryptedField(editable=False, default="")
    merged_into = models.ForeignKey(Case, models.PROTECT, null=True, related_name="merged", db_index=False)
    split_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="split_off", db_index=False)

    class Meta:
        verbose_name = _("案件登记")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.case)


class Party(models.Model):
    """A party 当事人 of a case; number, address and telephone are kept encrypted. Its name stands in the case too."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("公民")
        LEGAL = "legal", _("法人或者其他组织")
        SOLE = "sole", _("个体工商户")
        OTHER = "other", _("其他")

    PERSONAL: ClassVar = ("number", "address", "phone")

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    name = models.CharField(_("姓名或者名称"), max_length=200)
    number = EncryptedField(_("身份证号或统一社会信用代码"), blank=True, default="")
    number_index = IndexField(of="number")
    address = EncryptedField(_("住所（住址）"), blank=True, default="")
    phone = EncryptedField(_("电话"), blank=True, default="")

    class Meta:
        verbose_name = _("当事人")
        ordering = ("id",)
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=("name",), name="party_name")]

    def __str__(self) -> str:
        return self.name


class Task(Versioned):
    """A step that is to be done: who waits for whom. One for each step of the log; ``waiting`` until people are chosen."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("待授权")
        ACTIVE = "active", _("办理中")
        DONE = "done", _("已完成")
        RETURNED = "returned", _("已退回")
        DROPPED = "dropped", _("已撤下")

    MOVES: ClassVar = {
        Status.WAITING: {Status.ACTIVE, Status.DROPPED},
        Status.ACTIVE: {Status.WAITING, Status.DONE, Status.RETURNED, Status.DROPPED},
    }
    OPEN: ClassVar = (Status.WAITING, Status.ACTIVE)

    step = models.OneToOneField(Step, models.CASCADE, related_name="task")
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", db_index=False)
    act = models.CharField(_("环节"), max_length=100)
    status = models.CharField(_("状态"), max_length=10, choices=Status)
    came_by = models.CharField(_("来自环节"), max_length=100, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    done_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("完成时间"), null=True)
    urged_at = models.DateTimeField(_("催办时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("办理任务")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=("case",), condition=Q(status__in=("waiting", "active")), name="task_open_of_case"),
        ]

    def __str__(self) -> str:
        return self.act

    def get_absolute_url(self) -> str:
        """Where whoever lost the answer to a submit is sent (ledger/once.py)."""
        return reverse("cases:case-detail", args=[self.case_id])


class Arrival(models.Model):
    """A branch has come to a joining step, which waits for the others; with whom it chose for it. Gone when the step begins."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="arrivals")
    act = models.CharField(_("环节"), max_length=100)
    came_by = models.CharField(_("来自环节"), max_length=100)
    persons = models.JSONField(default=list)
    helpers = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "act", "came_by"), name="arrival_once")]

    def __str__(self) -> str:
        return self.act


class TaskPerson(models.Model):
    """Somebody who is to do a task, chosen by name 环节授权 (S1-31). ``officer`` where she stands in the register: the engine
    counts her there. Auxiliary staff without an account stand only there."""

    class Part(models.TextChoices):
        LEAD = "lead", _("主办")
        SECOND = "second", _("协办")
        SIGNER = "signer", _("会签")
        COPY = "copy", _("抄送")

    task = models.ForeignKey(Task, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    part = models.CharField(_("角色"), max_length=10, choices=Part, default=Part.LEAD)
    given_by = models.CharField(_("委派人"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("会签时间"), null=True)
    opinion = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("办理人")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("task", "person", "part"), name="task_person_once")]

    def __str__(self) -> str:
        return str(self.person)


class Presence(models.Model):
    """Another officer has to say herself that she was there 到场确认, on her own device, within 24 hours (S1-42).

    ``code`` is shown by whoever submitted; ``confirmed_at`` stays empty where she let the time pass: then she did not count.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        DENIED = "denied", _("否认到场")
        LAPSED = "lapsed", _("逾期未确认")

    MOVES: ClassVar = {Status.ASKED: {Status.CONFIRMED, Status.DENIED, Status.LAPSED}}

    case = models.ForeignKey(Case, models.CASCADE, related_name="presences")
    step = models.ForeignKey(Step, models.CASCADE, related_name="presences")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ASKED)
    code = models.CharField(max_length=6, editable=False)
    asked_at = models.DateTimeField(_("请求时间"))
    due_at = models.DateTimeField(_("期限"))
    answered_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        verbose_name = _("到场确认")
        default_permissions = ()
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("step", "officer"), name="presence_once")]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(status="asked"), name="presence_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}"


class StepSheet(models.Model):
    """What was filled into the form of a step, as it was submitted; encrypted JSON by the key of a field."""

    step = models.OneToOneField(Step, models.CASCADE, primary_key=True, related_name="sheet")
    form = models.CharField(_("表单"), max_length=60, blank=True)
    values = EncryptedField(editable=False)
    filled_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    filled_at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("环节表单")
        default_permissions = ()

    def __str__(self) -> str:
        return self.form


class Opinion(models.Model):
    """A column of the approval sheet 审批表, signed: who, as what, when. The columns are signed in order."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="opinions")
    place = models.PositiveSmallIntegerField()
    column = models.CharField(_("意见栏"), max_length=40)
    agrees = models.BooleanField(_("同意"))
    text = models.TextField(_("意见"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    signed_by = models.CharField(_("签名"), max_length=60)
    signed_at = models.DateTimeField(_("签署时间"))

    class Meta:
        verbose_name = _("审批意见")
        default_permissions = ()
        ordering = ("place",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("step", "place"), name="opinion_once")]

    def __str__(self) -> str:
        return self.column


class Gate(models.Model):
    """What must be settled before a step may be submitted: opened and closed by whoever asks for it (architecture.md 3)."""

    class Status(models.TextChoices):
        OPEN = "open", _("未放行")
        CLOSED = "closed", _("已放行")

    MOVES: ClassVar = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}

    case = models.ForeignKey(Case, models.CASCADE, related_name="gates", db_index=False)
    step = models.ForeignKey(Step, models.CASCADE, related_name="gates")
    kind = models.CharField(_("种类"), max_length=30)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OPEN)
    words = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("前置条件")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=("step", "kind"), name="gate_once")]

    def __str__(self) -> str:
        return self.kind


class Exhibit(models.Model):
    """The file behind an item of evidence."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, primary_key=True, related_name="exhibit")
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    note = models.CharField(_("说明"), max_length=200, blank=True)
    added_by = models.CharField(_("提取人"), max_length=60)
    reason = models.CharField(_("移除或者替换的理由"), max_length=300, blank=True, default="")
    removed_by = models.CharField(_("移除人"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("证据材料")
        default_permissions = ()

    def __str__(self) -> str:
        return self.stored.name


class LateEntry(models.Model):
    """An act that was entered more than a day after it was done 补录: a step done, an item of evidence taken, or, with neither,
    the case received. The log holds when it happened, this when it was entered and why so late (corpus D04)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="late_entries")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="+", db_index=False)
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="late_entries", db_index=False)
    happened_at = models.DateTimeField(_("发生时间"))
    entered_at = models.DateTimeField(_("录入时间"))
    entered_by = models.CharField(_("录入人"), max_length=60)
    reason = models.CharField(_("补录理由"), max_length=300)

    class Meta:
        verbose_name = _("补录")
        ordering = ("id",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.reason


class Paper(models.Model):
    """A document 文书 that was made at a step from a template, under its number. Made anew it keeps the number as its next edition."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    step = models.ForeignKey(Step, models.CASCADE, related_name="papers", db_index=False)
    key = models.CharField(max_length=60, editable=False)
    name = models.CharField(_("文书"), max_length=100)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    edition = models.PositiveSmallIntegerField(_("稿次"), default=1)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    made_by = models.CharField(_("制作人"), max_length=60)
    made_at = models.DateTimeField(_("制作时间"))

    class Meta:
        verbose_name = _("文书")
        default_permissions = ()
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=("step", "key", "edition"), name="paper_once")]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """Somebody keeps out of a case 回避, by her own word or by decision: she cannot be chosen for any of its steps."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=300)
    declared_by = models.CharField(_("提出人"), max_length=60)
    declared_at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("回避")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "person"), name="recusal_once")]

    def __str__(self) -> str:
        return str(self.person)


class Due(models.Model):
    """When the findings of a case may next change although nobody does anything: a limit that warns or runs out."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="due")
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("下次检查")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class CalendarSeen(models.Model):
    """What a calendar said when running cases were last reckoned by it."""

    calendar = models.OneToOneField(Calendar, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.calendar_id)

# SPDX-License-Identifier: Apache-2.0
"""Special and individual supervision, self-checks of departments (S3-05) and refusals of supervision (S2-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live_cases import press
from mingcha.cases.models import Alarm, Case
from mingcha.engine.clock import CHINA
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.organs.models import Calendar, Organ, Person, Post
from mingcha.oversight.actions import projects
from mingcha.oversight.actions.selfchecks import (
    Checked,
    Refused,
    file_self_check,
    judge_refusal,
    record_refusal,
    set_check_plan,
)
from mingcha.oversight.models import CheckPlan, Problem, Project, Refusal, SelfCheck, Supervisor
from mingcha.oversight.selfchecks import overdue_organs, period_of, standing
from office import lay_calendar, seat

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)


@pytest.fixture
def cast(cast: Any) -> Any:
    """The cast in an installation that knows its calendar."""
    if not Calendar.objects.exists():
        lay_calendar()
    return cast


def planned(cast: Any, **other: Any) -> projects.Plan:
    by = cast.post("overseer")
    team = Supervisor.objects.create(
        person=by.person, organ=by.organ, number=f"JD-{Supervisor.objects.count()}", issued_by="某市人民政府",
        valid_from=date(2024, 1, 1), valid_to=date(2028, 12, 31),
    )  # fmt: skip
    made = projects.Plan(
        theme="乱罚款专项监督",
        mode="special",
        plan="查阅案卷，核对票据。",
        first_day=date(2026, 3, 1),
        last_day=date(2026, 6, 30),
        organs=[cast.organ("enforcement")],
        team=[team],
    )
    return replace(made, **other)


def begun(cast: Any, **other: Any) -> Project:
    return projects.begin_project(planned(cast, **other), now=MONDAY, by=cast.post("overseer"))


def listed(cast: Any) -> Problem:
    told = projects.Found(
        cast.organ("enforcement"), "罚没收据缺号", "《罚款决定与罚款收缴分离实施办法》", "补齐票据", 10
    )
    return projects.add_problem(begun(cast), told, now=MONDAY, by=cast.post("overseer"))


def test_a_project_collects_what_is_ticked_in_the_lists_and_ends_when_its_problems_are_put_right(imported: Any) -> None:
    overseer, monitor = (imported.client(imported.post(role)) for role in ("overseer", "monitor"))
    case = Case.objects.order_by("pk")[0]
    alarm = Alarm.objects.order_by("pk")[0]
    organ = Organ.objects.get(pk=case.organ_id)
    project = begun(imported, organs=[organ, Organ.objects.get(pk=alarm.organ_id)])
    for key, row in (("cases", case), ("alarms", alarm)):
        ticked = overseer.post(reverse("lists:act", args=[key]), {"act": "project", "ids": row.pk, "shown": row.pk})
        assert press(overseer, ticked.url, project=project.pk).url == project.get_absolute_url()
    assert {(item.kind, item.object_id) for item in project.items.all()} == {("case", case.pk), ("alarm", alarm.pk)}
    url = reverse("oversight:problem-new", args=[project.pk])
    typed = {"organ": organ.pk, "found": "罚没收据缺号", "basis": "办法第七条", "demand": "补齐", "days": 10}
    assert press(overseer, url, **typed).status_code == 302
    problem = Problem.objects.get()
    assert problem.get_absolute_url() in monitor.get(reverse("oversight:problem-list")).content.decode()
    assert press(monitor, reverse("oversight:problem-rectify", args=[problem.pk]), words="已补齐").status_code == 302
    examine = reverse("oversight:problem-examine", args=[problem.pk])
    assert press(overseer, examine, passed="no", words="仍缺两张").status_code == 422  # without a new term
    assert press(overseer, examine, passed="no", words="仍缺两张", days=5).status_code == 302
    assert press(monitor, reverse("oversight:problem-rectify", args=[problem.pk]), words="全部补齐").status_code == 302
    assert press(overseer, examine, passed="yes", words="属实").status_code == 302
    close = reverse("oversight:project-close", args=[project.pk])
    late = press(overseer, close, summary="查出一个问题，已整改。", version=project.version + 5)
    assert late.status_code == 409
    assert "查出一个问题，已整改。" in late.content.decode()
    assert press(overseer, close, summary="查出一个问题，已整改。").status_code == 302
    project.refresh_from_db()
    assert (project.status, Problem.objects.get().status) == ("closed", "passed")
    assert [turn.kind for turn in problem.turns.all()] == ["found", "rectified", "failed", "rectified", "passed"]
    assert not Todo.objects.filter(kind__startswith="problem", closed_at=None).exists()


def test_individual_supervision_is_of_one_case(imported: Any) -> None:
    by = imported.post("overseer")
    first, second = Case.objects.order_by("pk")[:2]
    project = begun(imported, mode="single", organs=[first.organ, second.organ])
    assert projects.collect(project, "case", [first.pk], by=by) == 1
    assert projects.collect(project, "case", [first.pk], by=by) == 0
    with pytest.raises(Invalid) as refused:
        projects.collect(project, "case", [second.pk], by=by)
    assert refused.value.code == "single"


def test_what_is_of_another_organ_or_out_of_reach_is_not_collected(imported: Any) -> None:
    by, case = imported.post("overseer"), Case.objects.order_by("pk")[0]
    project = begun(imported, organs=[imported.organ("town")])
    with pytest.raises(Invalid) as other:
        projects.collect(project, "case", [case.pk], by=by)
    assert other.value.code == "organ"
    with pytest.raises(Conflict):
        projects.collect(project, "case", [10**9], by=by)
    with pytest.raises(NotAllowed):
        projects.collect(project, "case", [case.pk], by=imported.outsider("overseer"))
    assert not project.items.exists()


def test_a_project_with_open_problems_does_not_end(cast: Any) -> None:
    problem = listed(cast)
    with pytest.raises(WrongState) as refused:
        projects.close_project(problem.project, "结束", problem.project.version, by=cast.post("overseer"))
    assert refused.value.code == "problems_open"
    again = projects.Again(passed=True, words="属实")
    with pytest.raises(WrongState):
        projects.examine_problem(problem, again, problem.version, by=cast.post("overseer"))


def test_only_the_office_puts_right_and_only_the_bureau_examines(cast: Any) -> None:
    problem = listed(cast)
    with pytest.raises(NotAllowed):
        projects.rectify_problem(problem, "已整改", (), problem.version, by=cast.outsider("monitor"))
    with pytest.raises(NotAllowed):
        projects.rectify_problem(problem, "已整改", (), problem.version, by=cast.post("overseer"))
    done = projects.rectify_problem(problem, "已整改", (), problem.version, by=cast.post("monitor"))
    with pytest.raises(Conflict) as stale:
        projects.rectify_problem(problem, "已整改", (), problem.version, by=cast.post("monitor"))
    assert stale.value.code == "stale"
    again = projects.Again(passed=True, words="属实")
    with pytest.raises(NotAllowed):
        projects.examine_problem(done, again, done.version, by=cast.post("monitor"))
    assert cast.client(cast.outsider("monitor")).get(problem.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"last_day": date(2026, 1, 1)}, "last_day"),
        ({"organs": []}, "organs"),
        ({"team": []}, "team"),
        ({"theme": " "}, "theme"),
        ({"team": "ended"}, "team"),
    ],
)
def test_a_project_that_is_not_whole_is_refused_beside_its_field(cast: Any, other: dict[str, Any], field: str) -> None:
    if other.get("team") == "ended":
        [each] = planned(cast).team
        each.valid_to = date(2026, 3, 1)
        other = {"team": [each]}
    with pytest.raises(Invalid) as refused:
        begun(cast, **other)
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_a_key_that_no_row_has_is_refused_beside_its_field_and_nothing_typed_is_lost(cast: Any) -> None:
    plan = planned(cast)
    typed = {"theme": "乱罚款专项监督", "mode": "special", "plan": plan.plan, "first_day": "2026-03-02"}
    typed |= {"last_day": "2026-03-30", "organs": ["9" * 25], "team": [each.pk for each in plan.team]}
    answer = press(cast.client(cast.post("overseer")), reverse("oversight:project-new"), **typed)
    assert answer.status_code == 422
    assert "乱罚款专项监督" in answer.content.decode()
    assert not Project.objects.exists()


def test_a_project_says_what_it_waits_for_and_ends_only_when_nothing_does(cast: Any) -> None:
    problem, overseer = listed(cast), cast.client(cast.post("overseer"))
    project = problem.project
    page = overseer.get(project.get_absolute_url()).content.decode()
    assert "1 个问题待整改" in page
    assert reverse("oversight:project-close", args=[project.pk]) not in page
    Problem.objects.update(status="passed")
    page = overseer.get(project.get_absolute_url()).content.decode()
    assert reverse("oversight:project-close", args=[project.pk]) in page


@pytest.mark.req("S3-05")
def test_a_department_checks_itself_and_says_cause_and_measures_of_every_alarm_that_stands(imported: Any) -> None:
    by = imported.post("monitor")
    alarms = standing(by)
    assert alarms
    with pytest.raises(Invalid) as missing:
        file_self_check(Checked("全部办件", "有逾期", {}), now=MONDAY, by=by)
    assert len(missing.value.faults) == 2 * len(alarms)
    monitor = imported.client(by)
    typed = {"checked": "全部办件", "found": "有逾期"}
    typed |= {f"cause_{alarm.pk}": "人手不足" for alarm in alarms}
    typed |= {f"measures_{alarm.pk}": "增派人员，本周办结" for alarm in alarms}
    assert press(monitor, reverse("oversight:check-new"), **typed).status_code == 302
    check = SelfCheck.objects.get()
    assert (check.alarms, check.measures.count()) == (len(alarms), len(alarms))
    page = imported.client(imported.post("overseer")).get(check.get_absolute_url()).content.decode()
    assert "增派人员，本周办结" in page
    assert press(monitor, reverse("oversight:check-new"), **typed).status_code == 409  # once a period
    again = monitor.get(reverse("oversight:check-new")).content.decode()
    assert check.get_absolute_url() in again
    assert 'name="checked"' not in again
    assert imported.client(imported.outsider("overseer")).get(check.get_absolute_url()).status_code == 404


@pytest.mark.req("S3-05")
def test_who_has_not_checked_itself_in_time_is_seen_where_the_region_asks_for_it(cast: Any) -> None:
    overseer, monitor = cast.post("overseer"), cast.post("monitor")
    late = date(2026, 3, 15)
    assert overdue_organs(overseer, late) == []  # nobody asked for it
    plan = set_check_plan(overseer.organ.region, "month", 10, 0, by=cast.post("system_admin"))
    assert overdue_organs(overseer, date(2026, 3, 10)) == []
    [row] = overdue_organs(overseer, late)
    assert (row["organ"], row["period"]) == (monitor.organ, date(2026, 2, 1))
    assert overdue_organs(cast.outsider("overseer"), late) == []
    file_self_check(Checked("全部办件", "没有发现问题", {}), now=MONDAY, by=monitor)
    assert overdue_organs(overseer, late) == []
    set_check_plan(overseer.organ.region, "quarter", 10, plan.version, by=cast.post("system_admin"))
    assert period_of(monitor.organ, date(2026, 5, 20)) == date(2026, 1, 1)
    assert period_of(monitor.organ, date(2026, 2, 1)) == date(2025, 10, 1)


@pytest.mark.req("S2-04")
def test_a_refusal_is_kept_with_unit_time_and_reason_and_the_bureau_judges_the_reason(cast: Any) -> None:
    project = begun(cast)
    overseer, leader = (cast.client(cast.post(role)) for role in ("overseer", "leader"))
    url = reverse("oversight:refusal-new", args=["project", project.pk])
    typed = {"organ": cast.organ("enforcement").pk, "at": "2026-03-02T09:30", "reason": "案卷已移送法院"}
    assert press(overseer, url, **typed).status_code == 302
    refusal = Refusal.objects.get()
    assert (refusal.organ, refusal.reason, refusal.label) == (
        cast.organ("enforcement"),
        "案卷已移送法院",
        project.theme,
    )
    assert refusal.refused_at == datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)
    assert Todo.objects.filter(kind="refusal", closed_at=None).count() == 1
    judge = reverse("oversight:refusal-judge", args=[refusal.pk])
    assert overseer.get(judge).status_code == 403
    assert press(leader, judge, status="justified", words="确已移送，有正当理由").status_code == 302
    refusal.refresh_from_db()
    assert (refusal.status, refusal.judged_by) == ("justified", cast.post("leader"))
    assert "确已移送" in overseer.get(refusal.get_absolute_url()).content.decode()
    assert press(leader, judge, status="unjustified", words="改判").status_code == 409
    assert cast.client(cast.outsider("overseer")).get(refusal.get_absolute_url()).status_code == 404


@pytest.mark.req("S2-04")
def test_a_refusal_needs_a_reason_and_a_time_that_has_come(cast: Any) -> None:
    by, project = cast.post("overseer"), begun(cast)
    told = Refused(cast.organ("enforcement"), "project", project.pk, project.theme, MONDAY, "不便", by.organ)
    for other, field in (({"reason": " "}, "reason"), ({"at": MONDAY + timedelta(hours=1)}, "at")):
        with pytest.raises(Invalid) as refused:
            record_refusal(replace(told, **other), now=MONDAY, by=by)
        assert refused.value.field == field
    for other in ({"organ": cast.foreign_organ("enforcement")}, {"issuer": cast.foreign_organ("justice")}):
        with pytest.raises(NotAllowed):
            record_refusal(replace(told, **other), now=MONDAY, by=by)
    row = record_refusal(told, now=MONDAY, by=by)
    with pytest.raises(NotAllowed):
        judge_refusal(row, "justified", "同意", row.version, by=by)


def test_the_office_of_one_organ_does_not_read_in_a_problem_what_was_collected_at_another(imported: Any) -> None:
    by, case = imported.post("overseer"), Case.objects.order_by("pk")[0]
    other = imported.organ("town")
    project = begun(imported, organs=[Organ.objects.get(pk=case.organ_id), other])
    projects.collect(project, "case", [case.pk], by=by)
    told = projects.Found(other, "罚没收据缺号", "办法第七条", "补齐", 10, item=project.items.get())
    with pytest.raises(Invalid) as refused:
        projects.add_problem(project, told, now=MONDAY, by=by)
    assert refused.value.field == "item"
    with pytest.raises(Invalid) as strange:
        projects.add_problem(begun(imported, organs=[told.organ]), told, now=MONDAY, by=by)
    assert strange.value.field == "item"
    assert not Problem.objects.exists()


def test_what_a_project_or_a_self_check_names_is_known_to_nobody_who_may_not_know_of_the_alarm(imported: Any) -> None:
    by, monitor = imported.post("overseer"), imported.post("monitor")
    alarm = standing(monitor)[0]
    Alarm.objects.filter(pk=alarm.pk).update(secrecy=2)
    for post in (by, monitor):
        post.ceiling = 2
        post.save()
    project = begun(imported, organs=[alarm.organ])
    assert projects.collect(project, "alarm", [alarm.pk], by=by) == 1
    told = projects.Found(alarm.organ, "问题", "办法", "整改", 10, item=project.items.get())
    problem = projects.add_problem(project, told, now=MONDAY, by=by)
    measures = {each.pk: (" 人手不足 ", "增派人员") for each in standing(monitor)}
    check = file_self_check(Checked("全部办件", "有逾期", measures), now=MONDAY, by=monitor)
    assert check.measures.get(alarm=alarm).cause == "人手不足"
    refused = reverse("oversight:refusal-new", args=["project", project.pk])
    assert (
        press(imported.client(by), refused, organ=alarm.organ_id, at="2026-03-02T09:30", reason="不便").status_code
        == 302
    )
    pages = [each.get_absolute_url() for each in (project, problem, check, Refusal.objects.get())]
    assert [imported.client(by).get(page).status_code for page in pages] == [200] * 4
    by.ceiling = 1
    by.save()
    assert [imported.client(by).get(page).status_code for page in pages] == [404] * 4


def test_the_plan_of_a_region_above_holds_below_and_every_organ_costs_the_same_questions(
    cast: Any, django_assert_num_queries: Any
) -> None:
    overseer, admin = cast.post("overseer"), cast.post("system_admin")
    CheckPlan.objects.create(region=cast.region("province"), every="month", days=10)
    late = date(2026, 3, 15)
    page = cast.client(admin).get(reverse("oversight:clock-list")).content.decode()
    assert "没有安排定期自查" not in page
    assert cast.region("province").name in page
    with django_assert_num_queries(4):
        [row] = overdue_organs(overseer, late)
    monitor = cast.post("monitor")
    person = Person.objects.create(username="another", name="另一人", organ=cast.organ("town"))
    Post.objects.create(
        person=person, organ=cast.organ("town"), role=monitor.role, reach=monitor.reach, valid_from=date(2020, 1, 1)
    )
    with django_assert_num_queries(4):
        assert len(overdue_organs(overseer, late)) == 2
    assert row["period"] == date(2026, 2, 1)


def test_the_second_who_settles_self_checks_is_told(cast: Any) -> None:
    region, admin = cast.organ("justice").region, cast.post("system_admin")
    url, client = reverse("oversight:check-plan"), cast.client(admin)
    assert client.post(url, {"every": "month", "days": 10, "version": 0}).status_code == 302
    second = client.post(url, {"every": "quarter", "days": 20, "version": 0})
    assert second.status_code == 409
    plan = CheckPlan.objects.get(region=region)
    assert (plan.every, plan.days) == ("month", 10)
    assert f'name="version" value="{plan.version}"' in second.content.decode()  # told, she may send it again
    assert press(client, url, every="quarter", days=20).status_code == 302
    assert CheckPlan.objects.get(region=region).every == "quarter"


def test_an_alarm_that_is_cleared_while_a_self_check_is_written_stops_nobody(imported: Any) -> None:
    by = imported.post("monitor")
    alarms = standing(by)
    typed = {"checked": "全部办件", "found": "有逾期"}
    typed |= {f"{name}_{alarm.pk}": "人手不足" for alarm in alarms for name in ("cause", "measures")}
    Alarm.objects.filter(pk=alarms[0].pk).update(status="cured")
    assert press(imported.client(by), reverse("oversight:check-new"), **typed).status_code == 302
    assert SelfCheck.objects.get().measures.count() == len(alarms) - 1


def test_another_bureau_that_reaches_the_same_organs_does_not_lead_a_project_nor_judge_what_it_met(cast: Any) -> None:
    other = seat(cast.organ("hall"), "overseer", "另一机关")
    problem = listed(cast)
    told = projects.Found(cast.organ("enforcement"), "问题", "办法", "整改", 10)
    with pytest.raises(NotAllowed):
        projects.add_problem(problem.project, told, now=MONDAY, by=other)
    with pytest.raises(NotAllowed):
        projects.rectify_problem(
            problem, "已整改", (), problem.version, by=seat(cast.organ("authorised"), "monitor", "另一监察室")
        )
    done = projects.rectify_problem(problem, "已整改", (), problem.version, by=cast.post("monitor"))
    with pytest.raises(NotAllowed):
        projects.examine_problem(done, projects.Again(passed=True, words="属实"), done.version, by=other)
    assert Problem.objects.get().status == "rectified"
    by = cast.post("overseer")
    refused = Refused(cast.organ("enforcement"), "project", problem.project_id, "主题", MONDAY, "不便", by.organ)
    row = record_refusal(refused, now=MONDAY, by=by)
    with pytest.raises(NotAllowed):
        judge_refusal(row, "justified", "同意", row.version, by=seat(cast.organ("hall"), "leader", "另一负责人"))
    with pytest.raises(Conflict) as herself:
        judge_refusal(row, "justified", "同意", row.version, by=seat(by.organ, "leader", "", by.person))
    assert herself.value.code == "second_person_required"
    assert Refusal.objects.get().status == "recorded"


def test_nothing_more_comes_into_a_project_that_has_ended_or_of_an_organ_that_is_not_looked_at(cast: Any) -> None:
    by, project = cast.post("overseer"), begun(cast)
    strange = projects.Found(cast.organ("authorised"), "问题", "办法", "整改", 10)
    with pytest.raises(Invalid) as refused:
        projects.add_problem(project, strange, now=MONDAY, by=by)
    assert refused.value.field == "organ"
    project = projects.close_project(project, "没有发现问题。", project.version, by=by)
    with pytest.raises(WrongState):
        projects.add_problem(project, replace(strange, organ=cast.organ("enforcement")), now=MONDAY, by=by)
    with pytest.raises(NotAllowed):
        set_check_plan(cast.region("away county"), "month", 10, 0, by=cast.post("system_admin"))


def test_a_project_is_of_organs_within_reach_with_people_of_its_own(cast: Any) -> None:
    strange = Supervisor.objects.create(
        person=cast.post("monitor").person, organ=cast.organ("enforcement"), number="JD-OTHER",
        issued_by="某市人民政府", valid_from=date(2024, 1, 1),
    )  # fmt: skip
    for other, field in (({"organs": [cast.foreign_organ("enforcement")]}, "organs"), ({"team": [strange]}, "team")):
        with pytest.raises(Invalid) as refused:
            begun(cast, **other)
        assert refused.value.field == field
    assert not Project.objects.exists()


def test_a_file_is_had_from_its_own_problem_only(cast: Any) -> None:
    problem, other = listed(cast), listed(cast)
    monitor = cast.post("monitor")
    upload = SimpleUploadedFile("整改.pdf", b"%PDF-1.4\n%%EOF\n")
    projects.rectify_problem(problem, "已整改", (upload,), problem.version, by=monitor)
    file = problem.turns.get(kind="rectified").files.get()
    for pk, number, status in ((problem.pk, file.pk, 200), (other.pk, file.pk, 404), (problem.pk, 10**25, 404)):
        answer = cast.client(monitor).get(reverse("oversight:problem-file", args=[pk, number]))
        assert answer.status_code == status
        assert status == 404 or answer.getvalue().startswith(b"%PDF")

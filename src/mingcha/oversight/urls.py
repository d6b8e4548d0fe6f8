# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.oversight.views import acting, orders, paper_acts, papers, projects, selfchecks, supervisors

app_name = "oversight"
urlpatterns = [
    path("orders/", orders.order_list, name="order-list"),
    path("orders/new/", orders.order_new, name="order-new"),
    path("orders/<int:pk>/", orders.order_detail, name="order-detail"),
    path("orders/<int:pk>/sheet/", orders.order_sheet, name="order-sheet"),
    path("orders/<int:pk>/pass/", acting.order_pass, name="order-pass"),
    path("orders/<int:pk>/answer/", acting.order_answer, name="order-answer"),
    path("orders/<int:pk>/return/", acting.order_return, name="order-return"),
    path("orders/<int:pk>/cancel/", acting.order_cancel, name="order-cancel"),
    path("orders/<int:pk>/urge/", acting.order_urge, name="order-urge"),
    path("orders/<int:pk>/extend/", acting.order_extend, name="order-extend"),
    path("orders/files/<int:pk>/", orders.order_file, name="order-file"),
    path("oversight/papers/", papers.paper_list, name="paper-list"),
    path("oversight/papers/new/", papers.paper_new, name="paper-new"),
    path("oversight/papers/<int:pk>/", papers.paper_detail, name="paper-detail"),
    path("oversight/papers/<int:pk>/edit/", papers.paper_edit, name="paper-edit"),
    path("oversight/papers/<int:pk>/sheet/", papers.paper_sheet, name="paper-sheet"),
    path("oversight/papers/<int:pk>/files/<int:file>/", papers.paper_file, name="paper-file"),
    path("oversight/papers/<int:pk>/acts/<slug:act>/", paper_acts.paper_act, name="paper-act"),
    path("oversight/supervisors/", supervisors.supervisor_list, name="supervisor-list"),
    path("oversight/supervisors/new/", supervisors.supervisor_new, name="supervisor-new"),
    path("oversight/supervisors/<int:pk>/", supervisors.supervisor_edit, name="supervisor-edit"),
    path("oversight/clocks/", supervisors.clock_list, name="clock-list"),
    path("oversight/clocks/adopt/", supervisors.clock_adopt, name="clock-adopt"),
    path("oversight/clocks/checks/", supervisors.check_plan, name="check-plan"),
    path("oversight/clocks/<slug:kind>/<slug:event>/", supervisors.clock_edit, name="clock-edit"),
    path("oversight/projects/", projects.project_list, name="project-list"),
    path("oversight/projects/new/", projects.project_new, name="project-new"),
    path("oversight/projects/cases/", projects.collect_cases, name="collect-cases"),
    path("oversight/projects/alarms/", projects.collect_alarms, name="collect-alarms"),
    path("oversight/projects/<int:pk>/", projects.project_detail, name="project-detail"),
    path("oversight/projects/<int:pk>/close/", projects.project_close, name="project-close"),
    path("oversight/projects/<int:pk>/problems/", projects.problem_new, name="problem-new"),
    path("oversight/problems/", projects.problem_list, name="problem-list"),
    path("oversight/problems/<int:pk>/", projects.problem_detail, name="problem-detail"),
    path("oversight/problems/<int:pk>/rectify/", projects.problem_rectify, name="problem-rectify"),
    path("oversight/problems/<int:pk>/examine/", projects.problem_examine, name="problem-examine"),
    path("oversight/problems/<int:pk>/files/<int:file>/", projects.problem_file, name="problem-file"),
    path("oversight/checks/", selfchecks.check_list, name="check-list"),
    path("oversight/checks/new/", selfchecks.check_new, name="check-new"),
    path("oversight/checks/<int:pk>/", selfchecks.check_detail, name="check-detail"),
    path("oversight/refusals/", selfchecks.refusal_list, name="refusal-list"),
    path("oversight/refusals/<int:pk>/", selfchecks.refusal_detail, name="refusal-detail"),
    path("oversight/refusals/<int:pk>/judge/", selfchecks.refusal_judge, name="refusal-judge"),
    path("oversight/refusals/new/<slug:about>/<int:pk>/", selfchecks.refusal_new, name="refusal-new"),
]

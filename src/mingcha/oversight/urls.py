# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.oversight.views import acting, admonitions, comparisons, liability, liability_acts, orders, risks, watch

app_name = "oversight"
urlpatterns = [
    path("alarms/daily/", watch.daily, name="daily"),
    path("alarms/alike/", watch.alike, name="alike"),
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
    path("oversight/liabilities/", liability.liability_list, name="liability-list"),
    path("oversight/liabilities/organ/", liability.liability_organ, name="liability-organ"),
    path("oversight/liabilities/new/", liability.liability_new, name="liability-new"),
    path("oversight/liabilities/<int:pk>/", liability.liability_detail, name="liability-detail"),
    path("oversight/liabilities/<int:pk>/edit/", liability.liability_edit, name="liability-edit"),
    path("oversight/liabilities/<int:pk>/sheet/", liability.liability_sheet, name="liability-sheet"),
    path("oversight/liabilities/<int:pk>/return/", liability_acts.liability_return, name="liability-return"),
    path("oversight/liabilities/<int:pk>/review/", liability_acts.liability_review, name="liability-review"),
    path("oversight/liabilities/<int:pk>/decide/", liability_acts.liability_decide, name="liability-decide"),
    path("oversight/liabilities/<int:pk>/drop/", liability_acts.liability_drop, name="liability-drop"),
    path("oversight/liabilities/<int:pk>/withdraw/", liability_acts.liability_withdraw, name="liability-withdraw"),
    path("oversight/liabilities/<int:pk>/transfer/", liability_acts.liability_transfer, name="liability-transfer"),
    path("oversight/liabilities/people/<int:pk>/state/", liability_acts.liability_state, name="liability-state"),
    path("oversight/liabilities/people/<int:pk>/object/", liability_acts.liability_object, name="liability-object"),
    path("oversight/liabilities/people/<int:pk>/answer/", liability_acts.liability_answer, name="liability-answer"),
    path("oversight/liabilities/transfers/<int:pk>/", liability_acts.liability_receipt, name="liability-receipt"),
    path("oversight/admonitions/", admonitions.admonition_list, name="admonition-list"),
    path("oversight/admonitions/organ/", admonitions.admonition_organ, name="admonition-organ"),
    path("oversight/admonitions/new/", admonitions.admonition_new, name="admonition-new"),
    path("oversight/admonitions/rule/", admonitions.admonition_rule, name="admonition-rule"),
    path("oversight/admonitions/<int:pk>/", admonitions.admonition_detail, name="admonition-detail"),
    path("oversight/admonitions/<int:pk>/revoke/", admonitions.admonition_revoke, name="admonition-revoke"),
    path("oversight/comparisons/", comparisons.comparison_list, name="comparison-list"),
    path("oversight/comparisons/case/", comparisons.comparison_case, name="comparison-case"),
    path("oversight/comparisons/new/<int:pk>/", comparisons.comparison_new, name="comparison-new"),
    path("oversight/comparisons/<int:pk>/", comparisons.comparison_detail, name="comparison-detail"),
    path("oversight/slips/", comparisons.slip_list, name="slip-list"),
    path("oversight/risks/", risks.risk_list, name="risk-list"),
    path("oversight/risks/new/", risks.risk_new, name="risk-new"),
    path("oversight/risks/<int:pk>/", risks.risk_detail, name="risk-detail"),
    path("oversight/risks/<int:pk>/assess/", risks.risk_assess, name="risk-assess"),
    path("oversight/risks/<int:pk>/review/", risks.risk_review, name="risk-review"),
    path("oversight/risks/<int:pk>/retire/", risks.risk_retire, name="risk-retire"),
]

# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from mingcha.catalog.views import (
    documents,
    drafts,
    gates,
    items,
    laws,
    lines,
    procedure,
    procedure_files,
    registers,
    standards,
    stepforms,
    templates,
    transfer,
)

app_name = "catalog"


def _of_lines(section: str, address: str) -> Iterator[URLPattern]:
    """The pages of a part of a draft that is lines."""
    given, start = {"section": section}, f"drafts/<int:pk>/{address}/"
    yield path(start, lines.line_list, given, name=f"{section}-list")
    yield path(f"{start}new/", lines.line_new, given, name=f"{section}-new")
    yield path(f"{start}<str:key>/", lines.line_edit, given, name=f"{section}-edit")
    yield path(f"{start}<str:key>/remove/", lines.line_remove, given, name=f"{section}-remove")


urlpatterns = [
    path("", items.show_list, name="item-list"),
    path("<int:pk>/", items.show, name="item-detail"),
    path("<int:pk>/draft/", drafts.draft_open, name="draft-open"),
    path("<int:pk>/retire/", items.retire, name="item-retire"),
    path("<int:pk>/export/", transfer.item_export, name="item-export"),
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/new/", drafts.draft_new, name="draft-new"),
    path("drafts/import/", transfer.draft_import, name="draft-import"),
    path("drafts/<int:pk>/", drafts.draft_detail, name="draft-detail"),
    path("drafts/<int:pk>/head/", drafts.draft_head, name="draft-head"),
    path("drafts/<int:pk>/head/edit/", drafts.draft_head_edit, name="draft-head-edit"),
    path("drafts/<int:pk>/guide/", drafts.draft_guide, name="draft-guide"),
    path("drafts/<int:pk>/guide/edit/", drafts.draft_guide_edit, name="draft-guide-edit"),
    path("drafts/<int:pk>/diff/", drafts.draft_diff, name="draft-diff"),
    path("drafts/<int:pk>/export/", transfer.draft_export, name="draft-export"),
    path("drafts/<int:pk>/hand-in/", drafts.draft_hand_in, name="draft-hand-in"),
    path("drafts/<int:pk>/decide/", drafts.draft_decide, name="draft-decide"),
    path("drafts/<int:pk>/drop/", drafts.draft_drop, name="draft-drop"),
    *_of_lines("material", "materials"),
    *_of_lines("point", "points"),
    *_of_lines("risk", "risks"),
    path("rules/", items.rule_list, name="rule-list"),
    path("gates/", gates.gate_list, name="gate-list"),
    path("gates/<str:code>/<str:gate>/", gates.gate_edit, name="gate-edit"),
    path("law/", laws.law_list, name="law-list"),
    path("law/articles/", laws.article_list, name="article-list"),
    path("law/flags/", laws.law_flags, name="law-flags"),
    path("law/new/", laws.law_new, name="law-new"),
    path("law/upload/", laws.law_upload, name="law-upload"),
    path("law/<int:pk>/", laws.law_detail, name="law-detail"),
    path("law/<int:pk>/edit/", laws.law_edit, name="law-edit"),
    path("law/<int:pk>/repeal/", laws.law_repeal, name="law-repeal"),
    path("law/<int:pk>/articles/new/", laws.article_new, name="article-new"),
    path("law/<int:pk>/articles/paste/", laws.articles_paste, name="articles-paste"),
    path("law/articles/<int:pk>/amend/", laws.article_amend, name="article-amend"),
    path("standards/", standards.standard_list, name="standard-list"),
    path("standards/new/", standards.standard_new, name="standard-new"),
    path("standards/<int:pk>/", standards.standard_detail, name="standard-detail"),
    path("standards/<int:pk>/edit/", standards.standard_edit, name="standard-edit"),
    path("standards/<int:pk>/submit/", standards.standard_submit, name="standard-submit"),
    path("standards/<int:pk>/review/", standards.standard_review, name="standard-review"),
    path("standards/<int:pk>/revise/", standards.standard_revise, name="standard-revise"),
    path("standards/<int:pk>/retire/", standards.standard_retire, name="standard-retire"),
    path("leniency/", standards.leniency_list, name="leniency-list"),
    path("leniency/new/", standards.leniency_new, name="leniency-new"),
    path("leniency/<int:pk>/", standards.leniency_detail, name="leniency-detail"),
    path("leniency/<int:pk>/end/", standards.leniency_end, name="leniency-end"),
    path("registers/", registers.register_list, name="register-list"),
    path("registers/new/", registers.register_new, name="register-new"),
    path("registers/<int:pk>/", registers.register_detail, name="register-detail"),
    path("registers/<int:pk>/draw/", registers.register_draw, name="register-draw"),
    path("registers/<int:pk>/lines/new/", registers.line_new, name="register-line-new"),
    path("registers/<int:pk>/lines/<int:place>/", registers.line_edit, name="register-line-edit"),
    path("registers/<int:pk>/paste/", registers.register_paste, name="register-paste"),
    path("registers/<int:pk>/review/", registers.register_review, name="register-review"),
    path("registers/<int:pk>/revise/", registers.register_revise, name="register-revise"),
    path("registers/<int:pk>/submit/", registers.register_submit, name="register-submit"),
    path("registers/<int:pk>/withdraw/", registers.register_withdraw, name="register-withdraw"),
    path("<int:pk>/<int:version>.bpmn", procedure_files.item_procedure, name="item-procedure"),
    path("drafts/<int:pk>/steps/", procedure.draft_steps, name="draft-steps"),
    path("drafts/<int:pk>/steps/new/", procedure.draft_step_new, name="draft-step-new"),
    path("drafts/<int:pk>/steps/connect/", procedure.draft_steps_connect, name="draft-steps-connect"),
    path("drafts/<int:pk>/steps/import/", procedure_files.draft_steps_import, name="draft-steps-import"),
    path("drafts/<int:pk>/steps/replace/", procedure_files.draft_steps_replace, name="draft-steps-replace"),
    path("drafts/<int:pk>/steps/procedure.bpmn", procedure_files.draft_steps_export, name="draft-steps-export"),
    path("drafts/<int:pk>/steps/<int:number>/", procedure.draft_step_edit, name="draft-step-edit"),
    path("drafts/<int:pk>/steps/<int:number>/move/", procedure.draft_step_move, name="draft-step-move"),
    path("drafts/<int:pk>/steps/<int:number>/remove/", procedure.draft_step_remove, name="draft-step-remove"),
    path("drafts/<int:pk>/forms/", stepforms.form_list, name="form-list"),
    path("drafts/<int:pk>/new-form/", stepforms.form_new, name="form-new"),
    path("drafts/<int:pk>/change-forms/", stepforms.form_change, name="form-change"),
    path("drafts/<int:pk>/documents/", documents.document_list, name="document-list"),
    path("drafts/<int:pk>/new-document/", documents.document_new, name="document-new"),
    path("drafts/<int:pk>/change-documents/", documents.document_change, name="document-change"),
    path("drafts/<int:pk>/documents/<str:key>/", documents.document_edit, name="document-edit"),
    path("drafts/<int:pk>/documents/<str:key>/preview/", documents.document_preview, name="document-preview"),
    path("templates/", templates.template_list, name="template-list"),
    path("templates/new/", templates.template_new, name="template-new"),
    path("templates/words/", templates.template_words, name="template-words"),
    path("templates/<int:pk>/", templates.template_detail, name="template-detail"),
    path("templates/<int:pk>/edition/", templates.template_edition, name="template-edition"),
    path("templates/<int:pk>/enforce/", templates.template_enforce, name="template-enforce"),
    path("templates/<int:pk>/retire/", templates.template_retire, name="template-retire"),
    path("templates/<int:pk>/file/", templates.template_file, name="template-file"),
    path("templates/<int:pk>/preview/", templates.template_preview, name="template-preview"),
    path("drafts/<int:pk>/forms/<str:key>/", stepforms.form_detail, name="form-detail"),
    path("drafts/<int:pk>/forms/<str:key>/name/", stepforms.form_rename, name="form-rename"),
    path("drafts/<int:pk>/forms/<str:key>/try/", stepforms.form_try, name="form-try"),
    path("drafts/<int:pk>/forms/<str:key>/new-field/<str:kind>/", stepforms.field_new, name="field-new"),
    path("drafts/<int:pk>/forms/<str:key>/fields/<str:field>/", stepforms.field_edit, name="field-edit"),
]

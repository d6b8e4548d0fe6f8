# SPDX-License-Identifier: Apache-2.0
"""For whom a document, a problem or a refusal waits, and what people are told of it, in both languages."""

from __future__ import annotations

from typing import Final

from mingcha.inbox.actions import close_todos, open_todo, send
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Paper, Problem, Refusal
from mingcha.oversight.notices import word_of

SUFFIXES: Final = {"notice": "监通", "opinion": "监意", "decision": "监决", "advice": "监建"}
"""What a number's word ends in, by the kind of document."""
LONGEST_WORD: Final = 30
WAITS: Final[dict[str, tuple[str, str, Perm, str, str]]] = {
    # by status: kind of the to-do, whose (the document's issuer or its office), the right, the words in both languages
    "handed_in": ("paper_check", "issuer", Perm.OVERSIGHT_PAPER_CHECK, "请核稿：{0}", "Check the draft: {0}"),
    "checked": ("paper_sign", "issuer", Perm.OVERSIGHT_PAPER_SIGN, "请签发：{0}", "Sign: {0}"),
    "signed": ("paper_issue", "issuer", Perm.OVERSIGHT_PAPER_DRAFT, "请编号用印：{0}", "Number and seal: {0}"),
    "issued": ("paper_receive", "office", Perm.OVERSIGHT_PAPER_ANSWER, "请签收 {0}", "Sign for {0}"),
    "served": ("paper_report", "office", Perm.OVERSIGHT_PAPER_ANSWER, "请回复 {0}", "Answer {0}"),
    "objected": (
        "paper_review",
        "issuer",
        Perm.OVERSIGHT_PAPER_SIGN,
        "请复查对 {0} 的异议",
        "Review the objection to {0}",
    ),
    "reported": ("paper_read", "issuer", Perm.OVERSIGHT_PAPER_DRAFT, "{0} 已回复，请审阅", "{0} is answered: read it"),
}
REDRAFT: Final = "paper_redraft"
PROBLEM: Final = "problem"
RECHECK: Final = "problem_recheck"
REFUSED: Final = "refusal"


def series_word(paper: Paper) -> str:
    """The word of a document's number, such as 新司监意."""
    suffix = SUFFIXES[paper.kind]
    return word_of(paper.issuer)[:-1][: LONGEST_WORD - len(suffix)] + suffix


def paper_waits(paper: Paper) -> None:
    """Whoever is next has it to do, and nobody else any more."""
    for kind, *_rest in WAITS.values():
        close_todos(kind, paper)
    close_todos(REDRAFT, paper)
    if paper.status not in WAITS:
        return
    kind, whose, perm, words, english = WAITS[paper.status]
    due = {"served": paper.report_due, "objected": paper.review_due}.get(paper.status)
    open_todo(
        kind,
        paper,
        words.format(paper),
        title_en=english.format(paper),
        organ=getattr(paper, whose),
        perm=perm,
        due=due,
        link=paper.get_absolute_url(),
        place=(paper.organ if whose == "issuer" else paper.issuer).short,
    )


def redraft(paper: Paper, words: str) -> None:
    """Whoever drafted it mends it."""
    title, english = f"已退回，请修改：{paper}", f"Sent back to you: {paper}"
    open_todo(REDRAFT, paper, title, title_en=english, person=paper.drafted_by.person, link=paper.get_absolute_url())
    send(paper.drafted_by.person, title, words, paper.get_absolute_url())


def due(paper: Paper, people: list[Person], askers: list[Person], *, overdue: bool) -> None:
    """Those who are waited for are reminded; of what is overdue those who asked hear too."""
    title = "监督文书已超期：" if overdue else "监督文书即将到期："
    for person in people:
        send(person, f"{title} {paper}", "", paper.get_absolute_url())
    for person in askers:
        if person not in people:
            send(person, f"监督文书超期未办理： {paper}", "", paper.get_absolute_url())


def problem_waits(problem: Problem) -> None:
    """The office puts it right, or whoever found it looks again."""
    close_todos(PROBLEM, problem)
    close_todos(RECHECK, problem)
    link = problem.get_absolute_url()
    if problem.status == Problem.Status.OPEN:
        words, english = f"请整改：{problem}", f"Put right: {problem}"
        perm, whose = Perm.OVERSIGHT_PROJECT_ANSWER, problem.office
        open_todo(
            PROBLEM, problem, words, title_en=english, organ=whose, perm=perm, due=problem.due_at, link=link,
            place=problem.project.organ.short,
        )  # fmt: skip
    elif problem.status == Problem.Status.RECTIFIED:
        words, english = f"请复查整改：{problem}", f"Examine again: {problem}"
        perm, whose = Perm.OVERSIGHT_PROJECT_RUN, problem.project.organ
        open_todo(
            RECHECK, problem, words, title_en=english, organ=whose, perm=perm, link=link, place=problem.organ.short
        )


def refusal_waits(refusal: Refusal) -> None:
    """The bureau judges whether the reason is good."""
    close_todos(REFUSED, refusal)
    if refusal.status == Refusal.Status.RECORDED:
        open_todo(
            REFUSED,
            refusal,
            f"请认定拒绝监督的理由：{refusal}",
            title_en=f"Judge the reason for refusing: {refusal}",
            organ=refusal.recorded_by.organ,
            perm=Perm.OVERSIGHT_PAPER_SIGN,
            link=refusal.get_absolute_url(),
            place=refusal.organ.short,
        )

# SPDX-License-Identifier: Apache-2.0
"""What pages say: every string marked for translation, and whatever is Chinese but not marked.

Both the test of the translations and script/messages read here, so what one asks for the other provides. Django's own
makemessages needs GNU gettext and writes line numbers, which change with every edit of other files.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent / "src" / "mingcha"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""Characters, and the punctuation that goes with them."""
MARKS = {"gettext": 1, "ngettext": 2, "pgettext": 2}
"""Django's functions, lazy or not, and how many of their first arguments are texts: with ``p`` the first is a context."""
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"(?<!\w)(_|[np]?gettext)\(\s*({LITERAL})(?:, *({LITERAL}))?")
"""A marked text in what Django's templatize makes of a template."""
TREATED = re.compile(
    r"\{# .*?#\}|\{% *translate .*?%\}|\{% *blocktranslate\b.*?\{% *endblocktranslate *%\}|(?<!\w)_\([^)]*\)", re.DOTALL
)
"""What of a template is a comment or marked."""


@dataclass(frozen=True, order=True)
class Message:
    """One marked text; ``many`` is its plural, ``context`` tells apart what English tells apart and Chinese does not."""

    one: str
    many: str = ""
    context: str = ""

    @classmethod
    def of(cls, mark: str, texts: Sequence[str]) -> Message:
        """What a call of one of Django's functions marks."""
        return cls(texts[1], context=texts[0]) if mark.startswith("p") else cls(*texts)


def sources(suffix: str) -> list[Path]:
    """The package's files of one kind, without migrations, which are history."""
    return sorted(path for path in PACKAGE.rglob(f"*{suffix}") if "migrations" not in path.parts)


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The calls of Django's functions, by whatever name the module knows them, each with the function's own name."""
    marks = {
        name.asname or name.name: name.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name.removesuffix("_lazy") in MARKS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
            yield marks[node.func.id], node


def in_python(tree: ast.Module) -> Iterator[Message]:
    """What a module marks.

    Raises:
        ValueError: where a text is put together or chosen inside a mark. Such a text has no translation: mark it where
            it is written, with gettext_lazy.
    """
    for mark, call in calls(tree):
        given = call.args[: MARKS[mark]]
        texts = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if len(texts) < MARKS[mark]:
            raise ValueError(f"line {call.lineno}: {ast.unparse(call)}")
        yield Message.of(mark, texts)


def in_template(text: str) -> Iterator[Message]:
    """What a template marks."""
    for found in MARKED.finditer(templatize(text)):
        yield Message.of(found[1], [ast.literal_eval(part) for part in found.groups()[1:] if part])


def messages() -> list[Message]:
    """Every marked text of the package, each once."""
    found: set[Message] = set()
    for path in sources(".py"):
        found.update(in_python(ast.parse(path.read_text("utf-8"))))
    for path in sources(".html"):
        found.update(in_template(path.read_text("utf-8")))
    return sorted(found - {Message(each.one) for each in found if each.many})


def strays_in_python(tree: ast.Module) -> list[str]:
    """The Chinese texts of a module that are neither marked nor documentation nor words for whoever installs it."""
    aside: set[int] = set()
    for mark, call in calls(tree):
        aside |= {id(arg) for arg in call.args[: MARKS[mark]]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            aside.add(id(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ImproperlyConfigured":
            aside |= {id(part) for part in ast.walk(node)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in aside
        and CHINESE.search(node.value)
    ]


def strays_in_template(text: str) -> list[str]:
    """The lines of a template with Chinese outside a translate tag."""
    rest = TREATED.sub(lambda found: "\n" * found[0].count("\n"), text)
    return [f"{number}: {line.strip()}" for number, line in enumerate(rest.splitlines(), 1) if CHINESE.search(line)]


def refresh() -> list[str]:
    """Write the catalogue anew and give what is not translated: known texts keep theirs, what nothing says any more goes."""
    known = (
        {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(CATALOGUE))}
        if CATALOGUE.exists()
        else {}
    )
    made = polib.POFile(wrapwidth=0)
    made.header = "SPDX-License-Identifier: Apache-2.0\nThe pages in English. Its words for the terms are those of docs/glossary.md."
    made.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in messages():
        entry = known.get((message.context, message.one))
        if entry is None or entry.msgid_plural != message.many:
            forms = {0: "", 1: ""} if message.many else {}
            entry = polib.POEntry(msgid=message.one, msgid_plural=message.many, msgstr_plural=forms)
            entry.msgctxt = message.context or None
        made.append(entry)
    made.save(str(CATALOGUE))
    return [entry.msgid for entry in made if not entry.translated()]


if __name__ == "__main__":
    settings.configure(USE_I18N=True)  # all that reading a template asks for
    waiting = refresh()
    for text in waiting:
        print(text)
    print(f"{CATALOGUE.relative_to(PACKAGE)}：{len(waiting)} 条没有译文")
    sys.exit(bool(waiting))

# SPDX-License-Identifier: Apache-2.0
"""The judge of a template's syntax: what is not on its short list is a fault, whatever it would do (security.md E7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from jinja2 import nodes

from mingcha.catalog.papers import variables
from mingcha.catalog.papers.variables import FORM, LISTS, LOOP
from mingcha.catalog.papers.words import FILTERS

DEEPEST: Final = 2
MOST_DEEP: Final = 20
"""So deep may blocks and expressions stand in each other: beyond, nobody reads it, and Python's own parser gives up."""
LARGEST: Final = 10**12
LONGEST: Final = 200
Path = tuple[str, ...]


class Fault(NamedTuple):
    """``line`` is that of the source."""

    line: int
    code: str
    message: str


class Reader:
    """Walks a template once; afterwards ``variables`` are those that it names, ``faults`` what it may not say."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.faults: list[Fault] = []
        self._scope: list[dict[str, Path]] = []
        self._depth = 0
        self._statements: dict[type[nodes.Node], Callable[[Any], None]] = {
            nodes.Template: self._body,
            nodes.Output: self._output,
            nodes.TemplateData: lambda node: None,
            nodes.If: self._if,
            nodes.For: self._for,
        }
        self._expressions: dict[type[nodes.Node], Callable[[Any], None]] = {
            nodes.Name: self._variable,
            nodes.Getattr: self._variable,
            nodes.Getitem: self._variable,
            nodes.Filter: self._filter,
            nodes.Const: self._const,
            nodes.Compare: self._inner,
            nodes.Operand: self._inner,
            nodes.And: self._inner,
            nodes.Or: self._inner,
            nodes.Not: self._inner,
            nodes.CondExpr: self._inner,
            nodes.List: self._inner,
            nodes.Tuple: self._inner,
        }

    def read(self, node: nodes.Node) -> None:
        """A statement and all in it."""
        judge = self._statements.get(type(node))
        if judge is None:
            self._expression(node)
        elif isinstance(node, nodes.If | nodes.For):
            self._deeper(judge, node)
        else:
            judge(node)

    def _deeper(self, judge: Callable[[Any], None], node: nodes.Node) -> None:
        if self._depth >= MOST_DEEP:
            self._fault(node, "syntax", _("嵌套不能超过 {most} 层").format(most=MOST_DEEP))
            return
        self._depth += 1
        judge(node)
        self._depth -= 1

    def _body(self, node: nodes.Template) -> None:
        for inner in node.body:
            self.read(inner)

    def _output(self, node: nodes.Output) -> None:
        for inner in node.nodes:
            if not isinstance(inner, nodes.TemplateData):
                self._expression(inner)
                path = self._path(inner)
                if path and len(path) == 1 and path[0] in (*LISTS, FORM):
                    self._fault(inner, "not_a_value", _("“{name}”是一组内容，要用 for 逐行写出").format(name=path[-1]))

    def _if(self, node: nodes.If) -> None:
        self._expression(node.test)
        for inner in (*node.body, *node.elif_, *node.else_):
            self.read(inner)

    def _for(self, node: nodes.For) -> None:
        path = self._path(node.iter)
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        if path is None or not target or node.recursive or node.test is not None:
            self._fault(node, "loop", _("for 只能写成“for 行 in 列表”"))
            return
        if len(self._scope) >= DEEPEST:
            self._fault(node, "loop", _("for 最多套两层"))
            return
        if target.startswith("_") or target in (*variables.GROUPS, *LISTS, FORM, "loop"):
            self._fault(node, "loop", _("“{name}”不能用作循环的名称").format(name=target))
        line = (*path[:-1], f"{path[-1]}[]")
        self._name(node, line if path[0] == FORM else path)  # a field must be a table, then
        self._scope.append({target: line, "loop": ("loop",)})
        for inner in node.body:
            self.read(inner)
        self._scope.pop()
        for inner in node.else_:
            self.read(inner)

    def _expression(self, node: nodes.Node) -> None:
        judge = self._expressions.get(type(node))
        if judge is None:
            self._fault(node, "expression", _("不能使用这种写法（{kind}）").format(kind=_kind(node)))
        else:
            self._deeper(judge, node)

    def _inner(self, node: nodes.Node) -> None:
        for inner in node.iter_child_nodes():
            self._expression(inner)

    def _const(self, node: nodes.Const) -> None:
        value = node.value
        if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST):
            self._fault(node, "constant", _("数字太大或者不是整数"))
        if isinstance(value, str) and len(value) > LONGEST:
            self._fault(node, "constant", _("文字太长"))

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS or node.node is None:
            names = _("、").join(FILTERS)
            self._fault(node, "filter", _("没有“{name}”这种格式；可以用：{names}").format(name=node.name, names=names))
        elif node.kwargs or node.dyn_args or node.dyn_kwargs or not all(isinstance(x, nodes.Const) for x in node.args):
            self._fault(node, "filter", _("格式后面只能写固定的文字"))
        else:
            self._inner(node)

    def _variable(self, node: nodes.Node) -> None:
        path = self._path(node)
        if path is None:
            self._fault(node, "expression", _("变量应写成“当事人.名称”的样子"))
        else:
            self._name(node, path)

    def _name(self, node: nodes.Node, path: Path) -> None:
        if any(part.startswith("_") for part in path):
            self._fault(node, "private", _("不能使用下划线开头的名称"))
        elif path[0] == "loop":
            if len(path) != 2 or path[1] not in LOOP or not self._scope:
                self._fault(node, "variable", _("没有变量“{name}”").format(name=".".join(path)))
        elif variables.known(path):
            self.variables.add(".".join(path))
        else:
            self._fault(node, "variable", _("没有变量“{name}”").format(name=".".join(path)))

    def _path(self, node: nodes.Node) -> Path | None:
        """The names from the root on; a loop's own name stands for a line of its list. None for what is no variable."""
        if isinstance(node, nodes.Name):
            return next((scope[node.name] for scope in reversed(self._scope) if node.name in scope), (node.name,))
        if isinstance(node, nodes.Getattr):
            above = self._path(node.node)
            return above and (*above, node.attr)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            above = self._path(node.node)
            return above and (*above, node.arg.value)
        return None

    def _fault(self, node: nodes.Node, code: str, message: str) -> None:
        self.faults.append(Fault(node.lineno, code, message))


def _kind(node: nodes.Node) -> str:
    names: dict[str, str] = {
        "Call": _("调用函数"),
        "Pow": _("乘方"),
        "Mul": _("计算"),
        "Add": _("计算"),
        "Concat": _("拼接"),
        "Include": "include",
        "Import": "import",
        "FromImport": "import",
        "Extends": "extends",
    }
    return names.get(type(node).__name__, type(node).__name__)

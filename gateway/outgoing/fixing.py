"""Puts what is known before any mail is into a parsed template: names that mean the same in all mails become text,
questions that are answered by them are answered. See `flat`.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import nodes
from jinja2.nodes import EvalContext, Node
from jinja2.visitor import NodeTransformer


def fixed_in(tree: nodes.Template, fixed: Mapping[str, Any], evaluation: EvalContext) -> nodes.Template:
    """`fixed`: texts and truths stand for themselves, other things for the texts among their attributes and items."""
    assigned = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    known = {name: value for name, value in fixed.items() if name not in assigned}
    found = _Fixing(known, evaluation).visit(tree)
    assert isinstance(found, nodes.Template)
    return found


class _Fixing(NodeTransformer):
    def __init__(self, fixed: Mapping[str, Any], evaluation: EvalContext) -> None:
        self._fixed = fixed
        self._evaluation = evaluation

    def generic_visit(self, node: Node, *arguments: Any, **named: Any) -> Node:
        """Outputs that follow each other become one."""
        super().generic_visit(node, *arguments, **named)
        for field in ("body", "else_"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                body[:] = _joined(body)
        return node

    def visit_Name(self, node: nodes.Name) -> Node:
        value = self._fixed.get(node.name)
        return nodes.Const(value) if isinstance(value, str | bool) else node

    def visit_Getattr(self, node: nodes.Getattr) -> Node:
        value = getattr(self._thing(node.node), node.attr, None)
        return nodes.Const(value) if isinstance(value, str) else self.generic_visit(node)

    def visit_Getitem(self, node: nodes.Getitem) -> Node:
        thing = self._thing(node.node)
        if thing is None or not isinstance(node.arg, nodes.Const):
            return self.generic_visit(node)
        value = thing[node.arg.value]
        return nodes.Const(value) if isinstance(value, str) else node

    def visit_If(self, node: nodes.If) -> Node | list[Node]:
        branches = [self._branch(each) for each in (node, *node.elif_)]
        otherwise = self._visited(node.else_)
        open_ones: list[tuple[nodes.Expr, list[Node]]] = []
        for test, body in branches:
            answer = self._answer(test)
            if answer:
                otherwise = body
                break
            open_ones += [(test, body)] if answer is None else []
        if not open_ones:
            return otherwise
        (test, body), *others = open_ones
        return nodes.If(test, body, [nodes.If(*other, [], []) for other in others], otherwise)

    def _branch(self, node: nodes.If) -> tuple[nodes.Expr, list[Node]]:
        return self.visit(node.test), self._visited(node.body)

    def _visited(self, body: list[Node]) -> list[Node]:
        return self.visit(nodes.Template(body)).body  # type: ignore[no-any-return]

    def _thing(self, node: Node) -> Any:
        value = self._fixed.get(node.name) if isinstance(node, nodes.Name) else None
        return None if isinstance(value, str | bool) else value

    def _answer(self, test: Node) -> bool | None:
        try:
            return bool(test.as_const(self._evaluation)) if isinstance(test, nodes.Expr) else None
        except nodes.Impossible:
            return None


def _joined(body: list[Node]) -> list[Node]:
    found: list[Node] = []
    for each in body:
        last = found[-1] if found else None
        if isinstance(each, nodes.Output) and isinstance(last, nodes.Output):
            last.nodes.extend(each.nodes)
        else:
            found.append(each)
    return found

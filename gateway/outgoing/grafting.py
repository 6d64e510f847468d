"""The body of a macro for the place where it is called, and which names it lives by there. See `flat`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes
from jinja2.nodes import Node
from jinja2.visitor import NodeTransformer

PIECES = "parts"  # the name by which templates know the pieces of their form


@dataclass
class Names:
    """Which names some nodes give a meaning, and which they ask for."""

    bound: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def names_in(trees: Iterable[Node]) -> Names:
    names = Names()
    left = list(trees)
    while left:
        node = left.pop()
        if isinstance(node, nodes.Name):
            (names.used if node.ctx == "load" else names.bound).add(node.name)
        elif isinstance(node, nodes.Import):
            names.bound.add(node.target)
        elif isinstance(node, nodes.Macro):
            names.bound.add(node.name)
        for name in node.fields:
            value = getattr(node, name)
            if isinstance(value, Node):
                left.append(value)
            elif isinstance(value, list):
                left += (each for each in value if isinstance(each, Node))
    return names


def filled(
    body: Iterable[Node], arguments: Mapping[str, Node], caller: list[Node], pieces: frozenset[str]
) -> list[Node]:
    """A copy of the body with the arguments and the caller's words. `pieces` are macros that it may call by their bare
    names.
    """
    whole = nodes.Template([_copy(each) for each in body])
    found: list[Node] = _Filling(arguments, caller, pieces).visit(whole).body
    return found


class _Filling(NodeTransformer):
    def __init__(self, arguments: Mapping[str, Node], caller: list[Node], pieces: frozenset[str]) -> None:
        self._arguments = arguments
        self._caller = caller
        self._pieces = pieces

    def visit_Name(self, node: nodes.Name) -> Node:
        if node.ctx != "load":
            return node
        if node.name in self._arguments:
            return _copy(self._arguments[node.name])
        return _piece_called(node.name) if node.name in self._pieces else node

    def visit_Output(self, node: nodes.Output) -> list[Node]:
        found: list[Node] = []
        for child in node.nodes:
            if _is_caller(child):
                found += map(_copy, self._caller)
            else:
                found.append(nodes.Output([self.visit(child)]))
        return found


def _piece_called(name: str) -> Node:
    return nodes.Getattr(nodes.Name(PIECES, "load"), name, "load")


def _is_caller(node: Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "caller"


def _copy(node: Node) -> Node:
    values = (_copy_of(value) for _, value in node.iter_fields())
    return type(node)(*values, lineno=node.lineno, environment=node.environment)


def _copy_of(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy_of(each) for each in value]
    return _copy(value) if isinstance(value, Node) else value

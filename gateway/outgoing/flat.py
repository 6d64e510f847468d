"""Compiles the templates of one language so that little is left to do for each mail: pieces and included files stand
where they are called, and what is the same in all mails of the language is a part of the text. (A mail is made of some
fifty pieces, and calling them takes longer than all they do.) What templates say stays as it is; whatever does not fit
in is left to Jinja.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.nodes import Node
from jinja2.visitor import NodeTransformer

from .fixing import fixed_in
from .grafting import PIECES, Names, filled, names_in


class FlatEnvironment(jinja2.Environment):
    """`fixed` are the names that mean the same in every mail; not to be changed once a template was asked for."""

    fixed: Mapping[str, Any] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._pieces: dict[str, _Pieces] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = self.parsed(source, name, filename)
        path = PurePath(name or "")
        if path.suffix and not path.name.startswith(("_parts", "_words")):
            tree = _Flattening(self, f"_parts{path.suffix}").flat(tree)
            tree = fixed_in(tree, self.fixed, nodes.EvalContext(self, name))
            tree.set_lineno(1)
            tree.set_environment(self)
        return tree

    def pieces(self, file: str) -> "_Pieces":
        if file not in self._pieces:
            self._pieces[file] = _Pieces(self, file)
        return self._pieces[file]

    def parsed(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return super()._parse(source, name, filename)

    def parsed_file(self, name: str) -> nodes.Template:
        assert self.loader is not None
        source, filename, _ = self.loader.get_source(self, name)
        return self.parsed(source, name, filename)


class _Flattening(NodeTransformer):
    """Of one template, or of one macro of the pieces: there they call each other by their bare names."""

    def __init__(self, environment: FlatEnvironment, file: str, pieces: "_Pieces | None" = None) -> None:
        self._environment = environment
        self._file = file
        self._within = pieces is not None
        self._pieces = pieces or environment.pieces(file)
        self._bound: set[str] = set()

    def flat(self, tree: nodes.Template) -> nodes.Template:
        self._bound = names_in([tree]).bound - {PIECES}
        self.visit(tree)
        for body in (tree.body, *(block.body for block in tree.find_all(nodes.Block))):
            if PIECES in names_in(body).used:
                body.insert(0, nodes.Import(nodes.Const(self._file), PIECES, True))
        return tree

    def flat_macro(self, macro: nodes.Macro) -> None:
        self._bound = names_in([macro]).bound
        self.generic_visit(macro)

    def visit_Import(self, node: nodes.Import) -> Node | None:
        known = isinstance(node.template, nodes.Const) and node.template.value == self._file
        return None if known and node.target == PIECES else node

    def visit_Include(self, node: nodes.Include) -> Node:
        if not isinstance(node.template, nodes.Const) or not node.with_context:
            return node
        included = self._environment.parsed_file(node.template.value)
        names = names_in([included])
        if (names.used - names.bound) & self._bound:
            return node
        self.generic_visit(included)
        return nodes.Scope(included.body)

    def visit_CallBlock(self, node: nodes.CallBlock) -> Node | list[Node]:
        self.generic_visit(node)
        piece = None if node.args else self._piece(node.call, node.body)
        return node if piece is None else piece

    def visit_Output(self, node: nodes.Output) -> list[Node]:
        """A piece comes between two outputs; one that goes through filters is kept in a name of its own for them."""
        found: list[Node] = []
        for child in node.nodes:
            last = _innermost(child)
            piece = self._piece(last, None) if isinstance(last, nodes.Call) else None
            if piece is None:
                found.append(nodes.Output([child]))
            elif last is child:
                found += piece
            else:
                kept = f"piece{self._pieces.number()}"
                found.append(nodes.AssignBlock(nodes.Name(kept, "store"), None, piece))
                found.append(nodes.Output([_with_innermost(child, nodes.Name(kept, "load"))]))
        return found

    def _piece(self, call: nodes.Call, caller: list[Node] | None) -> list[Node] | None:
        """What stands in the place of the call; None where it has to stay a call."""
        piece = self._pieces.flat(self._called(call))
        arguments = _arguments(piece.macro, call) if piece is not None else None
        if piece is None or arguments is None or (piece.wants_caller and caller is None):
            return None
        given = names_in([*arguments.values(), *(caller or ())])
        if (piece.names.used - piece.names.bound - arguments.keys()) & self._bound or piece.names.bound & given.used:
            return None  # a name would mean something else there
        body = filled(piece.macro.body, arguments, caller or [], self._pieces.names - piece.names.bound)
        return [nodes.Scope(body)] if piece.names.bound else body

    def _called(self, call: nodes.Call) -> str:
        """The piece that it may be about, "" for none."""
        asked = call.node
        if self._within:
            return asked.name if isinstance(asked, nodes.Name) and asked.name not in self._bound else ""
        if not isinstance(asked, nodes.Getattr) or not isinstance(asked.node, nodes.Name):
            return ""
        return asked.attr if asked.node.name == PIECES else ""


@dataclass(frozen=True, slots=True)
class _Piece:
    macro: nodes.Macro
    names: Names  # of its body; but for `caller`
    wants_caller: bool


class _Pieces:
    """The macros of a file, each made flat when it is first asked for."""

    def __init__(self, environment: FlatEnvironment, file: str) -> None:
        self._environment = environment
        self._file = file
        self._macros = {each.name: each for each in environment.parsed_file(file).find_all(nodes.Macro)}
        self._flat: dict[str, _Piece] = {}
        self._numbers = 0
        self.names = frozenset(self._macros)

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def flat(self, name: str) -> _Piece | None:
        """None for what is no macro, for one that calls itself or does more with its caller's words than show them."""
        if name in self._macros:
            macro = self._macros.pop(name)
            _Flattening(self._environment, self._file, self).flat_macro(macro)
            names = names_in(macro.body)
            wants_caller = "caller" in names.used
            names.used.discard("caller")
            if "caller" not in names_in(filled(macro.body, {}, [], frozenset())).used:
                self._flat[name] = _Piece(macro, names, wants_caller)
        return self._flat.get(name)


def _innermost(node: Node | None) -> Node | None:
    while isinstance(node, nodes.Filter):
        node = node.node
    return node


def _with_innermost(node: Node, last: nodes.Expr) -> Node:
    if not isinstance(node, nodes.Filter):
        return last
    node.node = _with_innermost(node.node, last) if node.node is not None else None  # type: ignore[assignment]
    return node


def _arguments(macro: nodes.Macro, call: nodes.Call) -> dict[str, Node] | None:
    """By their names; None for a call that Jinja should look at."""
    names = [each.name for each in macro.args]
    if call.dyn_args or call.dyn_kwargs or len(call.args) > len(names):
        return None
    found: dict[str, Node] = dict(zip(names[len(names) - len(macro.defaults) :], macro.defaults, strict=True))
    found |= dict(zip(names, call.args, strict=False))
    found |= {each.key: each.value for each in call.kwargs}
    return found if found.keys() == set(names) else None

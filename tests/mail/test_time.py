"""Twice as much mail takes twice as long: every regular expression and every reader, on every hostile shape.

Processor time, the best of several runs. The patterns are found in the modules, so that a new one is tried at once.
"""

import ast
import gc
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import pytest

from gateway import mail
from gateway.mail import address, charset, flowed, header, html, identifiers, parameters, persian, references, transfer
from gateway.mail.bounce import failures
from gateway.mail.parse import parse
from gateway.mail.reply import split
from gateway.mail.token import numbers_in, without_tokens
from gateway.mail.words import text_of

from ..thorough import THOROUGH
from .hostile_shapes import SHAPES, Shape

RATIO = 2.3
SIZE = 2500  # characters, more where that takes too little time to be measured
# What is not linear is seen by then: with 80,000 characters even a hundredth of a nanosecond for each pair of them, or
# a hundred nanoseconds for each pair of pieces of a thousand, take longer than MEASURABLE.
LARGEST = 160_000 if THOROUGH else 40_000
MEASURABLE = 0.0002  # seconds
LONG = 0.003  # seconds that need not be measured twice
ROUNDS = 8

Run = Callable[[Any], object]
Make = Callable[[int], Any]


def spent(run: Run, value: object) -> float:
    began = time.process_time()
    run(value)
    return time.process_time() - began


def growth(run: Run, make: Make, size: int = SIZE, largest: int = LARGEST) -> float:
    """time(2n) / time(n) at the first n that takes long enough; 1 where none does."""
    while (two := spent(run, make(2 * size))) < MEASURABLE:
        if size >= largest:
            return 1.0
        size *= 4
    if two > LONG and (ratio := two / spent(run, make(size))) <= RATIO:
        return ratio
    ratio = inf
    for factor in (1, 2, 4, 1):  # a busy machine or a full cache disturbs one size, a square shows at all
        ratio = min(ratio, measured(run, make, factor * size))
        if ratio <= RATIO:
            break
        time.sleep(0.1)
    return ratio


def measured(run: Run, make: Make, size: int) -> float:
    small, large = make(size), make(2 * size)
    one = two = inf
    gc.disable()
    try:
        for number in range(ROUNDS):
            one, two = min(one, spent(run, small)), min(two, spent(run, large))
            if number and (two <= RATIO * one or two > 30 * LONG):
                break
    finally:
        gc.enable()
    return two / one


def slow(run: Run, make: Callable[[Shape, int], Any], size: int = SIZE, largest: int = LARGEST) -> Iterator[str]:
    """The shapes on which it is not linear."""
    for shape in SHAPES:
        ratio = growth(run, partial(make, shape), size, largest)
        if ratio > RATIO:
            yield f"{shape.name}: {ratio:.1f}"


# --- every pattern ----------------------------------------------------------------------------------------------------

METHODS = frozenset({"match", "search", "fullmatch", "sub", "split", "findall", "finditer"})
_MODULES = [importlib.import_module(f"{mail.__name__}.{info.name}") for info in pkgutil.iter_modules(mail.__path__)]


def patterns_in(value: object) -> Iterator["re.Pattern[Any]"]:
    """A pattern, or those in a table at module level."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | dict | frozenset | set):
        for each in (*value.keys(), *value.values()) if isinstance(value, dict) else value:
            yield from patterns_in(each)


def used_methods() -> dict[str, set[str]]:
    """How the package calls what is named so: `_PIECE.match(...)` gives "_PIECE": {"match"}."""
    found: dict[str, set[str]] = {}
    for module in _MODULES:
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                found.setdefault(ast.unparse(node.value).split(".")[-1], set()).add(node.attr)
    return found


def every_pattern() -> dict[str, tuple["re.Pattern[Any]", set[str]]]:
    """Each once, under the first of its names, with the methods that are called on any of them."""
    used = used_methods()
    names: dict[int, str] = {}
    found: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    for module in _MODULES:
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                first = names.setdefault(id(pattern), f"{module.__name__.rpartition('.')[2]}.{name}.{len(names)}")
                found.setdefault(first, (pattern, set()))[1].update(used.get(name, set()))
    return {name: (pattern, methods or {"search"}) for name, (pattern, methods) in found.items()}


PATTERNS = every_pattern()


def call(pattern: "re.Pattern[Any]", method: str) -> Run:
    match method:
        case "sub":
            return lambda text: pattern.sub(b"" if isinstance(text, bytes) else "", text)
        case "finditer":
            return lambda text: sum(1 for _ in pattern.finditer(text))
        case _:
            found: Run = getattr(pattern, method)
            return found


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_is_linear(name: str) -> None:
    pattern, methods = PATTERNS[name]
    encode = isinstance(pattern.pattern, bytes)
    for method in sorted(methods):
        run = call(pattern, method)
        found = list(slow(run, _bytes if encode else _flat))
        assert not found, f"{method}: {found}"


def test_the_patterns_of_the_package_are_found() -> None:
    assert len(PATTERNS) >= 50
    called = [methods for _, methods in PATTERNS.values()]
    assert all(methods <= METHODS for methods in called)
    assert {"match"} in called
    assert {"search"} in called
    assert any(methods & {"finditer", "findall", "sub"} for methods in called)


# --- every reader -----------------------------------------------------------------------------------------------------


def _flat(shape: Shape, size: int) -> str:
    return shape.text(size)


def _bytes(shape: Shape, size: int) -> bytes:
    return shape.text(size).encode()


READERS: dict[str, tuple[Run, Callable[[Shape, int], Any], int]] = {
    "split": (split, _flat, SIZE),
    "HTML to text": (lambda page: html.to_text(page, []), _flat, 25_000),  # the guard sleeps below 20,000
    "words of a header": (text_of, _bytes, SIZE),
    "header": (header.read, _bytes, SIZE),
    "addresses": (address.read, _bytes, SIZE // 2),
    "parameters": (parameters.read, _bytes, parameters.LIMIT // 2),
    "ids": (identifiers.ids, _flat, SIZE),
    "date": (identifiers.date, _flat, SIZE),
    "token": (lambda subject: numbers_in(subject, (b"k" * 32,)), _flat, SIZE),
    "subject without tokens": (without_tokens, _flat, SIZE),
    "base subject": (references.base_subject, _flat, SIZE),
    "charset": (charset.decode, _bytes, SIZE),
    "base64": (lambda raw: transfer.undo(raw, "base64"), _bytes, SIZE),
    "quoted-printable": (lambda raw: transfer.undo(raw, "quoted-printable"), _bytes, SIZE),
    "uuencode": (transfer.uuencoded, _bytes, SIZE),
    "flowed": (flowed.unflow, _flat, SIZE),
    "fold": (persian.fold, _flat, SIZE),
    "language": (persian.language_of, _flat, SIZE),
}


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_linear(name: str) -> None:
    run, make, size = READERS[name]
    assert list(slow(run, make, size)) == []


# --- whole mails ------------------------------------------------------------------------------------------------------

_NAMES = ("Subject", "From", "To", "Content-Type", "References", "Date", "Content-Disposition", "X-Failed-Recipients")
_REPORT = "From: MAILER-DAEMON@b.example\nSubject: failure notice\n\n"
_STATUS = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: '
_PARTS = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Transfer-Encoding: base64\n\n'
WHOLE: dict[str, Callable[[str], str]] = {
    "in every field": lambda text: "".join(f"{name}: {text[: len(text) // 8]}\n" for name in _NAMES) + "\n",
    "as a body": lambda text: f"Subject: a\n\n{text}",
    "as a page": lambda text: f"Content-Type: text/html; charset=utf-8\n\n{text}",
    "as parts": lambda text: f"{_PARTS}{text}\n--b\n\n{text}\n--b--\n",
    "as a report in prose": lambda text: f"{_REPORT}{text}\nMessage-ID: <a@b>\n",
    "as a delivery status": lambda text: f"{_STATUS}message/delivery-status\n\n{text}\n--b--\n",
    "as it is": lambda text: text,
}


@pytest.mark.parametrize("place", WHOLE)
def test_reading_a_mail_is_linear(place: str) -> None:
    wrap = WHOLE[place]
    assert list(slow(parse, lambda shape, n: wrap(shape.text(n)).encode(), SIZE, SIZE)) == []


def test_telling_failures_is_linear() -> None:
    assert list(slow(failures, lambda shape, n: (_REPORT + shape.text(n)).encode(), SIZE, SIZE)) == []


# --- planted ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "piece"), [(r"1*1x", "1"), (r"\s*;", " "), (r"<[^>]*>y", "<"), (r"=\?.*x", "=?")])
def test_a_pattern_that_is_not_linear_is_found(pattern: str, piece: str) -> None:
    """A busy machine may hide a square once."""
    search, make = re.compile(pattern).search, partial(_flat, Shape(piece))
    assert any(growth(search, make, size, size) > RATIO for size in (1000, 2000, 4000))


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) == len(set(SHAPES)) >= 150
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)

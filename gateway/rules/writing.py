"""Writes a rule of the common kind at the end of a document, for who fills in a form. What was written is read again by
the codec like anybody's words: a document with a mistake is never given back. Pure.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..mail.persian import fold
from ..policy import Policy
from ..ruleset import Answer
from .codec import read
from .mistakes import Mistake

NAME = 80  # characters of a name that is made of the words

# They turn around how a line looks, and are written so that they can be seen; a half space (ZWNJ) is spelling.
_UNSEEN = re.compile("[\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Wish:
    """Mails of which `condition` has one of the words get `actions`, in pairs of a word of the registry and what it is
    set to. `answer`: words for the acknowledgement, under the name of the rule.
    """

    name: str  # "": made of the words
    condition: str
    words: tuple[str, ...]
    actions: tuple[tuple[str, str], ...] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Longer:
    """A sound document that ends with the rule."""

    document: str
    name: str


def with_rule(document: str, wish: Wish, policy: Policy) -> Longer | tuple[Mistake, ...]:
    """The mistakes are those of the document, or else of the rule that was wished for."""
    before = read(document, policy)
    if before.mistakes:
        return before.mistakes
    taken = [rule.name for rule in before.rules.rules] + [answer.name for answer in before.rules.answers]
    named = replace(wish, name=wish.name or _free(_made(wish), taken))
    if named.answer is not None:
        answers = [answer.name for answer in before.rules.answers]
        named = replace(named, answer=replace(named.answer, name=_free(named.name, answers)))
    apart = "" if not document else "\n" if document.endswith("\n") else "\n\n"
    longer = f"{document}{apart}{written(named)}"
    return read(longer, policy).mistakes or Longer(longer, named.name)


def written(wish: Wish) -> str:
    """As a person would write it."""
    return "\n".join((*_answer(wish.answer), *_rule(wish))) + "\n"


def _answer(answer: Answer | None) -> Iterator[str]:
    if answer is not None:
        yield "[[answer]]"
        yield f"name = {text(answer.name)}"
        yield from (f"{language} = {text(said)}" for language, said in (("en", answer.en), ("fa", answer.fa)) if said)
        yield ""


def _rule(wish: Wish) -> Iterator[str]:
    yield "[[rule]]"
    yield f"name = {text(wish.name)}"
    yield f"when.{wish.condition} = [{', '.join(map(text, wish.words))}]"
    yield from (f"then.{name} = {text(value)}" for name, value in wish.actions)
    if wish.answer is not None:
        yield f"then.answer = {text(wish.answer.name)}"


def text(value: str) -> str:
    """A basic string of TOML, with several lines where it has some. JSON knows the same escapes, but for DEL."""
    lines = [_UNSEEN.sub(_escape, json.dumps(line, ensure_ascii=False)[1:-1]) for line in value.split("\n")]
    if len(lines) == 1:
        return f'"{lines[0]}"'
    return '"""\n' + "\n".join(lines) + '"""'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _made(wish: Wish) -> str:
    return " ".join(f"{wish.condition}: {', '.join(wish.words)}".split())[:NAME].strip()


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or the first with a number behind it that nothing has."""
    known = {fold(each) for each in taken}
    names = (name, *(f"{name} {number}" for number in range(2, len(known) + 3)))
    return next(each for each in names if fold(each) not in known)

"""Cuts a text into sentences of tokens, without its greeting and what stands below the farewell. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .stems import folded, numbers_of
from .vocabulary import FAREWELLS, GREETS

CARD_LINES, CARD_LINE = 8, 60  # what stands below a farewell is a card where its lines are no more and no longer
GREETING, SALUTED = 6, 4  # words of a greeting that has a line, or the beginning of one

_TOKEN = re.compile(r"[^\W_]+(?:['’.,٬/@:_+-][^\W_]+)*")
_BREAK = re.compile(r"[.!?؟؛;:\n]")
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[.,٬/:_+-]")
_HEAD = re.compile(  # of a mail that is passed on
    r"^[ \t>*]*(?:from|sent|to|cc|date|subject|reply-to|von|gesendet|an|betreff|datum|de|envoyé|à|objet"
    r"|از|به|تاریخ|موضوع|ارسال|ارسال‌شده)[ *]{0,3}:.*$|^[ \t]*-{4,}.*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(
    r"(?<=[.!?؟\n])[ \t]{0,9}(?:(?:with )?(?:best|kind|warm) (?:regards|wishes|greetings)|regards|yours sincerely"
    r"|sincerely|cheers|با (?:تشکر|احترام|سپاس)|ارادتمند)\b[^.!?؟\n\d]{0,60}\Z",
    re.IGNORECASE,
)
_JOINER = "\u200c"
_BEFORE = frozenset({"می", "نمی"})
_AFTER = frozenset(
    {"ها", "های", "هایی", "ای", "ام", "ات", "اش", "اید", "اند", "ایم", "مان", "تان", "شان", "تر", "ترین"}
)


class Token(NamedTuple):
    """`word` is folded. `number`: holds a digit, or is an address or a host. `clause`: commas part it from others."""

    word: str
    written: str
    number: bool = False
    clause: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: tuple[Token, ...]
    asks: bool = False

    @property
    def words(self) -> list[str]:
        return [token.word for token in self.tokens]


def sentences(text: str) -> Iterator[Sentence]:
    tokens: list[Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        between = text[end : found.start()]
        if between != " " and tokens and _BREAK.search(between):  # most words have nothing but a blank between them
            yield Sentence(_joined(tokens), "?" in between or "؟" in between)
            tokens = []
        clause = tokens[-1].clause + ("," in between or "،" in between) if tokens else 0
        tokens += _tokens(found[0], clause)
        end = found.end()
    if tokens:
        yield Sentence(_joined(tokens), "?" in text[end:] or "؟" in text[end:])


def _tokens(written: str, clause: int) -> list[Token]:
    word = folded(written)
    if word.isalpha():
        return [Token(word, written, False, clause)]
    if _DIGIT.search(word):
        return [Token(each, each, True, clause) for each in numbers_of(word)]
    if "@" in word or ("." in word and word.isascii() and len(word.rpartition(".")[2]) > 1):
        return [Token(word, written, True, clause)]
    bare = written.replace("'", "").replace("’", "")
    return [Token(folded(part), part, False, clause) for part in _PARTS.split(bare) if part]


def _joined(tokens: list[Token]) -> tuple[Token, ...]:
    """What is written with a blank in place of a joiner is one word."""
    found: list[Token] = []
    for token in tokens:
        if found and not found[-1].number and (found[-1].word in _BEFORE or token.word in _AFTER):
            found[-1] = found[-1]._replace(word=found[-1].word + token.word)
        else:
            found.append(token)
    return tuple(found)


def readable(text: str) -> str:
    """Without marks that nobody sees."""
    if text.isascii():
        return text
    shown = text.replace(f"به{_JOINER}", "به ").replace(_JOINER, "")
    return "".join([c for c in shown if c == "\n" or c.isprintable()])


def parted(text: str) -> tuple[str, str]:
    """The letter without the heads of mails that it passes on, its greeting and its card; and the card."""
    if len(_HEAD.findall(text)) >= 3:
        text = _HEAD.sub("", text)
    lines = _without_greeting([line for line in text.split("\n") if line.strip()])
    for place in range(max(len(lines) - CARD_LINES, 1), len(lines)):
        if _is_farewell(lines[place - 1]) and all(len(line) <= CARD_LINE for line in lines[place:]):
            return "\n".join(lines[:place]), "\n".join(lines[place:])
    return _CLOSING.sub("", "\n".join(lines)), ""


def _without_greeting(lines: list[str]) -> list[str]:
    words = [folded(word) for word in _TOKEN.findall(lines[0][:200])] if lines else []
    if not words or not (words[0] in GREETS or words[:2] == ["با", "سلام"] or words[-1] == "سلام"):
        return lines
    head, comma, rest = _first_comma(lines[0])
    if len(words) <= GREETING and len(lines) > 1 and not _has_digits(lines[0]):
        return lines[1:]
    comma = "" if _has_digits(head) else comma
    return [rest, *lines[1:]] if comma and len(_TOKEN.findall(head)) <= SALUTED else lines


def _first_comma(line: str) -> tuple[str, str, str]:
    places = [place for mark in ",،!" if (place := line.find(mark)) >= 0]
    at = min(places, default=len(line))
    return line[:at], line[at : at + 1], line[at + 1 :]


def _has_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _is_farewell(line: str) -> bool:
    words = [folded(word) for word in _TOKEN.findall(line[:100])]
    return 0 < len(words) <= 5 and not FAREWELLS.isdisjoint(words)

"""What of a mail tells a machine from a person, each sign by a name of its own."""

import re
from dataclasses import dataclass
from functools import cached_property

from . import auto_fields
from .inbound import ENVELOPED, NULL_BY_PIPE, Bounce, Envelope, Mailbox, Source
from .mime import Part
from .persian import fold
from .reply import Kind, split

Fields = tuple[tuple[str, str], ...]

SPEECH = 2000  # characters at the beginning of the text that are looked at
QUOTES = 200_000  # characters in which a quote is looked for
CALENDAR_REPLY = "text/calendar; method=reply"
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_ADDRESS = re.compile(r"(?<![^\s<>:;,\"])[^\s<>:;,\"@]{1,120}@[^\s<>:;,\"@]{1,253}")


@dataclass(frozen=True)
class Signs:
    """A mail as far as the rules look at it. `kinds`: the content types of its parts."""

    envelope: Envelope
    fields: Fields
    from_: tuple[Mailbox, ...]
    content_type: str
    bounce: Bounce | None
    kinds: frozenset[str] = frozenset()
    text: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(self._by_name.get(name, ()))

    def value(self, name: str) -> str:
        found = self._by_name.get(name)
        return found[0] if found else ""

    def has_none(self, names: frozenset[str]) -> bool:
        return self._by_name.keys().isdisjoint(names)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for name, value in self.fields:
            named.setdefault(name, []).append(value)
        return named

    @cached_property
    def subject(self) -> str:
        return fold(self.value("subject")[:SPEECH]).strip()

    @cached_property
    def speech(self) -> str:
        return fold(self.text[:SPEECH])


def kinds(root: Part) -> frozenset[str]:
    """The content types of all parts; a calendar part that answers an invitation is told apart (RFC 5546)."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        part = waiting.pop()
        waiting += part.children
        found.add(part.content_type)
        if part.content_type in ("text/calendar", "application/ics") and _is_reply(part):
            found.add(CALENDAR_REPLY)
    return frozenset(found)


def _is_reply(part: Part) -> bool:
    stated = part.type.get("method")
    return stated.lower() == "reply" if stated else b"METHOD:REPLY" in part.content([])[:4000].upper()


def token(value: str) -> str:
    """The first word of a structured field without comments and parameters, lower case."""
    bare = value[:500]
    while "(" in bare and (shorter := _COMMENT.sub(" ", bare)) != bare:
        bare = shorter
    return bare.partition(";")[0].strip(" \t\"'").lower()


def precedence(signs: Signs) -> str:
    return token(signs.value("precedence"))


def has_null_sender(signs: Signs) -> bool:
    """An imported file has no envelope, so an empty sender proves nothing there; a Return-Path of <> does. Whoever
    hands mail in by a pipe may have left the sender out.
    """
    if signs.envelope.source in ENVELOPED:
        return not signs.envelope.sender
    if signs.envelope.source is Source.PIPE and signs.envelope.sender:
        return signs.envelope.sender == NULL_BY_PIPE
    return any(value.strip() == "<>" for value in signs.values("return-path")[:1])


def answers_a_mail(signs: Signs) -> bool:
    return bool(signs.value("in-reply-to").strip() or signs.value("references").strip())


def has_program(signs: Signs) -> bool:
    """Written in a program for people."""
    program = " ".join((signs.value("user-agent"), signs.value("x-mailer")))[:SPEECH].strip().lower()
    return any(name in program for name in auto_fields.PROGRAMS)


def quotes_what_it_answers(signs: Signs) -> bool:
    """As people's answers do, and hardly ever a machine's."""
    return answers_a_mail(signs) and any(piece.kind is Kind.QUOTED for piece in split(signs.text[:QUOTES]).pieces)


def is_by_hand(signs: Signs) -> bool:
    return has_program(signs) or quotes_what_it_answers(signs)


def is_own_alias(signs: Signs) -> bool:
    """A group that is only a way to us, as Google Groups makes of an address like support@: not a list to take part in.

    It stands in the domain that the mail was delivered to; where the transport does not tell that, Google's own sign
    and the group's address in To must do.
    """
    groups = {
        match[0].lower() for name in auto_fields.GROUP_FIELDS for match in _ADDRESS.finditer(_bare(signs.value(name)))
    }
    groups = {address for address in groups if address.rpartition("@")[2] not in auto_fields.PUBLIC_LISTS}
    traced = [_bare(value).strip() for name in auto_fields.RECEIVED_FOR for value in signs.values(name)[:3]]
    received = [address.lower() for address in (*signs.envelope.recipients, *traced)]
    domains = {address.rpartition("@")[2] for address in received}
    if any(_akin(group.rpartition("@")[2], domain) for group in groups for domain in domains):
        return True
    list_id = signs.value("list-id")[:2000].rpartition("<")[2].partition(">")[0].strip().lower()
    if list_id and list_id in {address.replace("@", ".") for address in received}:
        return True
    addressed = " ".join((signs.value("to"), signs.value("cc")))[:4000].lower()
    return bool(signs.value("x-google-group-id")) and not received and any(group in addressed for group in groups)


def _bare(value: str) -> str:
    return value[:2000].lower().replace("mailto:", " ").replace("<", " ").replace(">", " ")


def _akin(one: str, other: str) -> bool:
    """The same domain, or one inside of the other."""
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")

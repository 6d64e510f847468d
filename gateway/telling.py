"""Tells an agent who gets mail because of theirs: the end of each transcript. Pure."""

from dataclasses import replace

from .case import Case
from .commands import Words
from .decisions import Aftermath
from .mail.inbound import Source
from .notices import Kind, Notice
from .tickets.people import Role

_GOES_TO = Words("Sent to: {people}", "فرستاده شد برای: {people}")
_WOULD_GO_TO = Words("Would be sent to: {people}", "فرستاده می‌شد برای: {people}")
_TO_NOBODY = Words("No customer gets a mail from this.", "با این ایمیل برای هیچ درخواست‌کننده‌ای چیزی فرستاده نشد.")
_WOULD_GO_TO_NOBODY = Words(
    "No customer would get a mail from this.", "با این ایمیل برای هیچ درخواست‌کننده‌ای چیزی فرستاده نمی‌شد."
)


def with_reach(case: Case, notices: tuple[Notice, ...], follows: Aftermath, trial: bool) -> tuple[Notice, ...]:
    """The notices, an agent's transcript among them ending with who gets what. Of a trial, the transcript is all."""
    everywhere = (*notices, *(notice for side in follows.sides for notice in side.notices))
    people = dict.fromkeys(
        notice.recipient.person.address for notice in everywhere if notice.recipient.role is not Role.AGENT
    )
    agent = case.agent
    language = agent.language if agent else "en"
    line = _sentence(tuple(people), trial).in_language(language).format(people=_listed(tuple(people), language))
    told = tuple(_ending_with(line, notice) for notice in notices)
    if trial:
        return tuple(notice for notice in told if notice.kind is Kind.TRANSCRIPT)
    if case.mail.envelope.source is Source.CONSOLE:  # who gave orders there reads there what came of them
        return tuple(notice for notice in told if not _is_own_transcript(case, notice))
    return told


def _is_own_transcript(case: Case, notice: Notice) -> bool:
    return notice.kind is Kind.TRANSCRIPT and notice.recipient.person.address == case.author.person.address


def _sentence(people: tuple[str, ...], trial: bool) -> Words:
    if people:
        return _WOULD_GO_TO if trial else _GOES_TO
    return _WOULD_GO_TO_NOBODY if trial else _TO_NOBODY


def _listed(people: tuple[str, ...], language: str) -> str:
    return ("، " if language == "fa" else ", ").join(people)


def _ending_with(line: str, notice: Notice) -> Notice:
    concerned = notice.kind is Kind.TRANSCRIPT and notice.recipient.role is Role.AGENT
    return replace(notice, lines=(*notice.lines, line)) if concerned else notice

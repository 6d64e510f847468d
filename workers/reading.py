"""From what was claimed to what can be decided about: the bytes, what a child reads in them, what others say of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from gateway import meters
from gateway.app import App
from gateway.intake.reading import Answer, Busy, NoReader, Unreadable
from gateway.mail.inbound import InboundMail
from gateway.store.facts import Arrived
from gateway.store.ledger import Claim
from gateway.store.line import Claimed
from gateway.store.spool import ALONG, SpooledMail

from . import proposals
from .deciding import Ready
from .excuses import excuse

LIGHT = ALONG  # bytes of mails that are worked on together
SOON = 0.2  # seconds, after which no other mail is read, or examined, with those that wait to be decided about


@dataclass(frozen=True, slots=True)
class _Opened:
    claimed: Claimed
    spooled: SpooledMail


def read_some(app: App, claimed: Sequence[Claimed]) -> tuple[list[Ready], list[Claimed]]:
    """Those of the `chosen` that can be decided about, and those that were not read. What goes wrong with one is
    written down.
    """
    opened = [each for each in (_opened(app, each) for each in claimed) if each]
    ready: list[Ready] = []
    left: list[Claimed] = []
    answers = _answers(app, opened) if opened else []
    began = time.monotonic()
    for each, answer in zip(opened, answers, strict=False):
        if ready and time.monotonic() - began > SOON:
            left.append(each.claimed)
        elif found := _examined(app, each, answer):
            ready.append(found)
    return ready, [*left, *(each.claimed for each in opened[len(answers) :])]


def chosen(app: App, claimed: Sequence[Claimed]) -> list[Claimed]:
    """The first, and as many after it as are light; what is large, failed before or took long is worked on alone."""
    room, found = LIGHT, list[Claimed]()
    for each in claimed:
        room -= each.size
        light = room >= 0 and each.claim.attempts == 1 and each.claim.id not in app.slow
        if found and not light:
            break
        found.append(each)
        if not light:
            break
    return found


def _opened(app: App, claimed: Claimed) -> _Opened | None:
    try:
        if claimed.claim.exhausted:
            raise Unreadable("the worker died at every attempt to read it")
        return _Opened(claimed, app.spool.opened(claimed.row))
    except Exception as error:
        excuse(app, claimed.claim, error)
        return None


def _answers(app: App, opened: Sequence[_Opened]) -> Sequence[Answer | Exception]:
    """Of the first ones, one at least."""
    try:
        return _read(app, opened)
    except Exception as error:
        return [error]


def _read(app: App, opened: Sequence[_Opened]) -> list[Answer]:
    """Mails that failed before, or took long, are read out of the others' way."""
    began, claim = time.monotonic(), opened[0].claimed.claim
    if claim.failures or claim.id in app.slow:
        app.slow.discard(claim.id)
        found = [_aside(app, opened[0].spooled)]
    else:
        found = app.reader.read_some([(each.spooled.raw, each.spooled.envelope) for each in opened], SOON)
    for each, answer in zip(opened, found, strict=False):
        if isinstance(answer, Busy):
            app.slow.add(each.claimed.claim.id)
        elif isinstance(answer, InboundMail):
            meters.read((time.monotonic() - began) / len(found))
    return found


def _aside(app: App, spooled: SpooledMail) -> Answer:
    try:
        return app.reader.read_aside(spooled.raw, spooled.envelope)
    except (Unreadable, Busy, NoReader) as error:
        return error


def _examined(app: App, opened: _Opened, answer: Answer | Exception) -> Ready | None:
    claim = opened.claimed.claim
    try:
        if isinstance(answer, Exception):
            raise answer
        return Ready(claim, opened.spooled, _arrived(app, claim, opened.spooled, answer))
    except Exception as error:
        excuse(app, claim, error)
        return None


def _arrived(app: App, claim: Claim, spooled: SpooledMail, mail: InboundMail) -> Arrived:
    contents = tuple(app.blobs.save(attachment.content) for attachment in mail.attachments)
    examination = app.scanner.examine(spooled.raw, [attachment.content for attachment in mail.attachments])
    checked = app.border.check(spooled.raw, spooled.envelope, mail)
    proposal = proposals.examine(app, claim, mail)
    known_of_mail = (claim.released, claim.confirmed, examination, checked, spooled.accepted, proposal)
    return Arrived(spooled.id, mail, spooled.silent, contents, *known_of_mail)

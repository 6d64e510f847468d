"""What must hold of every mail that is read, whatever its bytes: the claims of the reading proof, mail by mail."""

import re
import resource
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.intake.answered import pack, unpack
from gateway.mail.bounce import failures
from gateway.mail.fingerprint import fingerprint
from gateway.mail.inbound import Envelope, InboundMail, Source
from gateway.mail.parse import parse
from gateway.mail.persian import direction, fold, language_of
from gateway.mail.references import base_subject, thread_ids
from gateway.mail.reply import Reply, split
from gateway.mail.token import numbers_in
from gateway.tickets.people import Standing
from gateway.triage import triage

from .. import builders

ENVELOPE = Envelope("ali@customer.example", ("support@example.org",), Source.SMTP)
SECONDS = 2.0  # of processor time for a mail of a megabyte, proportionally less for a smaller one
SHORTEST = 0.5  # what even the smallest mail may take on a busy machine
MEMORY = 256 * 1024 * 1024  # that a process may grow by
_HALVES = re.compile("[\ud800-\udfff]")
_POLICY = builders.policy()
_FACTS = (
    builders.facts(standing=Standing.BEARER),
    builders.about(builders.ticket()),
    builders.about(builders.ticket(), builders.TOM),
)


@dataclass(frozen=True)
class Subject:
    """What is tried; the tests of the proof plant worse ones."""

    parse: Callable[[bytes, Envelope], InboundMail] = parse
    split: Callable[[str], Reply] = split


REAL = Subject()


def faults(raw: bytes, subject: Subject = REAL) -> list[str]:
    """Everything that does not hold of this mail, a sentence each."""
    found, seconds = _timed(raw, subject)
    for _ in range(2):  # the machine may have been busy
        if seconds > limit(raw):
            found, again = _timed(raw, subject)
            seconds = min(seconds, again)
    if seconds > limit(raw):
        found.append(f"it took {seconds:.2f} s of processor time for {len(raw)} bytes")
    return found


def limit(raw: bytes) -> float:
    return max(SHORTEST, SECONDS * len(raw) / 1_000_000)


def _timed(raw: bytes, subject: Subject) -> tuple[list[str], float]:
    began = time.process_time()
    try:
        mail = subject.parse(raw, ENVELOPE)
        reply = subject.split(mail.text)
        spent = time.process_time() - began
        return list(_claims(raw, mail, reply)), spent
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        words = f"{type(error).__name__}: {str(error)[:200]} in {last.name}, {Path(last.filename).name}:{last.lineno}"
        return [words], time.process_time() - began


def _claims(raw: bytes, mail: InboundMail, reply: Reply) -> Iterator[str]:
    if "".join(piece.text for piece in reply.pieces) != mail.text:
        yield "the pieces of the reply are not the text"
    if any(not piece.text for piece in reply.pieces):
        yield "a piece of the reply is empty"
    if unpack(pack(mail)) != mail:
        yield "it does not come out of the reading process as it went in"
    yield from _unstorable(mail)
    if any("\n" in value or "\r" in value for value in (mail.subject, *(name for _, name in mail.fields))):
        yield "a header value has more than one line"
    _used(mail, raw)


def _unstorable(mail: InboundMail) -> Iterator[str]:
    """No database takes half a surrogate pair, PostgreSQL takes no NUL."""
    people = (*mail.from_, *mail.to, *mail.cc, *mail.reply_to)
    reported = [(f.recipient, f.status, f.words) for f in mail.bounce.failures] if mail.bounce else []
    texts = {
        "the text": (mail.text, mail.html),
        "a field": (mail.subject, *(each for pair in mail.fields for each in pair)),
        "an address": tuple(each for box in people for each in (box.address, box.name)),
        "an id": (mail.message_id, *mail.in_reply_to, *mail.references),
        "an attachment": tuple(each for a in mail.attachments for each in (a.name, a.content_type, a.content_id)),
        "the report": (mail.judgement.reason, *(each for report in reported for each in report)),
    }
    for place, values in texts.items():
        for value in values:
            if "\0" in value:
                yield f"{place} has a NUL"
            if not value.isascii() and _HALVES.search(value):
                yield f"{place} has half a character"


def _used(mail: InboundMail, raw: bytes) -> None:
    """What is done with a mail next: threads, tokens, duplicates, languages, and one of the decisions about it."""
    thread_ids(mail)
    base_subject(mail.subject)
    numbers_in(mail.subject, (builders.KEY,))
    fingerprint(mail)
    language_of(f"{mail.subject}\n{mail.text}")
    fold(mail.subject)
    direction(mail.text)
    triage(mail, _FACTS[len(raw) % len(_FACTS)], _POLICY)
    if len(raw) % 4 == 0:
        failures(raw)


def peak() -> int:
    """The most memory that this process ever held, in bytes."""
    # Not getrusage: what it calls the peak of a new program is that of the one that started it.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024


def held() -> int:
    """The memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

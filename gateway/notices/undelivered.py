"""Tells agents of a mail of ours that did not arrive, or was called spam. Pure.

The row in the outbox keeps what the report said; what the mail was, and to whom else it could go, is looked up when the
notice is sent.
"""

from dataclasses import dataclass

from ..mail.encoded_words import one_line
from ..mail.marks import without_bidi_controls
from ..tickets.returns import Lost
from ..tickets.ticket import Ticket
from .kinds import Kind, Notice, Staff, Step
from .planning import plan

WORDS = 300  # characters of what the other server said


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice's lines say: which mail of ours, what became of it, and why."""

    notice: int
    loss: str
    reason: str
    words: str


def failure_lines(lost: Lost) -> tuple[str, ...]:
    words = one_line(without_bidi_controls(lost.words))[:WORDS]
    return (str(lost.notice), lost.loss.value, lost.reason.name.lower(), words)


def failure_in(lines: tuple[str, ...]) -> Told:
    return Told(int(lines[0]), *lines[1:4])


def tell(lost: Lost, recipient: str, at: Ticket, staff: Staff) -> tuple[Notice, ...]:
    """Whoever has the ticket hears of it, and who wrote it (the `writer` of the staff); but never by mail to the very
    address that takes none.
    """
    if not lost.told:
        return ()
    planned = plan(Step(at, at, None, None, staff, failed=failure_lines(lost)))
    return tuple(
        each for each in planned if each.kind is Kind.UNDELIVERED and each.recipient.person.address != recipient
    )

"""From the outbox to the relay: claim, gather, render, compose, check, submit, record. Callable without Dramatiq.

No transaction is open while a mail is rendered or sent.
"""

import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import get_ident

from gateway import maillog
from gateway.app import App
from gateway.letter import Letter
from gateway.mail import strict
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.outbound import OutboundMail, serialise
from gateway.outgoing import compose
from gateway.store import letters, outbox, promises
from gateway.store.database import Connection, Unavailable, plain, raise_unavailable
from gateway.store.outbox import Claimed, NoticeState


class Unsafe(Exception):
    """Our own mail is not what it was meant to be; it must not leave."""


def run(app: App, notice_id: int) -> None:
    """Sends one notice if it was issued to us, or is due and nobody has it."""
    if app.in_hand.setdefault(notice_id, get_ident()) != get_ident():
        return  # one step, so that of two threads one gets it
    try:
        taken = (_issued(app, notice_id) if app.sender else None) or _claimed(app, notice_id)
        if taken is not None:
            _deliver(app, taken)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
    finally:
        del app.in_hand[notice_id]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A notice that is ours for one lease, and what gathering its letter gave."""

    claimed: Claimed
    letter: Letter | Exception | None


def _issued(app: App, notice_id: int) -> _Taken | None:
    with app.database.read() as connection:
        claimed = outbox.issued(connection, notice_id, app.sender, _now())
        return _gathered(app, connection, claimed) if claimed else None


def _claimed(app: App, notice_id: int) -> _Taken | None:
    claimed = app.database.write(lambda connection: outbox.claim(connection, notice_id, app.holder.name, _now()))
    if claimed is None:
        return None
    with app.database.read() as connection:
        return _gathered(app, connection, claimed)


def _gathered(app: App, connection: Connection, claimed: Claimed) -> _Taken:
    """Trouble with one letter is a crash of its notice, to be written down like any other."""
    try:
        return _Taken(claimed, letters.gather(connection, claimed, app.policy))
    except Exception as error:
        raise_unavailable(error)
        return _Taken(claimed, error)


def _deliver(app: App, taken: _Taken) -> None:
    claimed = taken.claimed
    try:
        attempt = _submit(app, taken.letter)
    except Unavailable:
        raise
    except Exception as error:
        story = plain("".join(traceback.format_exception(error))[-4000:])
        maillog.notice_failed(claimed.id, claimed.ticket or 0, f"{type(error).__name__}")
        app.database.write(lambda connection: outbox.record_crash(connection, claimed, story, _now()))
        return
    app.database.write(lambda connection: _record(connection, app, claimed, attempt))
    maillog.delivered(attempt.delivery.value, claimed.id, claimed.ticket or 0, attempt.words)


def _record(connection: Connection, app: App, claimed: Claimed, attempt: Attempt) -> None:
    """Whether a customer got somebody's answer may only be known now: refused for good, or sent after all."""
    now = _now()
    state = outbox.record(connection, claimed, attempt, now)
    if state is NoticeState.BOUNCED or (state is NoticeState.SENT and claimed.attempts > 1):
        promises.reconsider(connection, claimed.id, app.policy, now)


def _submit(app: App, letter: Letter | Exception | None) -> Attempt:
    if isinstance(letter, Exception):
        raise letter
    if letter is None:
        return Attempt(Delivery.BOUNCED, "its ticket or person is no longer there")
    enclosures = tuple(compose.enclose(part, app.blobs.load(part.sha256)) for part in letter.enclosures)
    enclosures += tuple(compose.put_in(paper) for paper in letter.papers)
    now = _now()
    with app.writing:
        rendered = app.renderer.render(compose.answerable_view(letter, app.policy, now))
        mail = compose.compose(letter, rendered, enclosures, app.policy, now)
        raw = _checked(mail)
    return app.relay.submit(mail, raw)


def _checked(mail: OutboundMail) -> bytes:
    raw = serialise(mail)
    surprises = strict.check(raw, mail)
    if surprises:
        raise Unsafe("; ".join(surprises))
    return raw


def _now() -> datetime:
    return datetime.now(UTC)

"""From the outbox to the relay: claim, gather, render, compose, check, submit, record. Callable without Dramatiq.

No transaction is open while a mail is rendered or sent.
"""

import traceback
from datetime import UTC, datetime

from gateway import maillog
from gateway.app import App
from gateway.mail import strict
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.outbound import OutboundMail, serialise
from gateway.outgoing import compose
from gateway.store import letters, outbox
from gateway.store.database import Unavailable, plain
from gateway.store.outbox import Claimed


class Unsafe(Exception):
    """Our own mail is not what it was meant to be; it must not leave."""


def run(app: App, notice_id: int) -> None:
    """Sends one notice if it is due and nobody has it."""
    try:
        claimed = app.database.write(lambda connection: outbox.claim(connection, notice_id, app.holder.name, _now()))
        if claimed is not None:
            _deliver(app, claimed)
    except Unavailable as error:
        maillog.unavailable("database", str(error))


def _deliver(app: App, claimed: Claimed) -> None:
    try:
        attempt = _submit(app, claimed)
    except Unavailable:
        raise
    except Exception as error:
        story = plain("".join(traceback.format_exception(error))[-4000:])
        maillog.notice_failed(claimed.id, claimed.ticket, f"{type(error).__name__}")
        app.database.write(lambda connection: outbox.record_crash(connection, claimed, story, _now()))
        return
    app.database.write(lambda connection: outbox.record(connection, claimed, attempt, _now()))
    maillog.delivered(attempt.delivery.value, claimed.id, claimed.ticket, attempt.words)


def _submit(app: App, claimed: Claimed) -> Attempt:
    with app.database.read() as connection:
        letter = letters.gather(connection, claimed, app.policy)
    if letter is None:
        return Attempt(Delivery.BOUNCED, "its ticket or person is no longer there")
    rendered = app.renderer.render(letter.view)
    enclosures = tuple(compose.enclose(part, app.blobs.load(part.sha256)) for part in letter.enclosures)
    mail = compose.compose(letter, rendered, enclosures, app.policy, _now())
    return app.relay.submit(mail, _checked(mail))


def _checked(mail: OutboundMail) -> bytes:
    raw = serialise(mail)
    surprises = strict.check(raw, mail)
    if surprises:
        raise Unsafe("; ".join(surprises))
    return raw


def _now() -> datetime:
    return datetime.now(UTC)

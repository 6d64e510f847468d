"""One notice from its letter to the relay: render, compose, serialise, check, sign; then hand over."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway import meters
from gateway.app import App
from gateway.letter import Letter
from gateway.mail import strict
from gateway.mail.delivery import Attempt, Delivery, Resting
from gateway.mail.outbound import OutboundMail, serialise
from gateway.outgoing import compose
from gateway.policy import Policy
from gateway.store.clock import elapsed
from gateway.store.outbox import Claimed

NEEDED = timedelta(minutes=5)  # of its lease that a notice must have before it is handed over


class Unsafe(Exception):
    """Our own mail is not what it was meant to be; it must not leave."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A notice that is ours until `ends`, in seconds of `elapsed`, and what gathering its letter by `policy` gave."""

    claimed: Claimed
    letter: Letter | Exception | None
    ends: float
    policy: Policy


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that can be handed over, and its bytes with our signature."""

    mail: OutboundMail
    raw: bytes


def write(app: App, taken: Taken) -> Written | Attempt:
    """The mail, or why there is none. Raises what gathering its letter raised, and Unsafe."""
    letter = taken.letter
    if isinstance(letter, Exception):
        raise letter
    if letter is None:
        return Attempt(Delivery.BOUNCED, "its ticket or person is no longer there")
    if problem := _put_out(app, letter):
        return Attempt(Delivery.DEFERRED, problem)
    return _written(app, letter, taken.policy)


def post(app: App, taken: Taken, written: Written) -> Attempt | Resting | None:
    """None where too little of the lease is left: another worker may have the notice by the time the relay has it."""
    if elapsed() > taken.ends - NEEDED.total_seconds():
        return None
    app.holder.begin(taken.claimed.id)
    outcome = app.relay.submit(written.mail, written.raw)
    if isinstance(outcome, Attempt) and outcome.delivery is Delivery.SENT:
        app.holder.passed(taken.claimed.id)
    return outcome


def _written(app: App, letter: Letter, policy: Policy) -> Written:
    enclosures = tuple(compose.enclose(part, app.blobs.load(part.sha256)) for part in letter.enclosures)
    enclosures += tuple(compose.put_in(paper) for paper in letter.papers)
    now = datetime.now(UTC)
    with app.pace.kept():
        began = time.monotonic()
        rendered = app.renderer.render(compose.answerable_view(letter, policy, now))
        mail = compose.compose(letter, rendered, enclosures, policy, now)
        raw = _checked(mail)
        meters.rendered(began)
        return Written(mail, app.signer.sign(mail, raw))


def _put_out(app: App, letter: Letter) -> str:
    """The large files, into the folder of links; "" where they lie there, else what was in the way."""
    if app.links is None:
        return ""
    try:
        for file in letter.links:
            app.links.publish(file.name, app.blobs.load(file.sha256))
    except OSError as error:
        return f"links: {error.strerror}"
    return ""


def _checked(mail: OutboundMail) -> bytes:
    raw = serialise(mail)
    surprises = strict.check(raw, mail)
    if surprises:
        raise Unsafe("; ".join(surprises))
    return raw

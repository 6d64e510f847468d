"""From the outbox to the relay: claim, gather, render, compose, check, submit, record. Callable without Dramatiq.

Notices that were issued together are taken together: gathered by one look at the database, recorded by one commit.
No transaction is open while a mail is rendered or sent.
"""

import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from gateway import maillog, meters
from gateway.app import App
from gateway.letter import Letter
from gateway.mail.delivery import Attempt, Delivery, Resting
from gateway.notices import Voice
from gateway.store import losses, outbox, promises, rosters
from gateway.store.clock import elapsed
from gateway.store.database import Connection, Unavailable, plain
from gateway.store.in_force import in_force
from gateway.store.losses import Moment
from gateway.store.outbox import Claimed, NoticeState
from gateway.store.outbox_sent import record_sent
from gateway.tickets.people import Role

from .gathering import take
from .posting import Taken, Written, post, write

AHEAD = 0.1  # seconds for which mails are written before the first of them is handed over
SOON = 0.5  # seconds that the words of a relay may wait for those about other notices


def run(app: App, notice_id: int) -> None:
    """Sends a notice and its group: those that were issued to us, or are due and nobody has them."""
    _run(app, app.hands.take(notice_id))


def run_called(app: App, notice_id: int) -> None:
    """The same for one that a broker of this process called: nothing where another one took it along."""
    _run(app, app.hands.take_called(notice_id))


def run_neighbours(app: App, notice_id: int) -> None:
    """The same where a shared broker called, who calls one for several."""
    _run(app, app.hands.take_neighbours(notice_id))


def _run(app: App, mine: tuple[int, ...]) -> None:
    while mine:
        mine = _again(app, mine)


def _again(app: App, mine: tuple[int, ...]) -> tuple[int, ...]:
    """Sends them; returns those that somebody came for meanwhile, taken again. What the database could not be told
    stays in our hands until it is.
    """
    try:
        _send(app, mine)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        app.unheard.put(mine)
        return ()
    except BaseException:
        app.hands.give(mine)
        raise
    return app.hands.take_again(app.hands.give(mine))


@dataclass(frozen=True, slots=True)
class _Ended:
    claimed: Claimed
    outcome: Attempt | Resting


def _send(app: App, ids: tuple[int, ...]) -> None:
    """What people wrote goes first, and to customers before agents: an acknowledgement waits for nobody's copy."""
    with app.pace.kept():
        line = sorted(take(app, ids), key=lambda each: _rank(each.claimed))
        written = _written_ahead(app, line)
    _deliver(app, line, written)


def _written_ahead(app: App, taken: Sequence[Taken]) -> dict[int, Written]:
    """The mails that carry no file, as many as there is time for. What cannot be written is tried again in its turn."""
    began = elapsed()
    found: dict[int, Written] = {}
    for each in taken:
        light = isinstance(each.letter, Letter) and not each.letter.enclosures and not each.letter.links
        if light and elapsed() - began < AHEAD:
            with suppress(Exception):
                written = write(app, each)
                found |= {each.claimed.id: written} if isinstance(written, Written) else {}
    return found


def _rank(claimed: Claimed) -> tuple[bool, bool]:
    """The lowest goes first."""
    return claimed.voice != Voice.HUMAN.value, claimed.role == Role.AGENT.value


def _deliver(app: App, taken: Sequence[Taken], written: dict[int, Written]) -> None:
    """The relay's words about several are written down together, unless that would take long."""
    ended: list[_Ended] = []
    began = elapsed()
    try:
        for each in taken:
            outcome = _attempt(app, each, written.get(each.claimed.id))
            ended += [_Ended(each.claimed, outcome)] if outcome is not None else []
            if elapsed() - began > SOON:
                ended, done, began = [], ended, elapsed()
                _write_down(app, done)
    finally:
        _write_down(app, ended)


def _attempt(app: App, taken: Taken, ahead: Written | None) -> Attempt | Resting | None:
    """What became of it; None where that is written down already. `ahead`: the mail, where it is written."""
    claimed = taken.claimed
    try:
        written = ahead or write(app, taken)
        outcome = post(app, taken, written) if isinstance(written, Written) else written
    except Unavailable:
        raise
    except Exception as error:
        story = plain("".join(traceback.format_exception(error))[-4000:])
        maillog.notice_failed(claimed.id, claimed.ticket or 0, f"{type(error).__name__}")
        now = app.clock.now()
        app.database.write(lambda connection: outbox.record_crash(connection, claimed, story, now))
        app.holder.end(claimed.id)
        return None
    if outcome is None:
        now = app.clock.now()
        app.database.write(lambda connection: outbox.give_back(connection, claimed, now))
    return outcome


def _write_down(app: App, ended: list[_Ended]) -> None:
    """In one transaction; where that fails, each in one of its own, so that none harms another. One that cannot be
    written down is looked at when its lease ends, as what nobody heard the end of.
    """
    if not ended:
        return
    now = app.clock.now()
    try:
        with app.pace.kept():
            app.database.write(lambda connection: _record_all(connection, app, ended, now))
    except Unavailable:
        raise
    except Exception as error:
        if len(ended) == 1:
            maillog.stumbled("outbox", error)
        for each in ended if len(ended) > 1 else ():
            _write_down(app, [each])
        return
    for each in ended:
        app.holder.end(each.claimed.id)
        _log(each.claimed, each.outcome, now)


def _log(claimed: Claimed, outcome: Attempt | Resting, now: datetime) -> None:
    if isinstance(outcome, Resting):
        maillog.postponed(claimed.id, claimed.ticket or 0, outcome.words)
        return
    maillog.delivered(outcome, claimed.id, claimed.ticket or 0)
    if outcome.delivery is Delivery.SENT:
        meters.notice_sent((now - claimed.created).total_seconds())
    if outcome.delivery is Delivery.BOUNCED and claimed.role == Role.AGENT.value:
        maillog.agent_unreached(claimed.id, "refused", outcome.words)


def _record_all(connection: Connection, app: App, ended: list[_Ended], now: datetime) -> None:
    if not app.database.sqlite:
        sent = [(each.claimed, each.outcome) for each in ended if _is_sent(each.outcome) and each.claimed.attempts == 1]
        ended = [each for each in ended if not (_is_sent(each.outcome) and each.claimed.attempts == 1)]
        record_sent(connection, sent, now)
    noted = [
        (each.claimed, each.outcome)
        for each in ended
        if _record(connection, app, each, now) is not None and isinstance(each.outcome, Attempt)
    ]
    outbox.note_all(connection, noted, now)


def _is_sent(outcome: Attempt | Resting) -> TypeGuard[Attempt]:
    return isinstance(outcome, Attempt) and outcome.delivery is Delivery.SENT


def _record(connection: Connection, app: App, ended: _Ended, now: datetime) -> NoticeState | None:
    """Whether a customer got somebody's answer may only be known now: refused for good, or sent after all."""
    claimed, outcome = ended.claimed, ended.outcome
    if isinstance(outcome, Resting):
        state = outbox.postpone(connection, claimed, outcome, now)
    else:
        state = outbox.move(connection, claimed, outcome, now)
    if state is NoticeState.BOUNCED:
        losses.refused(connection, claimed, outcome.words, Moment(in_force(connection, app.policy, now), now))
    elif state is NoticeState.SENT and claimed.attempts > 1:
        promises.reconsider(connection, claimed.id, rosters.organised(connection, app.policy), now)
    return state

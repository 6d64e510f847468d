"""Checks of the ledger: each accepted mail ends once or waits with a time, and what became of it is there."""

from sqlalchemy import Select, func, or_, select

from ...decisions import WAITING, Outcome
from .. import balance
from ..schema import article, fingerprint, journal, mail, spool
from .finding import Finding, Looked, Place, rows

_KNOWN = tuple(outcome.value for outcome in Outcome)
_ARTICLES = (Outcome.TICKET, Outcome.REPLY, Outcome.NOTE, Outcome.HELD)  # whoever has one of these has an article


def equation(place: Place) -> Looked:
    with place.read() as connection:
        found = balance.equation(connection)
    ended = found.waiting + sum(found.outcomes.values())
    wrong = Finding("ledger", f"{found.accepted} accepted", f"{ended} waiting or ended")
    return Looked(found.accepted, [] if found.balanced else [wrong])


def standings(place: Place) -> Looked:
    """Each mail in the spool has one row that says where it stands, in words that we know."""
    without = select(spool.c.id).outerjoin(mail, mail.c.id == spool.c.id).where(mail.c.id.is_(None))
    unknown = select(mail.c.id, mail.c.outcome).where(mail.c.outcome.not_in((WAITING, *_KNOWN)))
    return rows(
        place,
        spool,
        (without, lambda row: Finding(f"mail {row.id}", "waiting or an outcome", "no word of it")),
        (unknown, lambda row: Finding(f"mail {row.id}", "waiting or an outcome", repr(row.outcome))),
    )


def endings(place: Place) -> Looked:
    """What ended says when and is in nobody's line; what is parked waits for a person, who sees its stub."""
    ended = mail.c.outcome.in_(_KNOWN)
    open_end = select(mail.c.id, mail.c.outcome).where(ended, mail.c.finished.is_(None))
    both = select(mail.c.id, mail.c.outcome).where(ended, mail.c.parked.is_(True))
    unseen = select(mail.c.id).where(mail.c.outcome == WAITING, mail.c.parked.is_(True), mail.c.ticket.is_(None))
    return rows(
        place,
        mail,
        (open_end, lambda row: Finding(f"mail {row.id}", f"when it became {row.outcome}", "no time")),
        (both, lambda row: Finding(f"mail {row.id}", f"only {row.outcome}", "parked, too")),
        (unseen, lambda row: Finding(f"mail {row.id}", "a stub ticket, as it is parked", "no ticket")),
    )


def results(place: Place) -> Looked:
    """What became a ticket, a reply, a note or is held has its ticket and its article."""
    values = [outcome.value for outcome in _ARTICLES]
    named = select(mail.c.id, mail.c.outcome).where(mail.c.outcome.in_(values), mail.c.ticket.is_(None))
    joined = select(mail.c.id, mail.c.outcome).outerjoin(article, article.c.mail == mail.c.id)
    said = joined.where(mail.c.outcome.in_(values), article.c.id.is_(None))
    opened = select(mail.c.id, mail.c.ticket).outerjoin(
        journal, (journal.c.mail == mail.c.id) & (journal.c.change == "open")
    )
    unopened = opened.where(mail.c.outcome == Outcome.TICKET.value, journal.c.id.is_(None))
    return rows(
        place,
        mail,
        (named, lambda row: Finding(f"mail {row.id}", f"a ticket, as it became {row.outcome}", "no ticket")),
        (said, lambda row: Finding(f"mail {row.id}", f"an article, as it became {row.outcome}", "no article")),
        (unopened, lambda row: Finding(f"mail {row.id}", f"to have opened ticket {row.ticket}", "no such entry")),
    )


def attempts(place: Place) -> Looked:
    """More failures than attempts is a contradiction; both count from the start."""
    wrong = select(mail.c.id, mail.c.attempts, mail.c.failures)
    wrong = wrong.where(or_(mail.c.failures > mail.c.attempts, mail.c.attempts < 0, mail.c.failures < 0))
    return rows(
        place,
        mail,
        (wrong, lambda row: Finding(f"mail {row.id}", f"at most {row.attempts} failures", str(row.failures))),
    )


def fingerprints(place: Place) -> Looked:
    """Each leads to a mail; it is by them that the same mail is known when it comes again."""
    astray: Select[tuple[int, int]] = (
        select(fingerprint.c.mail, func.count().label("times"))
        .outerjoin(spool, spool.c.id == fingerprint.c.mail)
        .where(spool.c.id.is_(None))
        .group_by(fingerprint.c.mail)
    )
    return rows(
        place,
        fingerprint,
        (astray, lambda row: Finding(f"fingerprint of mail {row.mail}", "that mail", "no such mail")),
    )

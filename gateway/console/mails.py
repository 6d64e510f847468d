"""Mails: the ledger of all that was accepted, and of each one its story, its bytes, and another try."""

from http import HTTPStatus
from urllib.parse import urlencode

from .. import maillog
from ..decisions import WAITING, Outcome
from ..store import balance, ledger, mail_listing
from ..store.database import Connection
from ..store.mail_listing import MailFilter
from ..store.mail_story import Story, story
from ..store.segments import TornBody
from ..store.spool import NotKept
from . import journal
from .looks import Labels
from .page import NOT_FOUND, Access, Answer, Desk, Download, Moved, Page, Shown, Visit

LISTED = 50
FILTERS = ("outcome", "sender", "ticket", "before")
ENDS = (WAITING, mail_listing.PARKED, *(each.value for each in Outcome))
TYPED = 320  # letters of an address that is looked for
DIGITS = 12  # of a number, beyond which it is none of ours


def number(typed: str) -> int:
    """What was typed as a number, 0 where it is none; people type one with its mark, and in their own digits."""
    typed = typed.strip().lstrip("#")
    return int(typed) if typed.isdecimal() and len(typed) <= DIGITS else 0


def listed(desk: Desk, visit: Visit) -> Answer:
    query = visit.query
    outcome = query.get("outcome", "")
    wanted = MailFilter(
        outcome=outcome if outcome in ENDS else "",
        sender=query.get("sender", "").strip()[:TYPED],
        ticket=number(query.get("ticket", "")),
        before=number(query.get("before", "")),
    )
    with desk.database.read() as connection:
        rows = mail_listing.listed(connection, wanted, LISTED + 1)
        whole = bool(query.get("all"))
        equation, all_of_them = (balance.equation(connection), True) if whole else mail_listing.balance(connection)
    chosen = {name: query[name] for name in FILTERS if query.get(name)}
    more = urlencode(chosen | {"before": str(rows[LISTED - 1].id)}) if len(rows) > LISTED else ""
    values = {"rows": rows[:LISTED], "chosen": chosen, "more": more, "ends": ENDS}
    return Shown("mails.html", values | {"equation": equation, "all_of_them": all_of_them})


def shown(desk: Desk, visit: Visit) -> Answer:
    return _mail_page(desk, visit)


def _mail_page(desk: Desk, visit: Visit, trouble: str = "", status: HTTPStatus = HTTPStatus.OK) -> Answer:
    with desk.database.read() as connection:
        told = story(connection, number(visit.path["id"]))
    if told is None:
        return NOT_FOUND
    trail = told.told.trail
    return Shown(
        "mail.html",
        {
            "story": told,
            "mail": told.told.mail,
            "trail": trail,
            "candidates": [each for each in trail.get("candidates", ()) if isinstance(each, dict)],
            "lines": [each for each in trail.get("candidates", ()) if not isinstance(each, dict)],  # of older trails
            "changes": journal.told(told.changes, Labels(visit))[::-1],
            "end": _end(told),
            "again": _again(told),
            "trouble": trouble,
        },
        status,
    )


def _end(told: Story) -> str:
    return mail_listing.PARKED if told.told.mail.parked else told.told.mail.outcome


def _again(told: Story) -> str:
    """What a button may do here: `again`, `let in`, or "" for nothing. What is held is let in on its ticket."""
    if told.told.mail.gone:
        return ""
    return {mail_listing.PARKED: "again", Outcome.QUARANTINED.value: "let in"}.get(_end(told), "")


def source(desk: Desk, visit: Visit) -> Answer:
    """The bytes as they came, to be kept and never to be shown."""
    id = number(visit.path["id"])
    try:
        return Download(f"mail-{id}.eml", desk.spool.read(id).raw)
    except NotKept:
        return _without_source(desk, id, "gone", HTTPStatus.GONE)
    except LookupError:
        return NOT_FOUND
    except TornBody:
        return _without_source(desk, id, "torn", HTTPStatus.INTERNAL_SERVER_ERROR)


def _without_source(desk: Desk, id: int, why: str, status: HTTPStatus) -> Answer:
    with desk.database.read() as connection:
        told = story(connection, id)
    return Shown("source.html", {"story": told, "mail": told.told.mail, "why": why}, status) if told else NOT_FOUND


def requeue(desk: Desk, visit: Visit) -> Answer:
    """As `postroom requeue mail`, for what is parked or in quarantine."""
    id = number(visit.path["id"])

    def order(connection: Connection) -> bool | None:
        told = story(connection, id)
        if told is None:
            return None
        return bool(_again(told)) and ledger.requeue(connection, id, visit.now)

    done = desk.database.write(order)
    if done is None:
        return NOT_FOUND
    if not done:
        return _mail_page(desk, visit, "not so", HTTPStatus.CONFLICT)
    maillog.ordered(visit.who.name, "requeue", "mail", id)
    return Moved(f"/mails/{id}?done=requeue")


PAGES = (
    Page("mails", "/mails", Access.AGENT, listed),
    Page("mail", "/mails/{id:int}", Access.AGENT, shown),
    Page("source", "/mails/{id:int}/source", Access.AGENT, source),
    Page("requeue-mail", "/mails/{id:int}/requeue", Access.AGENT, post=requeue),
)

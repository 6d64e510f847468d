"""What the mail that a notice tells of did to its ticket, as the journal has it: opened again, only thanks, moved."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from ..notices import Kind, NoticeView
from ..policy import Policy
from ..tickets.people import Role
from . import letters_previous
from .asking import Asking
from .outbox import Claimed
from .prepared import Prepared
from .schema import journal, ticket

STEPS = frozenset({Kind.NEW_MAIL, Kind.NOTE, Kind.MOVED, Kind.TRANSFERRED, Kind.RATED})  # kinds that tell of it


def done_where(*belongs: ColumnElement[bool]) -> Select[Any]:
    columns = (journal.c.change, journal.c.old, journal.c.new, journal.c.ticket, journal.c.mail)
    return select(*columns).where(*belongs).order_by(journal.c.id.desc())


DONE = Prepared(done_where(journal.c.ticket == bindparam("number"), journal.c.mail == bindparam("mail")))

_PROMISED = Prepared(
    select(ticket.c.promised).where(ticket.c.number == bindparam("number"), ticket.c.first_response.is_(None))
)


def told(asking: Asking, claimed: Claimed, follows: int, view: NoticeView, policy: Policy) -> NoticeView:
    """The view with what was done. Agents who have not seen the ticket yet see which one it goes on from."""
    if view.kind not in STEPS or claimed.mail is None:
        return view
    rows = asking.rows(DONE, number=claimed.ticket, mail=claimed.mail)
    done: dict[str, str] = {row.change: row.old for row in rows}
    if "department" in done:
        promised = asking.scalar(_PROMISED, number=claimed.ticket)
        view = replace(view, moved_from=_label(done["department"], view.language, policy), promised=promised)
    if view.role is not Role.AGENT:
        return replace(view, rated="rate" in done)
    view = replace(
        view,
        reopened="reopen" in done,
        courtesy="thanks" in done,
        rated=not {"rate", "comment"}.isdisjoint(done),
    )
    first = "open" in done or view.kind is Kind.MOVED
    if first and follows:
        view = replace(view, previous=letters_previous.gather(asking.connection, follows, policy))
    return view


def _label(name: str, language: str, policy: Policy) -> str:
    """Of a department that is configured no more, its name."""
    found = next((each for each in policy.departments if each.name == name), None)
    return found.label(language) if found else name

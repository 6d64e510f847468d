"""Does a signed address still hold for the person that it was made for? It ends with an agent's place, or with time."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from ..facts import Slip
from ..mail.reply_address import ReplyAddress
from ..policy import Policy
from ..tickets.people import Person
from . import logins, tickets
from .schema import article, notice

VALID = timedelta(days=365)  # from the last thing that happened on its ticket (reference: security, 7.3)
RATES = timedelta(days=30)  # from the mail that asked how well we helped

_EPOCH = date(1970, 1, 1)
_LAST_ARTICLE = select(func.max(article.c.at)).where(article.c.ticket == bindparam("number"))
_LAST_NOTICE = select(func.max(notice.c.created)).where(notice.c.ticket == bindparam("number"))


def holds(connection: Connection, address: ReplyAddress, writer: Person, policy: Policy, now: datetime) -> bool:
    """Asks the database for agents only, and for addresses that are old."""
    if writer.id == 0 or address.person != writer.id:
        return False
    issued = _EPOCH + timedelta(days=address.day)
    return not _revoked(connection, issued, writer, policy) and _fresh(connection, address, issued, now)


def _revoked(connection: Connection, issued: date, writer: Person, policy: Policy) -> bool:
    """Was it taken back from an agent, though they may be one again? The whole day counts."""
    agent = next((each for each in (*policy.agents, *policy.former) if each.address == writer.address), None)
    until = logins.revoked(connection, agent.name) if agent is not None else None
    return until is not None and issued <= until.astimezone(UTC).date()


def _fresh(connection: Connection, address: ReplyAddress, issued: date, now: datetime) -> bool:
    if issued >= (now - VALID).date():
        return True
    ended_in = tickets.load_followed(connection, [address.ticket]).get(address.ticket)
    numbers = {address.ticket, ended_in.number} if ended_in else {address.ticket}
    moments = [connection.scalar(last, {"number": each}) for each in numbers for last in (_LAST_ARTICLE, _LAST_NOTICE)]
    return any(moment is not None and moment >= now - VALID for moment in moments)


def slip(address: ReplyAddress | None, writer: Person, now: datetime) -> Slip | None:
    """What an address for ratings says of the mail that came to it; None for no address."""
    if address is None:
        return None
    late = _EPOCH + timedelta(days=address.day) < (now - RATES).date()
    return Slip(own=writer.id != 0 and address.person == writer.id, late=late)

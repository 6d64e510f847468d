"""Message-IDs and the tickets that they lead to: which ones a mail follows, and which ones it leaves behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, exists, literal_column, or_, select, update

from ..facts import How
from ..mail.inbound import InboundMail
from ..mail.references import LIMIT, conversation, key, thread_ids
from . import locks, people, tickets
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import participant, person, thread, ticket
from .tickets import Stale

LEADS = 12
ROWS = 200  # for all ids of one mail, however many tickets mention them
GHOST = "ghost"

# Statements that run for every mail are made once: making one costs more than running it.
_writer = select(person.c.id).where(person.c.address == bindparam("writer")).scalar_subquery()
_PLACE = exists().where(participant.c.ticket == thread.c.ticket, participant.c.person == _writer)
# No join: a database that knows little of its tables would go through all tickets for it.
_OWN = exists().where(ticket.c.number == thread.c.ticket, ticket.c.requester == _writer)
_MINE = case((or_(_OWN, _PLACE), 1), else_=0)
_ROWS = Prepared(
    select(thread.c.message_id, thread.c.ticket, thread.c.kind, _MINE.label("mine"))
    .where(thread.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(literal_column("mine").desc(), thread.c.kind == GHOST, thread.c.ticket.desc())
    .limit(ROWS)
)
_ARRIVED = Prepared(
    update(thread)
    .where(thread.c.message_id == bindparam("own"), thread.c.ticket == bindparam("number"), thread.c.kind == GHOST)
    .values(kind="stored")
)


@dataclass(frozen=True, slots=True)
class Lead:
    """An id in a mail that leads to a ticket. `mine`: the mail's writer takes part in it."""

    how: How
    id: str
    ticket: int
    mentioned: bool
    mine: bool


def ask(connection: Connection, mail: InboundMail, names: Sequence[str], writer: str) -> Rows:
    """For `leads`; `writer` is an address, "" for nobody's. Of all names; rows of earlier versions hold ids as they
    were written.
    """
    written = (mail.message_id, *mail.in_reply_to, *mail.references[-LIMIT:])
    ids = list(dict.fromkeys([*names, *(id for id in written if id)]))
    return _ROWS.execute(connection, {"ids": ids, "writer": writer}) if ids else NO_ROWS


def leads(mail: InboundMail, rows: Iterable[Row[Any]]) -> list[Lead]:
    """In the order in which they are believed; where there are too many, the writer's own tickets before others."""
    by_id: dict[str, list[Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: -row.ticket):
        by_id.setdefault(key(row.message_id), []).append(row)
    found = [
        Lead(how, id, row.ticket, row.kind == GHOST, bool(row.mine))
        for how, id in _clues(mail)
        for row in by_id.get(id, ())
        if how is not How.MESSAGE_ID or row.kind == GHOST
    ]
    chosen = sorted(range(len(found)), key=lambda place: not found[place].mine)[:LEADS]
    return [found[place] for place in sorted(chosen)]


def _clues(mail: InboundMail) -> list[tuple[How, str]]:
    """What a mail may be found by. Only an answer goes by its Thread-Index: a new talk may have an old one's name."""
    parents = {key(id) for id in mail.in_reply_to}
    clues = [(How.IN_REPLY_TO if id in parents else How.REFERENCES, id) for id in thread_ids(mail)]
    if mail.message_id:
        clues.append((How.MESSAGE_ID, key(mail.message_id)))
    talk = conversation(mail)
    return [*clues, (How.CONVERSATION, talk.key)] if talk and talk.answers else clues


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a mail that opens a ticket: the closed ticket that it goes on from (0 for none), and the tickets
    that the decision looked at.
    """

    follows: int
    known: frozenset[int]


def claim(
    connection: Connection, mail: InboundMail, names: Sequence[str], writer: str, opening: Opening | None
) -> Rows:
    """For `remember`: who else opens a ticket by one of these names waits until our transaction ends. `writer` is an
    address.
    """
    if opening and names:
        locks.take(connection, names)
    return ask(connection, mail, names, writer if opening else "")


def remember(
    connection: Connection,
    mail: InboundMail,
    names: Sequence[str],
    number: int,
    opening: Opening | None,
    rows: Iterable[Row[Any]],
) -> None:
    """This mail's id leads to the ticket from now on, and so do the ids that it mentions and that are nobody's.

    An id that we issued or stored for another ticket stays that ticket's, unless this one goes on from it: or whoever
    mentions the id of somebody else's mail would draw the answers to it. Raises Stale where a mail that opens it leads
    its writer to another one by now.
    """
    rows = list(rows)
    if opening:
        _refuse_second_ticket(connection, leads(mail, rows), opening.known)
    here = {key(row.message_id) for row in rows if row.ticket == number or (opening and row.ticket == opening.follows)}
    taken = {key(row.message_id) for row in rows if row.kind != GHOST} - here
    own = key(mail.message_id)
    new = [{"message_id": each, "ticket": number, "kind": GHOST} for each in names if each != own and each not in taken]
    if own:
        new.insert(0, {"message_id": own, "ticket": number, "kind": "stored"})
    people.insert_new(connection, thread, new)
    if any(row.message_id == own and row.ticket == number for row in rows):
        _ARRIVED.execute(connection, {"own": own, "number": number})


def _refuse_second_ticket(connection: Connection, found: list[Lead], known: frozenset[int]) -> None:
    """Raises Stale where a ticket that the mail leads its writer to came up after the facts were gathered.

    Whoever opens a ticket by the same ids meanwhile waits for our commit, and then finds ours.
    """
    late = {lead.ticket for lead in found if lead.mine} - known
    if late and {each.number for each in tickets.load_followed(connection, late).values()} - known:
        raise Stale("a ticket that this mail belongs to was opened a moment ago")


def names_of(mail: InboundMail) -> list[str]:
    """Every name that a mail has or mentions, each once."""
    talk = conversation(mail)
    names = [key(mail.message_id), *thread_ids(mail), talk.key if talk else ""]
    return [name for name in dict.fromkeys(names) if name]

"""Tickets: the list, one of them with all that was said, and what an agent says and does about it."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from ..commands import AGENTS
from ..decisions import WAITING, Outcome
from ..mail.encoded_words import Unsendable
from ..store.database import Connection, plain
from ..store.listed import ArticleRow, Explained, TicketFilter, TicketRow
from ..store.listings import ticket_rows, ticket_whole
from ..store.outbox_listing import OutboxFilter, outbox_rows
from ..store.search import asked, finding
from ..store.search.finding import Found
from ..tickets.ticket import Priority, Status
from .handing_in import Word, hand_in
from .journal import told
from .looks import Labels
from .page import NOT_FOUND, Access, Answer, Desk, Download, Framed, Moved, Page, Shown, Visit

LISTED = 50
NOTICES = 500  # of one ticket, whose delivery is shown
ACTIVE = "active"
FILTERS = ("status", "department", "assignee", "priority", "requester", "tag", "before")
FRAME = (
    '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light"><base target="_self">'
    "<style>body{{font:15px/1.6 system-ui,sans-serif;margin:12px;background:#fff;color:#111;overflow-wrap:anywhere}}"
    "img{{max-width:100%}}</style>{html}"
)


# --- the list ---------------------------------------------------------------------------------------------------------


def listed(desk: Desk, visit: Visit) -> Answer:
    wanted, typed = _wanted(visit.query), _typed(visit.query)
    found = _found(desk, visit, wanted, typed)
    chosen = {name: visit.query[name] for name in FILTERS if visit.query.get(name)}
    chosen |= {"q": typed} if typed else {}
    narrow = replace(wanted, before=0) != TicketFilter()
    values = {
        "rows": found.rows,
        "chosen": chosen,
        "status": visit.query.get("status", ACTIVE),
        "more": urlencode(chosen | {"before": str(found.more)}) if found.more else "",
        "typed": typed,
        "found": found,
        "everywhere": urlencode({"q": typed, "status": "all"}) if typed and narrow else "",
    }
    return Shown("tickets.html", values | _choices(visit))


def _found(desk: Desk, visit: Visit, wanted: TicketFilter, typed: str) -> Found:
    """Without a word to look for: all that the filters let pass."""
    ring = visit.policy.ring
    with desk.database.read() as connection:
        if typed:
            return finding.find(connection, asked.read(typed, ring.locators), wanted, ring.locator, LISTED)
        rows = tuple(ticket_rows(connection, wanted, ring.locator, LISTED + 1))
    return Found(rows[:LISTED], rows[LISTED - 1].number if len(rows) > LISTED else 0)


def _typed(query: Mapping[str, str]) -> str:
    return " ".join(plain(query.get("q", "")[: asked.MOST]).split())


def _wanted(query: Mapping[str, str]) -> TicketFilter:
    """Without a word about the status, those that are worked on."""
    status, before = query.get("status", ACTIVE), query.get("before", "")
    known = {each.value for each in Status}
    return TicketFilter(
        status=status if status in known else "",
        department=query.get("department", ""),
        requester=query.get("requester", "").strip(),
        tag=query.get("tag", "").strip(),
        before=int(before) if before.isdecimal() and len(before) < 12 else 0,
        assignee=query.get("assignee", ""),
        priority=query.get("priority", ""),
        active=status == ACTIVE,
    )


def _choices(visit: Visit) -> dict[str, object]:
    policy, language = visit.policy, visit.language
    priorities = tuple((each.name, each.label(language)) for each in policy.priorities)
    return {
        "department_options": tuple((each.name, each.label(language)) for each in policy.departments),
        "priority_options": priorities,
        "agent_options": tuple((each.name, each.shown) for each in policy.agents),
        "type_options": tuple((each.name, each.label(language)) for each in policy.types),
        "statuses": tuple(each.value for each in Status),
        "priorities": tuple(each.value for each in Priority),
        "departments": policy.departments,
        "agents": policy.agents,
        "types": policy.types,
        "products": policy.products,
    }


# --- one ticket -------------------------------------------------------------------------------------------------------


def shown(desk: Desk, visit: Visit) -> Answer:
    return _ticket_page(desk, visit)


def _ticket_page(desk: Desk, visit: Visit, done: Explained | None = None, trouble: str = "") -> Answer:
    number = int(visit.path["number"])
    with desk.database.read() as connection:
        ticket = ticket_whole(connection, number, visit.policy.ring.locator)
        notices = tuple(outbox_rows(connection, OutboxFilter(ticket=number), NOTICES)) if ticket else ()
    if ticket is None:
        return NOT_FOUND
    department = visit.policy.department(ticket.department)
    values = {
        "ticket": ticket,
        "notices": notices,
        "journal": told(ticket.journal, Labels(visit)),
        "department": department,
        "orders": AGENTS,
        "done": done,
        "trouble": trouble,
        "draft": visit.form if trouble else {},
        "staff": frozenset(agent.address for agent in (*visit.policy.agents, *visit.policy.former)),
        "late": ticket.promised is not None and ticket.first_response is None and ticket.promised < visit.now,
    }
    return Shown("ticket.html", values | _choices(visit), HTTPStatus.BAD_REQUEST if trouble else HTTPStatus.OK)


def say(desk: Desk, visit: Visit) -> Answer:
    """An answer to its people, or a note among agents, with what is to become of the ticket besides."""
    internal = visit.form.get("kind") == "note"
    orders = ("#resolve",) if visit.form.get("then") == "#resolve" else ()
    word = Word(visit.form.get("text", "").strip(), ("#note", *orders) if internal else orders, internal, visit.files)
    if not word.text and not word.files:
        return _ticket_page(desk, visit, trouble="empty")
    return _handed_in(desk, visit, word)


def order(desk: Desk, visit: Visit) -> Answer:
    """One order of the agents' mail, by its own name."""
    name = visit.form.get("order", "")
    argument = " ".join(visit.form.get("argument", "").split())
    if name not in {each.name for each in AGENTS}:
        return _ticket_page(desk, visit, trouble="unknown")
    return _handed_in(desk, visit, Word(orders=(f"#{name} {argument}".strip(),), internal=True))


def _handed_in(desk: Desk, visit: Visit, word: Word) -> Answer:
    number = int(visit.path["number"])
    with desk.database.read() as connection:
        ticket = ticket_whole(connection, number, visit.policy.ring.locator)
    if ticket is None:
        return NOT_FOUND
    try:
        done = hand_in(desk, visit, ticket, word)
    except Unsendable:
        return _ticket_page(desk, visit, trouble="unreadable")
    if done is None:
        return _ticket_page(desk, visit, trouble="not taken")
    if done.mail.outcome in (WAITING, Outcome.REPLY.value) and not done.trail.get("orders"):
        return Moved(f"/tickets/{number}?done={done.mail.id}#end")
    return _ticket_page(desk, visit, done=done)


# --- what lies behind it ----------------------------------------------------------------------------------------------


def html(desk: Desk, visit: Visit) -> Answer:
    """The HTML of one article, as it came, for a frame in which nothing runs."""
    with desk.database.read() as connection:
        article = _article(connection, visit)
    return Framed(FRAME.format(html=article.html)) if article and article.html else NOT_FOUND


def file(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        article = _article(connection, visit)
    place = int(visit.path["place"])
    if article is None or place >= len(article.attachments):
        return NOT_FOUND
    part = article.attachments[place]
    try:
        return Download(part.name or f"file-{place + 1}", desk.blobs.load(bytes.fromhex(part.sha256)))
    except LookupError:
        return NOT_FOUND


def _article(connection: Connection, visit: Visit) -> ArticleRow | None:
    ticket: TicketRow | None = ticket_whole(connection, int(visit.path["number"]), visit.policy.ring.locator)
    wanted = int(visit.path["article"])
    return next((each for each in ticket.articles if each.id == wanted), None) if ticket else None


PAGES = (
    Page("tickets", "/tickets", Access.AGENT, listed),
    Page("ticket", "/tickets/{number:int}", Access.AGENT, shown),
    Page("say", "/tickets/{number:int}/say", Access.AGENT, post=say),
    Page("order", "/tickets/{number:int}/order", Access.AGENT, post=order),
    Page("html", "/tickets/{number:int}/articles/{article:int}/html", Access.AGENT, html),
    Page("file", "/tickets/{number:int}/articles/{article:int}/files/{place:int}", Access.AGENT, file),
)

"""`postroom tickets` and `postroom ticket`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape
from rich.panel import Panel

from ..config import Config
from ..configured import make_policy
from ..keyring import key_ring
from ..store import listings
from ..store.database import Connection
from ..store.in_force import in_force
from ..store.listed import ArticleRow, TicketFilter, TicketRow
from . import desk
from .options import ConfigPath, Json, Last, Numbered
from .roles import Roles

TicketStatus = Literal["new", "open", "waiting", "resolved", "closed", "merged", "spam"]


def add(program: Program, roles: Roles) -> None:
    program.command(tickets)
    program.command(ticket)


def tickets(
    *,
    status: TicketStatus | None = None,
    department: str = "",
    requester: str = "",
    tag: str = "",
    last: Last = None,
    before: int = 0,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """List tickets, newest first.

    Args:
        status: Only those with this status.
        department: Only those of this department (its name in the configuration).
        requester: Only those of this mail address.
        tag: Only those that a rule gave this tag.
        last: How many; in a table 100, as JSON all, where nothing is said.
        before: Only those with a smaller number: the next page.
    """
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        key = key_ring(loaded.config).locator
        _check(connection, loaded.config, department)
        wanted = TicketFilter(status or "", department, requester, tag, before)
        if json:
            desk.print_json(listings.ticket_rows(connection, wanted, key, last))
            return
        rows = tuple(listings.ticket_rows(connection, wanted, key, desk.SHOWN + 1 if last is None else last))
    if not rows:
        print("No tickets." if wanted == TicketFilter() else "No tickets like that.")
        return
    _print_list(rows[: desk.SHOWN] if last is None else rows, loaded.config.site.zone)
    if last is None:
        desk.print_rest(rows, lambda row: row.number)


def _check(connection: Connection, config: Config, department: str) -> None:
    """A name that is none would find nothing, and look like a quiet department."""
    policy = in_force(connection, make_policy(config), datetime.now(UTC))
    desk.department(policy, department)


def _print_list(rows: tuple[TicketRow, ...], zone: str) -> None:
    listing = desk.table("token:bold", "status", "department", "subject", "requester", "assignee", "created")
    for row in rows:
        subject, requester = escape(desk.clean(row.subject)), escape(desk.clean(row.requester))
        created = desk.moment(row.created, zone)
        token = escape(row.token)
        listing.add_row(token, desk.coloured(row.status), row.department, subject, requester, row.assignee, created)
    desk.out.print(listing)


def ticket(
    number: Annotated[int, Numbered, Parameter(help="The ticket's number, such as 1042 or '#1042'.")],
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Show one ticket with its articles and journal."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        row = listings.ticket_whole(connection, number, key_ring(loaded.config).locator)
    if row is None:
        desk.fail(f"there is no ticket {number}")
    if json:
        desk.print_json([row])
    else:
        _print_whole(row, loaded.config.site.zone)


def _print_whole(row: TicketRow, zone: str) -> None:
    desk.out.print(f"[bold]{escape(row.token)}[/] {escape(desk.clean(row.subject))}  {desk.coloured(row.status)}")
    facts = [
        ("department", row.department),
        ("requester", row.requester),
        ("mail to them", f"comes back since {desk.moment(row.unreachable, zone)}" if row.unreachable else ""),
        ("called spam", f"mail of ours, {desk.moment(row.complained, zone)}" if row.complained else ""),
        ("participants", ", ".join(row.participants)),
        ("assignee", row.assignee),
        ("priority", row.priority),
        ("type", row.type),
        ("product", row.product),
        ("tags", " ".join(row.tags)),
        ("created", desk.moment(row.created, zone)),
        ("promised by", desk.moment(row.promised, zone)),
        ("first answer", desk.moment(row.first_response, zone)),
        ("resolved", desk.moment(row.resolved, zone)),
        ("closed", desk.moment(row.closed, zone)),
        ("snoozed until", desk.moment(row.snoozed, zone)),
        ("rating", "★" * row.rating),
        ("merged into", f"#{row.merged}" if row.merged else ""),
        ("goes on from", f"#{row.follows}" if row.follows else ""),
    ]
    for name, value in facts:
        if value:
            desk.out.print(f"  [dim]{name:13}[/]{escape(desk.clean(value))}")
    for each in row.articles:
        _print_article(each, row.number, zone)
    listing = desk.table("when:dim", "who", "change", "from", "to")
    for entry in row.journal:
        words = [escape(desk.clean(word)) for word in (entry.author, entry.change)]
        words += [escape(desk.dated(desk.clean(word), zone)) for word in (entry.old, entry.new)]
        listing.add_row(desk.moment(entry.at, zone), *words)
    if row.journal:
        desk.out.print("\n[bold]Journal[/]")
        desk.out.print(listing)


def _print_article(row: ArticleRow, number: int, zone: str) -> None:
    title = " · ".join([row.author, desk.moment(row.at, zone), row.kind, row.standing])
    lines = [desk.clean(line) for line in row.text.split("\n")]
    if row.quoted:
        lines.append(f"[… {row.quoted.count(chr(10)) + 1} quoted lines]")
    lines += _aside(row, number)
    lines += _seals(row)
    lines += _attachments(row)
    style = {"internal": "cyan", "held": "magenta"}.get(row.kind, "none")
    desk.out.print(Panel(escape("\n".join(lines)), title=escape(title), title_align="left", border_style=style))


def _aside(row: ArticleRow, number: int) -> Iterator[str]:
    """What lets a held mail in, and where an article came from that a merge brought along."""
    if row.kind == "held" and row.mail:
        yield "[refused]" if row.refused else f"[held: `postroom requeue mail {row.mail}` lets it in]"
    if row.ticket and row.ticket != number:
        yield f"[from #{row.ticket}, which became part of this]"


_SEALS = {"signed": "not verified", "encrypted": "open it in a mail client, from the attachment"}


def _seals(row: ArticleRow) -> Iterator[str]:
    for seal in row.seal.split(", ") if row.seal else ():
        yield f"[{seal}: {_SEALS.get(seal.rpartition(' ')[2], '')}]"


def _attachments(row: ArticleRow) -> Iterator[str]:
    for part in row.attachments:
        if not part.hidden:
            mark = f" withheld: {desk.clean(part.withheld)}" if part.withheld else ""
            yield f"[attachment{mark}] {desk.clean(part.name)} ({part.type}, {part.size} bytes)"
    folded = sum(part.hidden for part in row.attachments)
    if folded:
        yield f"[… {folded} {'picture' if folded == 1 else 'pictures'} of the signature, shown before]"

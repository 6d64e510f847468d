"""`postroom mails`, `explain` and `ledger`: what became of every mail, and why."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..store import balance, listings
from ..store.balance import Equation
from ..store.listed import Explained, MailRow
from . import desk
from .options import ConfigPath, Json, Last
from .roles import Roles

Outcome = Literal[
    "waiting",
    "parked",
    "ticket",
    "reply",
    "note",
    "automatic",
    "bounce",
    "duplicate",
    "answered",
    "held",
    "quarantined",
    "discarded",
]


def add(program: Program, roles: Roles) -> None:
    program.command(mails)
    program.command(explain)
    program.command(ledger)


def mails(
    *,
    outcome: Outcome | None = None,
    last: Last = None,
    before: int = 0,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """List the mails that were accepted, newest first, with what became of them.

    Args:
        outcome: Only those with this outcome.
        last: How many; in a table 100, as JSON all, where nothing is said.
        before: Only those with a smaller id: the next page.
    """
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        if json:
            desk.print_json(listings.mail_rows(connection, outcome or "", last, before))
            return
        rows = tuple(listings.mail_rows(connection, outcome or "", desk.SHOWN + 1 if last is None else last, before))
    if not rows:
        print("No mails." if not outcome and not before else "No mails like that.")
        return
    _print_mails(rows[: desk.SHOWN] if last is None else rows, loaded.config.site.zone)
    if last is None:
        desk.print_rest(rows, lambda row: row.id)


def _print_mails(rows: Sequence[MailRow], zone: str) -> None:
    listing = desk.table("id:bold", "accepted", "outcome", "ticket", "sender", "subject", "reason:dim")
    for row in rows:
        shown = desk.coloured("parked" if row.parked else row.outcome)
        words = [escape(desk.clean(word)) for word in (row.sender, row.subject, row.reason)]
        accepted = desk.moment(row.accepted, zone)
        listing.add_row(str(row.id), accepted, shown, f"#{row.ticket}" if row.ticket else "", *words)
    desk.out.print(listing)


def explain(
    name: Annotated[str, Parameter(help="The mail's id, or its Message-ID.")],
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Tell why a mail was treated as it was: who it was held to be, what spoke, which ticket and why, who was told."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        found = listings.explained(connection, name)
    if not found:
        desk.fail(f"there is no mail {desk.clean(name)}")
    if json:
        desk.print_json(found)
        return
    for each in found:
        _print_trail(each, loaded.config.site.zone)


def _print_trail(each: Explained, zone: str) -> None:
    mail, trail = each.mail, each.trail
    print_line = desk.out.print
    print_line(f"[bold]mail {mail.id}[/] {escape(desk.clean(mail.subject))}")
    where = f" on ticket #{mail.ticket}" if mail.ticket else ""
    outcome = "parked" if mail.parked else mail.outcome
    told = [
        ("from", mail.sender),
        ("accepted", f"{desk.moment(mail.accepted, zone)} by {mail.source}, after {mail.attempts} attempt(s)"),
        ("Message-ID", f"<{mail.message_id}>" if mail.message_id else "none"),
        ("outcome", f"{outcome}{where}: {mail.reason}" if mail.reason else outcome + where),
        ("standing", str(trail.get("standing", ""))),
        ("won by", _winner(trail)),
        ("rules", _no_rule(trail)),
        ("raw mail", f"{mail.gone_why} on {desk.moment(mail.gone, zone)}" if mail.gone else ""),
    ]
    for name, value in told:
        if value:
            print_line(f"  [dim]{name:13}[/]{escape(desk.clean(value))}")
    _print_list("candidates", [_candidate(each) for each in trail.get("candidates", [])])
    findings = [f"{f['check']}: {f['verdict'].replace('_', ' ')}, {f['reason']}" for f in trail.get("findings", [])]
    _print_list("findings", findings)
    _print_list("defects", trail.get("defects", []))
    _print_list("orders", trail.get("orders", []))
    _print_list("rules", [f"{name} (revision {trail['revision']})" for name in trail.get("rules", [])])
    notices = [f"{n.kind} to {n.recipient}: {n.state}, {n.last_reply}" for n in each.notices]
    _print_list("notices", notices)
    if each.error:
        print_line("  [bold red]what went wrong[/]")
        print_line(escape(each.error), style="dim")


def _winner(trail: dict[str, Any]) -> str:
    """The clue that decided which ticket it is, and why; says so where there were clues and none of them did."""
    name = str(trail.get("winner", ""))
    candidates = [each for each in trail.get("candidates", []) if isinstance(each, dict)]
    if not name:
        return "none of the candidates" if candidates else ""
    why = next((str(each["why"]) for each in candidates if each["won"]), "")
    return f"{name}: {why}" if why else name


def _no_rule(trail: dict[str, Any]) -> str:
    """Says so where there were rules and none of them spoke."""
    number = trail.get("revision", 0)
    return f"none of revision {number} spoke" if number and not trail.get("rules") else ""


def _candidate(each: Any) -> str:
    """One line a ticket; trails of earlier versions hold the line itself."""
    if not isinstance(each, dict):
        return str(each)
    verdict = "won" if each["won"] else "did not count"
    return f"#{each['ticket']} by {each['how']} {each['evidence']}, as {each['part']}: {verdict}, {each['why']}"


def _print_list(name: str, entries: list[Any]) -> None:
    for index, entry in enumerate(entries):
        desk.out.print(f"  [dim]{name if index == 0 else '':13}[/]{escape(desk.clean(str(entry)))}")


def ledger(*, config: ConfigPath = None, json: Json = False) -> None:
    """Print the equation: accepted mails = waiting + the sum of all outcomes. Ends with 1 where it does not hold."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        equation = balance.equation(connection)
    if json:
        desk.print_json([_as_row(equation)])
    else:
        _print_equation(equation)
    if not equation.balanced:
        raise SystemExit(1)


def _as_row(equation: Equation) -> dict[str, object]:
    return {
        "accepted": equation.accepted,
        "waiting": equation.waiting,
        "parked": equation.parked,
        "outcomes": equation.outcomes,
        "balanced": equation.balanced,
    }


def _print_equation(equation: Equation) -> None:
    listing = desk.table("", "mails")
    listing.columns[1].justify = "right"
    listing.add_row("accepted", f"[bold]{equation.accepted}[/]")
    parked = f" (parked: {equation.parked})" if equation.parked else ""
    listing.add_row(f"waiting{parked}", str(equation.waiting))
    for name, number in equation.outcomes.items():
        listing.add_row(desk.coloured(name), str(number))
    desk.out.print(listing)
    verdict = "[green]balanced[/]" if equation.balanced else "[bold red]NOT balanced[/]"
    desk.out.print(f"accepted = waiting + outcomes: {verdict}")

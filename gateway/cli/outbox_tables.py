"""How `postroom outbox` shows notices to people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.markup import escape

from ..store.listed import OutboxRow
from ..store.outbox_listing import COUNTED, OutboxTotals, in_hand, state_shown
from . import desk

WORDS = 120  # characters of the last words in a table


def print_list(rows: Sequence[OutboxRow], counted: OutboxTotals, zone: str) -> None:
    listing = desk.table("id:bold", "kind", "ticket", "recipient", "state", "attempts", "next try", "last words:dim")
    for row in rows:
        listing.add_row(
            str(row.id),
            row.kind,
            f"#{row.ticket}" if row.ticket else "",
            _safe(row.recipient),
            desk.coloured(state_shown(row)),
            str(len(row.attempts)),
            desk.moment(row.due, zone),
            _safe(row.last_reply[:WORDS]),
        )
    desk.out.print(listing)
    most = counted.written == COUNTED
    print(f"of the newest {COUNTED}: {summary(counted)}" if most else summary(counted))
    if rows and counted.written > len(rows):
        of = f"{COUNTED} or more" if most else str(counted.written)
        print(f"{len(rows)} of {of} are shown; the next ones: --before {rows[-1].id}")


def summary(counted: OutboxTotals) -> str:
    """ "3 waiting, 1 uncertain, 20 sent": whatever is not nought."""
    certain = counted.states["waiting"] - counted.uncertain
    figures = {"waiting": certain, "uncertain": counted.uncertain}
    figures |= {state: count for state, count in counted.states.items() if state != "waiting"}
    return ", ".join(f"{count} {state}" for state, count in figures.items() if count)


def print_totals(counted: OutboxTotals) -> None:
    listing = desk.table("", "notices")
    listing.columns[1].justify = "right"
    listing.add_row("written", f"[bold]{counted.written}[/]")
    for state, count in counted.states.items():
        doubtful = f" (uncertain: {counted.uncertain})" if state == "waiting" and counted.uncertain else ""
        listing.add_row(f"{desk.coloured(state)}{doubtful}", str(count))
    desk.out.print(listing)
    verdict = "[green]balanced[/]" if counted.balanced else "[bold red]NOT balanced[/]"
    desk.out.print(f"written = sent + bounced + cancelled + parked + waiting: {verdict}")


def print_whole(row: OutboxRow, zone: str, now: datetime) -> None:
    desk.out.print(f"[bold]notice {row.id}[/] {row.kind} to {_safe(row.recipient)}  {desk.coloured(state_shown(row))}")
    facts = [
        ("ticket", f"#{row.ticket}" if row.ticket else ""),
        ("to", f"{row.recipient}, as {row.role}, in {row.language}"),
        ("words of", "a person" if row.voice == "human" else "Postroom"),
        ("Message-ID", f"<{row.message_id}>"),
        ("caused by", f"mail {row.mail}" if row.mail else "time"),
        ("written", desk.moment(row.created, zone)),
        ("next try", _next(row, zone, now)),
        ("ended", desk.moment(row.finished, zone)),
        ("last words", row.last_reply),
    ]
    for name, value in facts:
        if value:
            desk.out.print(f"  [dim]{name:13}[/]{_safe(value)}")
    _print_attempts(row, zone)


def _print_attempts(row: OutboxRow, zone: str) -> None:
    if not row.attempts:
        print("  no attempt yet")
        return
    listing = desk.table("#:bold", "when", "delivery", "relay", "queue id", "words:dim")
    for each in row.attempts:
        words = [_safe(word) for word in (each.delivery, each.relay, each.queue_id, each.words)]
        listing.add_row(str(each.number), desk.moment(each.at, zone), *words)
    desk.out.print(listing)


def _next(row: OutboxRow, zone: str, now: datetime) -> str:
    if row.due is None:
        return ""
    if in_hand(row, now):
        return "it is being sent at this moment"
    return f"{desk.moment(row.due, zone)} ({ahead(row.due - now)})"


def ahead(span: timedelta) -> str:
    """ "in 14 min", "in 2 h", "at once"."""
    minutes = round(span / timedelta(minutes=1))
    if minutes < 1:
        return "at once"
    return f"in {minutes} min" if minutes < 90 else f"in {round(minutes / 60)} h"


def _safe(text: str) -> str:
    return escape(desk.clean(text))

"""`postroom poll --observe`: what would become of the newest mails of the mailboxes, none of which is taken."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rich.markup import escape

from ..config import Loaded
from ..connected import mailboxes
from ..decisions import Outcome
from ..intake.imap.browsing import Trouble
from ..intake.imap.fetching import Fetched, NoRoom, envelope_for
from ..intake.imap.peeking import Peeked, peek
from ..intake.imap.settings import MailboxSettings
from ..mail.acceptance import Accepted
from ..store.database import Unavailable
from . import desk
from .bring_mailbox import chosen
from .scratch import UNKNOWN, Judged, Scratch, scratch

PASSED = "passed over"


@dataclass(frozen=True, slots=True)
class Observed:
    """One mail of a mailbox and what would become of it. The names are keys of the JSON."""

    mailbox: str
    folder: str
    uid: int
    at: datetime
    judged: Judged


def run(loaded: Loaded, last: int, name: str, json: bool) -> None:
    settings = (chosen(loaded, name),) if name else mailboxes(loaded.config)
    if not settings:
        desk.fail("no mailbox is configured")
    if last < 1:
        desk.fail("--last should be a number of mails, such as 50")
    failed: list[str] = []
    try:
        with scratch(loaded.config) as house:
            for each in settings:
                seen = list(_observed(house, each, last, failed))
                _print_rows(seen, each, json, loaded.config.site.zone)
    except Unavailable as error:
        desk.fail(f"the database does not answer ({error})")
    for trouble in failed:
        desk.err.print(f"postroom: {trouble}", markup=False, soft_wrap=True)
    raise SystemExit(1 if failed else 0)


def _observed(house: Scratch, settings: MailboxSettings, last: int, failed: list[str]) -> Iterator[Observed]:
    first: dict[bytes, Judged] = {}
    try:
        for each in peek(settings, house.spool.begin, last):
            judged = _judged(house, settings, each, first)
            yield Observed(settings.name, each.folder, each.found.uid, each.at, judged)
    except Trouble as error:
        failed.append(f"mailbox {settings.name}: {desk.clean(str(error))}")
    except NoRoom as error:
        failed.append(f"the folder for temporary files: {error}")


def _judged(house: Scratch, settings: MailboxSettings, each: Peeked, first: dict[bytes, Judged]) -> Judged:
    """The very same bytes a second time are a duplicate, wherever the first ones went."""
    found = each.found
    if not isinstance(found, Fetched):
        return Judged(PASSED, found.why.value)
    if found.digest in first:
        found.draft.discard()
        again = "the same mail lies here twice"
        return replace(first[found.digest], outcome=Outcome.DUPLICATE.value, reason=again, opened=False)
    accepted = found.draft.commit_here(envelope_for(settings.name, settings.to), True)
    if not isinstance(accepted, Accepted):
        return Judged(PASSED, accepted.reason.value)
    judged = first[found.digest] = house.judge(accepted.id, each.at)
    return judged


# --- printing -----------------------------------------------------------------------------------------------------


def _print_rows(seen: list[Observed], settings: MailboxSettings, json: bool, zone: str) -> None:
    if json:
        desk.print_json([*({"row": "mail", **_flat(each)} for each in seen), {"row": "sum", **_sum(seen, settings)}])
        return
    listing = desk.table("came", "from", "subject", "would be", "ticket", "department", "priority", "because:dim")
    for each in seen:
        judged = each.judged
        who = f" [yellow]({judged.who})[/]" if judged.who == UNKNOWN and judged.sender else f" ({judged.who})"
        words = [escape(desk.clean(word)) for word in (judged.sender, judged.subject)]
        listing.add_row(
            desk.moment(each.at, zone),
            words[0] + (who if judged.sender else ""),
            words[1],
            desk.coloured(judged.outcome),
            _ticket(judged),
            escape(desk.clean(judged.department)),
            judged.priority,
            escape(desk.clean(judged.reason)),
        )
    if seen:
        desk.out.print(listing)
    desk.out.print(_sentence(seen, settings), markup=False, soft_wrap=True)


def _ticket(judged: Judged) -> str:
    if not judged.ticket:
        return ""
    return f"#{judged.ticket}" if judged.real else f"{'new' if judged.opened else 'to new'} {judged.ticket}"


def _flat(each: Observed) -> dict[str, object]:
    row: dict[str, object] = desk.as_json(each)
    judged = row.pop("judged")
    return row | judged if isinstance(judged, dict) else row


def _sum(seen: list[Observed], settings: MailboxSettings) -> dict[str, object]:
    judged = [each.judged for each in seen]
    return {
        "mailbox": settings.name,
        "mails": len(judged),
        "outcomes": dict(Counter(each.outcome for each in judged)),
        "opened": sum(each.opened for each in judged),
        "real": sum(each.real for each in judged),
        "unknown": len({each.sender.lower() for each in judged if each.sender and each.who == UNKNOWN}),
        "departments": dict(Counter(each.department for each in judged if each.opened)),
    }


def _sentence(seen: list[Observed], settings: MailboxSettings) -> str:
    if not seen:
        return f"{settings.name}: no mails there."
    told = _sum(seen, settings)
    outcomes = Counter(each.judged.outcome for each in seen)
    parts = [f"{number} {desk.clean(outcome)}" for outcome, number in outcomes.most_common()]
    return (
        f"{settings.name}: {len(seen)} mails looked at and left as they are: {', '.join(parts)};"
        f" {told['opened']} tickets would be opened, {told['real']} mails have to do with what is here already,"
        f" {told['unknown']} unknown senders. Nothing was sent."
    )

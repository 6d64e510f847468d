"""`postroom reconcile`: a mailbox on its server compared with the ledger, as two equations for each folder.

Reads only, so that it may run beside whoever watches: first the server's list is taken, then what we know of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..app import App
from ..config import Loaded
from ..intake.imap.bringing import Carrier, Tally, bring, fetched_here
from ..intake.imap.browsing import Opened, Shown, Trouble, all_mails, digests, open_folder, shown, visiting
from ..intake.imap.fetching import NoRoom
from ..intake.imap.session import Client
from ..intake.imap.settings import MailboxSettings
from ..mail.mailboxes import Cursor
from ..mail.reconciled import Comparison, Numbers, compare, compare_contents, doubtful
from ..store import mailbox_ledger
from ..store.database import Database
from ..store.mailboxes import Mailboxes
from . import desk
from .bring_mailbox import chosen
from .options import ConfigPath, Folders, Json
from .parts import working
from .roles import Roles
from .sorting import sort

MARGIN = timedelta(minutes=10)  # by which the server's clock and ours may differ
NAMED = 50  # missing mails that are named; --json has all of them


@dataclass(frozen=True, slots=True)
class Compared:
    folder: str
    result: Comparison
    missing: dict[int, Shown]


def add(program: Program, roles: Roles) -> None:
    @program.command
    def reconcile(
        mailbox: Annotated[str, Parameter(help="A mailbox of the configuration, by its name.")],
        *,
        folder: Folders = (),
        take: Annotated[bool, Parameter(negative="")] = False,
        config: ConfigPath = None,
        json: Json = False,
    ) -> None:
        """Compare a mailbox on its server with the ledger. Ends with 1 where a mail is missing.

        Every mail on the server was there before us, is in the ledger, was passed over for a reason, or is not read
        yet; anything else is missing, and is named. Every mail in the ledger is still on the server, or was moved or
        expunged there. Nothing is changed, unless --take is given; a running Postroom does not mind.

        Args:
            folder: Only this folder (may be repeated); else those that are read.
            take: Fetch what is missing, by the same door as all mail: people are written to.
        """
        loaded = desk.load(config)
        settings = chosen(loaded, mailbox)
        folders = folder or settings.folders
        if take:
            _take(loaded, roles, settings, folders)
        with desk.database(loaded) as database:
            compared = _asked(settings, folders, database)
        for each in compared:
            desk.print_json([_row(each, settings)]) if json else _print(each, settings, loaded.config.site.zone)
        raise SystemExit(1 if any(each.missing for each in compared) else 0)


def _asked(settings: MailboxSettings, folders: tuple[str, ...], database: Database) -> list[Compared]:
    try:
        with visiting(settings.server) as client:
            asking = _Asking(client, settings, database)
            return [asking.compared(folder) for folder in folders]
    except Trouble as error:
        desk.fail(f"the server: {desk.clean(str(error))}")


@dataclass(frozen=True, slots=True)
class _Asking:
    """Both sides are asked over one connection."""

    client: Client
    settings: MailboxSettings
    database: Database

    def compared(self, folder: str) -> Compared:
        watched = self._cursor(folder)
        opened = open_folder(self.client, self.settings.name, folder)
        uids = all_mails(self.client)
        if watched is not None and _is_anew(opened, uids, watched):
            return Compared(folder, self._by_content(opened, uids, watched), {})
        cursor = self._cursor(folder)
        with self.database.read() as connection:
            rows = mailbox_ledger.rows(connection, opened.place)
        rows = {uid: row for uid, row in rows.items() if not opened.next or uid < opened.next}  # others came later
        late = self._late(doubtful(uids, cursor, rows), cursor)
        result = compare(uids, cursor, rows, late)
        missing = shown(self.client, result.missing)
        gone = set(result.missing).difference(missing)  # somebody has removed them just now
        if gone:
            result = compare([uid for uid in uids if uid not in gone], cursor, rows, late)
        return Compared(folder, result, missing)

    def _cursor(self, folder: str) -> Cursor | None:
        with self.database.read() as connection:
            return mailbox_ledger.cursor(connection, self.settings.name, folder)

    def _late(self, unsure: list[int], cursor: Cursor | None) -> frozenset[int]:
        seen = shown(self.client, unsure)
        return frozenset(uid for uid, each in seen.items() if cursor and each.at >= cursor.since - MARGIN)

    def _by_content(self, opened: Opened, uids: list[int], cursor: Cursor) -> Comparison:
        """Only mails whose size is that of one of ours are read."""
        with self.database.read() as connection:
            known = [*mailbox_ledger.rows(connection, opened.place).values()]
            known += mailbox_ledger.older(connection, opened.place)
            sizes = mailbox_ledger.sizes(connection, {row.mail for row in known if row.mail is not None})
        seen = shown(self.client, uids)
        alike = frozenset(sizes.values())
        wanted = [uid for uid, each in seen.items() if each.size in alike]
        found = dict(digests(self.client, wanted, self.settings.largest))
        ours = {row.digest for row in known}
        others = [each.at for uid, each in seen.items() if found.get(uid) not in ours]
        return compare_contents(list(seen), found, known, sum(at < cursor.since - MARGIN for at in others))


def _is_anew(opened: Opened, uids: list[int], cursor: Cursor) -> bool:
    """Also where the numbers went back: a folder that came out of a backup."""
    went_back = 0 < opened.next <= cursor.uid and max(uids, default=0) < cursor.uid
    return opened.place.validity != cursor.place.validity or went_back


# --- taking what is missing -----------------------------------------------------------------------------------------


def _take(loaded: Loaded, roles: Roles, settings: MailboxSettings, folders: tuple[str, ...]) -> None:
    taken: list[int] = []
    with working(loaded) as app:
        try:
            with visiting(settings.server) as client:
                asking = _Asking(client, settings, app.database)
                for folder in folders:
                    taken += _take_from(app, asking, folder)
        except (Trouble, NoRoom) as error:
            desk.fail(f"the server: {desk.clean(str(error))}; {len(taken)} missing mails taken")
        sort(app, roles, taken)
    desk.err.print(f"{len(taken)} missing mails taken", markup=False)


def _take_from(app: App, asking: _Asking, folder: str) -> list[int]:
    missing = asking.compared(folder).missing
    tally = Tally()
    if missing:
        by = Carrier(asking.settings, app.spool.begin, Mailboxes(app.database, app.fetcher), silent=False)
        opened = open_folder(asking.client, asking.settings.name, folder)
        for _ in bring(fetched_here(asking.client, sorted(missing), by), opened.place, by, tally):
            continue
    return tally.accepted


# --- printing -------------------------------------------------------------------------------------------------------


def _row(each: Compared, settings: MailboxSettings) -> dict[str, object]:
    result = each.result
    return {
        "mailbox": settings.name,
        "folder": each.folder,
        "numbers": result.numbers.value,
        "server": result.server,
        "before": result.before,
        "taken": result.taken,
        "passed": dict(result.passed),
        "unread": result.unread,
        "missing": [{"uid": uid, "at": known.at, "size": known.size} for uid, known in each.missing.items()],
        "again": result.again,
        "ledger": result.ledger,
        "left": result.left,
        "outcomes": dict(result.outcomes),
    }


def _print(each: Compared, settings: MailboxSettings, zone: str) -> None:
    result = each.result
    desk.out.print(f"[bold]{escape(desk.clean(settings.name))}[/] {escape(desk.clean(each.folder))}")
    if result.numbers is not Numbers.SAME:
        desk.out.print(f"  [yellow]{result.numbers.value}[/]{_explained(result.numbers)}")
    for line in _equations(each):
        desk.out.print(f"  {line}", soft_wrap=True)
    if result.outcomes:
        ended = ", ".join(f"{desk.coloured(escape(name))} {number:,}" for name, number in result.outcomes)
        desk.out.print(f"  those in the ledger: {ended}", soft_wrap=True)
    for uid, known in list(each.missing.items())[:NAMED]:
        words = f"UID {uid}, of {desk.moment(known.at, zone)}, {known.size:,} octets"
        desk.out.print(f"  [bold red]MISSING[/] {words}", soft_wrap=True)
    if each.missing:
        more = len(each.missing) - NAMED
        desk.out.print(f"  and {more} more" if more > 0 else "", end="\n" if more > 0 else "")
        desk.out.print(f"  `postroom reconcile {settings.name} --take` fetches what is missing", markup=False)


def _explained(numbers: Numbers) -> str:
    if numbers is Numbers.ANEW:
        return ": compared by content; what is not read yet is, as soon as the mailbox is watched again"
    return ": what comes from the first `postroom poll` or `up` on is read"


def _equations(each: Compared) -> Iterator[str]:
    result = each.result
    passed = sum(number for _, number in result.passed)
    reasons = f" ({', '.join(f'{name} {number:,}' for name, number in result.passed)})" if passed else ""
    lost = f" + [bold red]MISSING {len(each.missing):,}[/]" if each.missing else ""
    yield (
        f"on the server {result.server:,} = before us {result.before:,} + in the ledger {result.taken:,}"
        f" + passed over {passed:,}{reasons} + not read yet {result.unread:,}{lost}"
    )
    yield f"in the ledger {result.ledger:,} = on the server {result.taken:,} + moved or expunged {result.left:,}"
    if result.again:
        yield f"of those on the server {result.again:,} lie there a second time: moved back or copied by people"

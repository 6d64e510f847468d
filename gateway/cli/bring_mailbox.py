"""`postroom import --mailbox`: old mails of a mailbox, beside whoever watches it.

Only mail that was there before watching began, or that watching has passed, is an import's; what lies beyond the cursor
is the poller's, which answers it. Where nobody has watched a folder yet, the import says where watching will begin:
behind the newest mail that it saw, so that nothing falls in between.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date

from ..app import App
from ..config import Loaded
from ..connected import mailboxes
from ..intake.imap.apart import fetched_apart
from ..intake.imap.bringing import Carrier, Tally, bring
from ..intake.imap.browsing import Trouble, highest, mails_since, open_folder, visiting
from ..intake.imap.fetching import NoRoom
from ..intake.imap.settings import MailboxSettings
from ..mail.mailboxes import LeaseLost, Place
from ..store import mailbox_ledger
from ..store.database import Unavailable
from ..store.mailboxes import Mailboxes
from . import desk
from .parts import working
from .roles import Roles
from .sorting import progress, sort

STOPPED = 130  # as a shell says of a program that Ctrl-C ended


@dataclass(frozen=True, slots=True)
class Asked:
    mailbox: str
    since: str
    folders: tuple[str, ...]
    silent: bool


@dataclass(slots=True)
class Progressed:
    """How far the import is. `had`: mails that we have already; `later`: left to whoever watches."""

    tally: Tally = field(default_factory=Tally)
    found: int = 0
    had: int = 0
    later: int = 0
    seconds: float = 0.0  # that reading took
    trouble: str = ""
    code: int = 1


def run(loaded: Loaded, roles: Roles, asked: Asked, json: bool) -> None:
    day = desk.day("--since", asked.since)
    settings = chosen(loaded, asked.mailbox)
    assert day is not None, "an empty --since was refused"
    far = Progressed()
    with working(loaded) as app:
        started = time.monotonic()
        with _said(far):
            _bring_all(app, settings, asked, day, far)
        far.seconds = round(time.monotonic() - started, 2)
        outcomes: dict[str, int] = {}
        if far.code != STOPPED:
            with _said(far, "sorting goes on with the same command, or `postroom up`"):
                with app.database.read() as connection:
                    ids = sorted({*far.tally.accepted, *mailbox_ledger.waiting(connection, settings.name)})
                outcomes = sort(app, roles, ids)
    _report(far, outcomes, json)
    raise SystemExit(far.code if far.trouble else 0)


def chosen(loaded: Loaded, name: str) -> MailboxSettings:
    known = mailboxes(loaded.config)
    found = next((each for each in known if each.name == name), None)
    if found is None:
        names = f"there are: {', '.join(each.name for each in known)}" if known else "none is configured"
        desk.fail(f"there is no mailbox {desk.clean(name)}; {names}")
    return found


@contextmanager
def _said(far: Progressed, goes_on: str = "the same command goes on from here") -> Iterator[None]:
    """What stops an import is said at its end, together with how far it got."""
    try:
        yield
    except Trouble as error:
        far.trouble = f"the server: {error}; {goes_on}"
    except NoRoom as error:
        far.trouble = f"{error}; {goes_on}"
    except Unavailable as error:
        far.trouble = f"the database does not answer ({error}); {goes_on}"
    except KeyboardInterrupt:
        far.trouble, far.code = f"stopped; {goes_on}", STOPPED


def _bring_all(app: App, settings: MailboxSettings, asked: Asked, day: date, far: Progressed) -> None:
    by = Carrier(settings, app.spool.begin, Mailboxes(app.database, app.fetcher), asked.silent)
    with visiting(settings.server) as client, progress() as bar:
        task = bar.add_task("reading", total=None)
        for folder in asked.folders or settings.folders:
            opened = open_folder(client, settings.name, folder)
            last = _last(app, settings, opened.place, highest(client))
            uids = _wanted(app, opened.place, mails_since(client, day), last, far)
            bar.update(task, total=far.found)
            with closing(fetched_apart(opened.place, uids, settings, by.begin)) as mails:
                for _ in bring(mails, opened.place, by, far.tally):
                    bar.update(task, completed=far.tally.done)


def _last(app: App, settings: MailboxSettings, place: Place, newest: int) -> int:
    """The newest mail that is an import's."""
    with app.database.read() as connection:
        cursor = mailbox_ledger.cursor(connection, place.mailbox, place.folder)
    if cursor is not None and cursor.place.validity != place.validity:
        raise Trouble(f"{place.folder} was numbered anew; let `postroom poll` go through it first")
    if cursor is not None:
        return cursor.uid
    if place.folder in settings.folders:
        _begin(app, place, newest)
    return newest


def _begin(app: App, place: Place, uid: int) -> None:
    shelf = Mailboxes(app.database, app.fetcher)
    lease = shelf.lease(place.mailbox)
    if lease is None:
        return  # somebody watches, and is about to begin himself
    with suppress(LeaseLost), app.database.read() as connection:
        if mailbox_ledger.cursor(connection, place.mailbox, place.folder) is None:
            shelf.begin(lease, place, uid)
    shelf.release(lease)


def _wanted(app: App, place: Place, uids: list[int], last: int, far: Progressed) -> list[int]:
    with app.database.read() as connection:
        have = mailbox_ledger.taken(connection, place)
    ours = [uid for uid in uids if uid <= last]
    wanted = [uid for uid in ours if uid not in have]
    far.later += len(uids) - len(ours)
    far.had += len(ours) - len(wanted)
    far.found += len(wanted)
    return wanted


def _report(far: Progressed, outcomes: dict[str, int], json: bool) -> None:
    tally = far.tally
    passed = {reason.value: number for reason, number in tally.passed.items()}
    if json:
        counts = {"found": far.found, "accepted": len(tally.accepted), "known": tally.known, "had": far.had}
        counts |= {"later": far.later}
        ended = {"passed": passed, "outcomes": outcomes, "seconds": far.seconds, "trouble": far.trouble}
        desk.print_json([counts | ended])
    else:
        told = [f"{len(tally.accepted)} mails imported"]
        told += [f"{far.had} were here already"] if far.had else []
        told += [f"{tally.known} had a content that we know"] if tally.known else []
        told += [f"{number} passed over ({reason})" for reason, number in passed.items()]
        told += [f"{far.later} newer ones left to `postroom poll`"] if far.later else []
        print("; ".join(told))
        for name, number in outcomes.items():
            desk.out.print(f"  {number:6} {desk.coloured(name)}")
    if far.trouble:
        left = f" ({tally.done} of {far.found} done)" if tally.done < far.found else ""
        desk.fail(desk.clean(far.trouble) + left, far.code)

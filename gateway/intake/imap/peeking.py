"""The newest mails of a mailbox, over all its folders, for somebody who only wants to know what they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from ...mail.acceptance import Deferred
from .browsing import asking, newest, open_folder, shown, visiting
from .draft import Draft
from .fetching import Fetched, Missing, fetch
from .settings import MailboxSettings


@dataclass(frozen=True, slots=True)
class Peeked:
    """One mail, where it lies and when it came there."""

    folder: str
    at: datetime
    found: Fetched | Missing


def peek(settings: MailboxSettings, begin: Callable[[], Draft | Deferred], last: int) -> Iterator[Peeked]:
    """In the order in which they came. Nothing is changed on the server. Raises Trouble."""
    with visiting(settings.server) as client:
        came: list[tuple[datetime, int, str]] = []
        for folder in settings.folders:
            opened = open_folder(client, settings.name, folder)
            known = shown(client, newest(client, opened, last))
            came += [(each.at, uid, folder) for uid, each in known.items()]
        for folder, mails in groupby(sorted(came)[-last:], key=lambda each: each[2]):
            moments = {uid: at for at, uid, _ in mails}
            open_folder(client, settings.name, folder)
            found = fetch(client, list(moments), begin, settings.largest)
            while True:
                with asking():
                    each = next(found, None)
                if each is None:
                    break
                yield Peeked(folder, moments[each.uid], each)

"""A server's folder compared with what we know of it: two equations, and whatever is missing. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from .mailboxes import Cursor, Passed


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one mail of a folder; `outcome` is that of the spooled mail, "" where there is none."""

    uid: int
    digest: bytes | None
    mail: int | None
    passed: Passed | None
    outcome: str


class Numbers(Enum):
    """How the folder's numbers compare with those that we know."""

    SAME = "the same"
    ANEW = "numbered anew by the server"  # compared by content
    UNWATCHED = "not watched yet"  # nobody has read this folder, except perhaps an import


@dataclass(frozen=True, slots=True)
class Comparison:
    """On the server: `before` + `taken` + the sum of `passed` + `unread` + the missing ones. In the ledger: `taken` +
    `left`. `again`: those of `taken` whose mail lies there a second time, because people moved or copied it.
    """

    numbers: Numbers
    server: int
    before: int
    taken: int
    passed: tuple[tuple[str, int], ...]
    unread: int
    missing: tuple[int, ...]
    again: int
    ledger: int
    left: int  # moved or expunged: noted, and not in the folder any more
    outcomes: tuple[tuple[str, int], ...]


def compare(uids: Collection[int], cursor: Cursor | None, rows: Mapping[int, Row], late: Collection[int]) -> Comparison:
    """Mails under the numbers that we know. `late`: those of them that came after we began to watch, where their
    number does not tell (`doubtful`).
    """
    known = [rows[uid] for uid in uids if uid in rows]
    unknown = [uid for uid in uids if uid not in rows]
    uid, before = (cursor.uid, cursor.before) if cursor else (0, max(uids, default=0))
    unread = [each for each in unknown if cursor and each > uid]
    missing = [each for each in unknown if cursor and each <= uid and (each > before or each in late)]
    passed: Counter[Passed] = Counter(row.passed for row in known if row.passed and row.passed is not Passed.BEFORE)
    old = len(unknown) - len(unread) - len(missing) + sum(row.passed is Passed.BEFORE for row in known)
    numbers = Numbers.SAME if cursor else Numbers.UNWATCHED
    return _summed(numbers, known, tuple(rows.values()), _Rest(len(uids), old, passed, len(unread), tuple(missing)))


def doubtful(uids: Collection[int], cursor: Cursor | None, rows: Mapping[int, Row]) -> list[int]:
    """Mails that were there before us, or are missing: after a folder was numbered anew only their date tells."""
    if cursor is None or not any(row.passed is Passed.BEFORE for row in rows.values()):
        return []
    return [uid for uid in uids if uid <= min(cursor.before, cursor.uid) and uid not in rows]


def compare_contents(
    uids: Collection[int], digests: Mapping[int, bytes], rows: Collection[Row], old: int
) -> Comparison:
    """Mails that were numbered anew, by their bytes. `old` of those that we do not know were there before us."""
    by_content = {row.digest: row for row in rows if row.digest is not None and row.mail is not None}
    known = [by_content[digest] for uid in uids if (digest := digests.get(uid)) in by_content]
    unread = len(uids) - len(known) - old
    return _summed(Numbers.ANEW, known, tuple(rows), _Rest(len(uids), old, Counter(), unread, ()))


@dataclass(frozen=True, slots=True)
class _Rest:
    server: int
    before: int
    passed: Counter[Passed]
    unread: int
    missing: tuple[int, ...]


def _summed(numbers: Numbers, known: list[Row], rows: tuple[Row, ...], rest: _Rest) -> Comparison:
    here = [row for row in known if row.mail is not None]
    ours = [row for row in rows if row.mail is not None]
    again = len(here) - len({row.mail for row in here})
    uids = {row.uid for row in here}
    left = sum(row.uid not in uids for row in ours)
    return Comparison(
        numbers=numbers,
        server=rest.server,
        before=rest.before,
        taken=len(here),
        passed=tuple((reason.value, number) for reason, number in rest.passed.items()),
        unread=rest.unread,
        missing=rest.missing,
        again=again,
        ledger=len(ours) + (len(here) - len(uids)),
        left=left,
        outcomes=tuple(Counter(row.outcome for row in ours).most_common()),
    )

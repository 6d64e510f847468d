"""A server's folder against the ledger: each mail on either side has one place."""

from datetime import UTC, datetime

from gateway.mail.mailboxes import Cursor, Passed, Place
from gateway.mail.reconciled import Numbers, Row, compare, compare_contents, doubtful

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def at(uid: int, before: int) -> Cursor:
    return Cursor(Place("box", "INBOX", 7), uid, before, NOW, NOW)


def ours(uid: int, mail: int = 0, outcome: str = "ticket") -> Row:
    return Row(uid, b"%d" % (mail or uid), mail or uid, None, outcome)


def passed(uid: int, why: Passed) -> Row:
    return Row(uid, None, None, why, "")


def by_uid(*rows: Row) -> dict[int, Row]:
    return {row.uid: row for row in rows}


def test_each_mail_has_one_place() -> None:
    rows = by_uid(ours(3), ours(11), ours(12, outcome="held"), passed(13, Passed.LARGE), ours(15), ours(16, mail=11))
    found = compare([1, 2, 3, 11, 12, 13, 14, 16, 21, 22], at(20, 10), rows, ())
    assert (found.server, found.before, found.taken, found.passed) == (10, 2, 4, (("too large", 1),))
    assert (found.unread, found.missing, found.again) == (2, (14,), 1)
    assert (found.ledger, found.left) == (5, 1)
    assert dict(found.outcomes) == {"ticket": 4, "held": 1}
    assert found.numbers is Numbers.SAME


def test_an_empty_folder_and_one_that_nobody_watched() -> None:
    assert compare([], at(9, 9), {}, ()).missing == ()
    found = compare([1, 2, 3], None, by_uid(ours(2)), ())
    assert (found.numbers, found.before, found.taken, found.missing) == (Numbers.UNWATCHED, 2, 1, ())


def test_after_a_new_numbering_only_dates_tell_what_was_there_before_us() -> None:
    rows = by_uid(passed(1, Passed.BEFORE), ours(2))
    cursor = at(5, 5)
    assert doubtful([1, 2, 3, 4], cursor, rows) == [3, 4]
    assert doubtful([3, 4], cursor, by_uid(ours(2))) == []
    assert doubtful([3, 4], None, rows) == []
    found = compare([1, 2, 3, 4], cursor, rows, {4})
    assert (found.before, found.taken, found.passed, found.missing) == (2, 1, (), (4,))


def test_under_other_numbers_mails_are_known_by_their_content() -> None:
    rows = [ours(11), ours(12), ours(13), passed(14, Passed.LARGE)]
    digests = {1: b"other", 2: b"11", 3: b"12", 4: b"12"}
    found = compare_contents([1, 2, 3, 4, 5, 6], digests, rows, 2)
    assert (found.server, found.before, found.taken, found.unread, found.again) == (6, 2, 3, 1, 1)
    assert (found.ledger, found.left, found.missing) == (4, 1, ())
    assert found.ledger == found.taken + found.left

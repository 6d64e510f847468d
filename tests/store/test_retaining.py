"""What is too old goes, a piece at a time; what waits, is open or leads later mail to its ticket stays."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.store import balance, retaining, schema, taken
from gateway.store.retention_terms import DepartmentTerms, Kind, Terms
from gateway.store.spool import NotKept

from .sorting import ALI, TOM, letter
from .test_erasing import FILE, Desk, light, with_file

__all__ = ["light"]

FOR_EVER = DepartmentTerms("", None, None)
DAYS = timedelta(days=30)
NOTHING = Terms((), FOR_EVER)


@pytest.fixture
def desk(database: Any, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(database, tmp_path / "spool")
    opened.open_blobs(tmp_path)
    lead(opened)
    yield opened
    opened.close()


def lead(desk: Desk) -> None:
    """1001 is closed, 1002 open; mail 4 is quarantined, 5 is mail 1 once more, and 6 waits."""
    asked = with_file(ALI, "Printer", "It is broken.", FILE, **{"Message-ID": "<a@x>"})
    desk.sort(asked)
    token = desk.token(1001)
    desk.sort(letter(TOM, f"Re: [{token}]", "It works.", In_Reply_To="<a@x>", Message_ID="<b@x>"))
    desk.sort(letter(ALI, "Scanner", "Broken, too.", Message_ID="<c@x>"))
    forged = with_file(ALI, "Door", "x", b"only here", **{"Message-ID": "<d@x>"})
    desk.sort(forged.replace(b"dmarc=pass", b"dmarc=fail"))
    desk.sort(asked)
    desk.arrive(letter(ALI, "Waits", "x", Message_ID="<e@x>"))
    over = schema.ticket.update().where(schema.ticket.c.number == 1001).values(status="closed", closed=desk.now)
    desk.write(lambda connection: connection.execute(over))
    desk.write(lambda connection: connection.execute(schema.notice.update().values(state="sent", finished=desk.now)))


@pytest.fixture
def one(light: Desk) -> Desk:
    """On SQLite only."""
    lead(light)
    return light


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def kept(desk: Desk) -> set[int]:
    return {row[0] for row in desk.all(select(schema.spool.c.id).where(schema.spool.c.gone.is_(None)))}


def run(desk: Desk, terms: Terms) -> dict[Kind, int]:
    gone = retaining.round(desk.database, terms, desk.attached, desk.now)
    while taken.wipe(desk.database, desk.folder / "spool"):
        pass
    taken.remove_contents(desk.database, desk.blobs)
    with desk.database.read() as connection:
        assert balance.equation(connection).balanced
    return gone


def test_what_is_said_of_the_house_is_so(one: Desk) -> None:
    assert [one.outcome(id) for id in range(1, 7)] == [
        "ticket",
        "reply",
        "ticket",
        "quarantined",
        "duplicate",
        "waiting",
    ]
    assert one.ticket(1001).status.value == "closed"


def test_nothing_goes_where_nothing_is_said(one: Desk) -> None:
    one.later(days=9999)
    assert NOTHING.for_ever
    assert run(one, NOTHING) == {}
    assert kept(one) == {1, 2, 3, 4, 5, 6}


def test_raw_mail_of_a_closed_ticket_goes_and_its_words_stay(desk: Desk) -> None:
    terms = Terms((), DepartmentTerms("", DAYS, None))
    desk.later(days=29)
    assert run(desk, terms) == {}
    desk.later(days=2)
    assert run(desk, terms) == {Kind.RAW: 2}
    assert run(desk, terms) == {}
    assert kept(desk) == {3, 4, 5, 6}
    with pytest.raises(NotKept, match="aged"):
        desk.spool.read(1)
    texts = {row[0] for row in desk.all(select(schema.article.c.text).where(schema.article.c.ticket == 1001))}
    assert "It is broken." in texts
    assert desk.blobs.load(desk.all(select(schema.attachment.c.sha256))[0][0]) == FILE


def test_each_department_has_its_time(one: Desk) -> None:
    one.later(days=31)
    own = DepartmentTerms("support", None, None)
    assert run(one, Terms((own,), DepartmentTerms("", DAYS, DAYS))) == {}
    assert run(one, Terms((replace(own, raw=DAYS),), FOR_EVER)) == {Kind.RAW: 2}


def test_a_whole_ticket_goes_and_a_reply_still_finds_it(desk: Desk) -> None:
    desk.later(days=31)
    assert run(desk, Terms((), DepartmentTerms("", None, DAYS))) == {Kind.TICKET: 1}
    assert kept(desk) == {3, 4, 5, 6}
    assert desk.ticket(1001).subject == ""
    assert {row[0] for row in desk.all(select(schema.article.c.text).where(schema.article.c.ticket == 1001))} == {""}
    assert desk.count(schema.attachment) == 0
    with pytest.raises(LookupError):
        desk.blobs.load(digest(FILE))
    again = desk.sort(letter(ALI, "Re: Printer", "It is broken again.", In_Reply_To="<b@x>", Message_ID="<n@x>"))
    assert desk.ticket(again.ticket).follows == 1001
    assert desk.ticket(1002).subject == "Scanner"


def test_a_ticket_with_something_to_send_is_left_alone(one: Desk) -> None:
    one.later(days=31)
    waits = schema.notice.update().where(schema.notice.c.ticket == 1001).values(state="waiting")
    one.write(lambda connection: connection.execute(waits))
    assert run(one, Terms((), DepartmentTerms("", None, DAYS))) == {}


def test_quarantined_mail_goes_with_its_files_and_second_copies(desk: Desk) -> None:
    desk.later(days=31)
    assert run(desk, replace(NOTHING, kept_back=DAYS)) == {Kind.KEPT_BACK: 2}
    assert kept(desk) == {1, 2, 3, 6}
    with pytest.raises(LookupError):
        desk.blobs.load(digest(b"only here"))
    assert desk.blobs.load(digest(FILE)) == FILE, "the ticket has it still"


def test_trails_and_attempts_go(one: Desk) -> None:
    told = {"notice": 1, "number": 1, "at": one.now, "delivery": "sent", "words": "250 ok"}
    one.write(lambda connection: connection.execute(schema.attempt.insert(), [told]))
    one.later(days=31)
    assert run(one, replace(NOTHING, trail=DAYS)) == {Kind.TRAIL: 4, Kind.ATTEMPT: 1}
    left = select(func.count()).where(schema.mail.c.trail.is_not(None))
    assert one.all(left)[0][0] == 1, "what is quarantined may still be let in"


def test_a_walk_begins_anew(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retaining, "STRIDE", 1)
    one.later(days=31)
    terms = replace(NOTHING, kept_back=DAYS)
    rounds = [run(one, terms).get(Kind.KEPT_BACK, 0) for _ in range(8)]
    assert rounds == [0, 0, 0, 1, 1, 0, 0, 0]
    place = select(schema.retention_place.c.place).where(schema.retention_place.c.name == "KEPT_BACK")
    assert one.all(place)[0][0] == 2, "after the end came the first again"


def test_what_is_to_come_is_told(desk: Desk) -> None:
    terms = Terms((DepartmentTerms("support", DAYS, 2 * DAYS),), FOR_EVER, DAYS, DAYS)
    with desk.database.read() as connection:
        rows = retaining.coming(connection, terms, desk.now, desk.now + DAYS)
        by = {row.kind: row for row in rows}
        assert {kind: (row.due, row.soon) for kind, row in by.items()} == {
            Kind.RAW: (0, 2),
            Kind.TICKET: (0, 0),
            Kind.KEPT_BACK: (0, 2),
            Kind.TRAIL: (0, 4),
            Kind.ATTEMPT: (0, 0),
        }
        assert by[Kind.TICKET].next == desk.now + 2 * DAYS
        later = retaining.coming(connection, terms, desk.now + DAYS, desk.now + DAYS)
    assert later[0].due == 2
    assert later[0].next is None

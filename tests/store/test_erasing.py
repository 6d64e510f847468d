"""A person is erased: nothing of them is found anywhere, others keep what they wrote, the ledger stays balanced."""

import base64
import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.store import balance, belongings, compacting, erasing, ledger, schema, segments, taken
from gateway.store.blobs import Blobs, open_blobs
from gateway.store.database import Database
from gateway.store.erased_mails import Subject
from gateway.store.erasing import Erasing
from gateway.store.facts import Arrived
from gateway.store.migrate import migrate
from gateway.store.people import pseudonym
from gateway.store.spool import NotKept

from ..canary import CANARY, PERSIAN
from .sorting import ALI, REZA, TOM, Sorting, letter

NAME = "Kanarienvogel"
FROM = f"{NAME} <{ALI}>"
SUBJECT, WORDS = f"Printer {CANARY}", f"It says {CANARY} {PERSIAN}."
SECRETS = (ALI, NAME, CANARY, PERSIAN)


def with_file(sender: str, subject: str, body: str, file: bytes, **fields: str) -> bytes:
    built = EmailMessage()
    domain = sender.rpartition("@")[2].rstrip(">")
    known = {"From": sender, "To": "support@example.org", "Subject": subject, "Date": "Sat, 21 Nov 2026 10:00:00 +0000"}
    known["Authentication-Results"] = f"border.example.org; dmarc=pass header.from={domain}"
    for name, value in {**known, **fields}.items():
        built[name] = value
    built.set_content(body, cte="8bit")
    built.add_attachment(
        file, maintype="application", subtype="pdf", filename="x.pdf" if sender == REZA else f"{CANARY}.pdf"
    )
    return bytes(built)


class Desk(Sorting):
    """With a store for contents, as a worker has it."""

    blobs: Blobs
    folder: Path

    def open_blobs(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = open_blobs(self.database, folder / "blobs")

    def attached(self, id: int) -> list[bytes]:
        read = parse(self.spool.read(id).raw, Envelope("", (), Source.SMTP))
        return [hashlib.sha256(part.content).digest() for part in read.attachments]

    def arrive(self, raw: bytes, *recipients: str) -> Arrived:
        sender = parse(raw, Envelope("", (), Source.SMTP)).writer.address
        read = parse(raw, Envelope(sender, recipients or ("support@example.org",), Source.SMTP))
        for part in read.attachments:
            self.blobs.save(part.content)
        return self.spooled(read, raw)


@pytest.fixture
def desk(database: Any, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(database, tmp_path / "spool")
    opened.open_blobs(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def light(tmp_path: Path) -> Iterator[Desk]:
    """On SQLite only, where both databases would do the same."""
    database = Database(f"sqlite:///{tmp_path / 'postroom.db'}")
    migrate(database)
    opened = Desk(database, tmp_path / "spool")
    opened.open_blobs(tmp_path)
    yield opened
    opened.close()
    database.close()


FAILED = "border.example.org; dmarc=fail header.from=customer.example"
FILE = b"%PDF " + CANARY.encode() * 3
SHARED = b"%PDF a brochure that everybody sends"


def lead(desk: Desk) -> tuple[int, int]:
    """Ali's ticket, with an answer of Tom that quotes him, and one of Reza's that Ali is copied in."""
    first = desk.sort(with_file(FROM, SUBJECT, WORDS, FILE, **{"Message-ID": "<a@x>"}))
    token = desk.token(first.ticket)
    large = f"Once more, {CANARY}\n" + f"{PERSIAN} filling\n" * 2000
    fields = {"In-Reply-To": "<a@x>", "Message-ID": "<b@x>"}
    desk.sort(with_file(FROM, f"Re: [{token}]", large, FILE, **fields))  # too large for a row on SQLite
    answer = f"Dear {NAME}, try again.\n\nOn Sat, 21 Nov 2026 at 10:00, {FROM} wrote:\n> It says {CANARY} {PERSIAN}.\n"
    desk.sort(letter(TOM, f"Re: [{token}] Printer {CANARY}", answer, In_Reply_To="<b@x>", Message_ID="<c@x>"))
    other = desk.sort(with_file(REZA, "Scanner", "Ali knows it, too.", SHARED, Cc=FROM, **{"Message-ID": "<r@y>"}))
    quarantined = letter(
        FROM, "Wrong door", CANARY, Authentication_Results="border.example.org; dmarc=fail header.from=customer.example"
    )
    desk.sort(quarantined)
    desk.sort(with_file(FROM, "Brochure", "See there.", SHARED, **{"Message-ID": "<d@x>"}))
    return first.ticket, other.ticket


def erase(desk: Desk, address: str = ALI, steps: int = 99) -> None:
    with desk.database.read() as connection:
        who = belongings.somebody(connection, address)
    for _ in islice(Erasing(desk.database, desk.spool, Subject(who, desk.now), desk.attached).run(), steps):
        pass
    if steps < 99:
        return
    while taken.wipe(desk.database, desk.folder / "spool"):
        pass
    assert taken.remove_contents(desk.database, desk.blobs) == 0
    desk.write(lambda connection: erasing.end(connection, desk.now))


def everything(desk: Desk) -> list[tuple[str, bytes]]:
    """Every byte that is kept: files of the state, and on PostgreSQL the rows of every table."""
    files = [(str(path), path.read_bytes()) for path in desk.folder.rglob("*") if path.is_file()]
    if desk.database.sqlite:
        return files
    with desk.database.read() as connection:
        for name in schema.metadata.tables:
            for (row,) in connection.execute(text(f'SELECT row_to_json(t)::text FROM "{name}" t')):
                files.append((name, row.encode()))
        bodies = connection.execute(select(schema.spool.c.id, schema.spool.c.body)).all()
        contents = connection.execute(select(schema.blob.c.content)).all()
    files += [(f"body {row.id}", bytes(row.body or b"")) for row in bodies]
    return files + [("blob", bytes(row.content)) for row in contents]


def forms(secret: str) -> set[bytes]:
    plain = secret.encode()
    escaped = secret.encode("ascii", "backslashreplace")
    return {plain, escaped, secret.upper().encode(), base64.b64encode(plain)[:-4], secret.encode("utf-16-le")}


def found(desk: Desk) -> list[tuple[str, str]]:
    kept = everything(desk)
    return [(secret, name) for secret in SECRETS for form in forms(secret) for name, content in kept if form in content]


def test_nothing_of_a_person_is_found_afterwards(desk: Desk) -> None:
    mine, other = lead(desk)
    before = found(desk)
    assert {secret for secret, _ in before} == set(SECRETS), "the search finds what is there"
    assert not desk.database.sqlite or {CANARY, PERSIAN, ALI} <= {
        secret for secret, name in before if name.endswith(".segment")
    }
    erase(desk)
    assert compacting.compact(desk.database)
    assert found(desk) == []
    ticket = desk.ticket(mine)
    assert ticket.subject == ""
    assert ticket.status.value == "closed"
    assert ticket.requester.address == pseudonym(ticket.requester.id)
    with desk.database.read() as connection:
        equation = balance.equation(connection)
        assert equation.balanced
        assert equation.outcomes["ticket"] == 3
        assert equation.outcomes["quarantined"] == 1
        assert erasing.unfinished(connection) == {}
    texts = [row[0] for row in desk.all(select(schema.article.c.text).order_by(schema.article.c.id))]
    assert texts == ["", "", "Dear [erased], try again.", "Ali knows it, too.", ""]
    assert desk.ticket(other).subject == "Scanner"
    assert desk.ticket(other).participants == ()


def test_what_others_refer_to_stays(light: Desk) -> None:
    lead(light)
    erase(light)
    (kept,) = light.all(select(schema.attachment))
    assert light.blobs.load(kept.sha256) == SHARED
    assert light.count(schema.doomed) == 0


def test_an_erased_mail_is_read_by_nobody_and_let_in_by_nobody(light: Desk) -> None:
    lead(light)
    erase(light)
    with pytest.raises(NotKept, match="mail 1 were taken away \\(erased on"):
        light.spool.read(1)
    assert not light.write(partial(ledger.requeue, id=5, now=light.now))
    assert light.outcome(5) == "quarantined"


def test_the_same_mail_again_is_a_duplicate_and_brings_nobody_back(desk: Desk) -> None:
    lead(desk)
    erase(desk)
    again = with_file(FROM, SUBJECT, WORDS, FILE, **{"Message-ID": "<a@x>"})
    desk.sort(again)
    assert desk.outcome(7) == "duplicate"
    assert desk.count(schema.person) == len({row.address for row in desk.all(select(schema.person))})
    assert ALI not in {row.address for row in desk.all(select(schema.person))}
    erase(desk)  # by the address alone: no person has it
    assert compacting.compact(desk.database)
    assert found(desk) == []


def test_nobody_is_written_to_any_more(light: Desk) -> None:
    mine, _ = lead(light)
    erase(light)
    states = {row[0] for row in light.all(select(schema.notice.c.state).where(schema.notice.c.domain == "invalid"))}
    assert states == {"cancelled"}
    before = light.count(schema.notice)
    token = light.token(mine)
    light.later(days=1)
    light.sort(letter(TOM, f"Re: [{token}]", "#reopen\n\nAnd one word more.", In_Reply_To="<c@x>", Message_ID="<z@x>"))
    new = light.all(select(schema.notice.c.recipient).where(schema.notice.c.id > before))
    assert not [row for row in new if row[0].endswith("@invalid")]


def test_killed_after_any_step_it_is_run_again(light: Desk) -> None:
    """Each time it comes one step further."""
    lead(light)
    for steps in range(1, 9):
        erase(light, steps=steps)
        with light.database.read() as connection:
            assert balance.equation(connection).balanced
            assert sum(erasing.unfinished(connection).values()) == 1
    erase(light)
    assert compacting.compact(light.database)
    assert found(light) == []
    with light.database.read() as connection:
        assert erasing.unfinished(connection) == {}


def test_a_longer_address_is_another_ones(light: Desk) -> None:
    lead(light)
    light.sort(letter(f"x{ALI}", "Other", "Mine.", Message_ID="<o@x>"))
    erase(light)
    assert light.all(select(func.count()).where(schema.person.c.address == f"x{ALI}"))[0][0] == 1
    assert light.all(select(schema.mail.c.sender).where(schema.mail.c.id == 7))[0][0] == f"x{ALI}"


def test_contents_wait_while_a_mail_is_being_worked_on(desk: Desk) -> None:
    lead(desk)
    desk.arrive(letter(REZA, "x", "y", Message_ID="<w@y>"))
    hold = update(schema.mail).where(schema.mail.c.id == 7).values(holder="node-1")
    desk.write(lambda connection: connection.execute(hold))
    with pytest.raises(AssertionError):
        erase(desk)
    desk.write(lambda connection: connection.execute(hold.values(holder="")))
    assert taken.remove_contents(desk.database, desk.blobs) == 0


class Killed(BaseException):
    """As a signal would."""


@pytest.mark.parametrize("transactions", [3, 9, 17])
def test_killed_in_the_middle_of_a_step_it_is_run_again(
    light: Desk, transactions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail or a ticket in each transaction, and no more of them after so many."""
    monkeypatch.setattr(erasing, "BATCH", 1)
    lead(light)
    left = count(transactions, -1)
    known = light.database.write

    def dying(work: Any) -> Any:
        if next(left) <= 0:
            raise Killed
        return known(work)

    monkeypatch.setattr(light.database, "write", dying)
    with pytest.raises(Killed):
        erase(light)
    monkeypatch.setattr(light.database, "write", known)
    with light.database.read() as connection:
        assert balance.equation(connection).balanced
    erase(light)
    assert not [row for row in light.all(select(schema.person)) if row.address == ALI or row.name == NAME]
    texts = {row[0] for row in light.all(select(schema.article.c.text).where(schema.article.c.author == 1))}
    assert texts == {""}
    assert {row[0] for row in light.all(select(schema.spool.c.id).where(schema.spool.c.gone.is_(None)))} <= {4}


def test_zeros_are_written_where_a_mail_lay_and_nowhere_else(tmp_path: Path) -> None:
    content = b"a" * 5000 + b"b" * 100_000 + b"c" * 5000
    (tmp_path / "x.segment").write_bytes(content)
    segments.wipe(tmp_path, "x.segment", 5000, 100_000)
    assert (tmp_path / "x.segment").read_bytes() == b"a" * 5000 + bytes(100_000) + b"c" * 5000
    segments.wipe(tmp_path, "gone.segment", 0, 10)
    segments.wipe(tmp_path, "x.segment", 109_000, 999_999)
    assert len((tmp_path / "x.segment").read_bytes()) == len(content), "a torn end is no reason to grow"

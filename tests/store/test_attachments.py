"""Attachments through the database: what is stored, what goes along with which notice, what the listing shows."""

from collections.abc import Iterable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from gateway.letter import Letter
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.notices import Kind, Manner
from gateway.store import letters, listings, outbox, pictures
from gateway.store.facts import Arrived
from gateway.store.schema import article, attachment, notice, picture
from gateway.tickets.attachments import UNEXAMINED, AttachmentRules, Examination, Reason, Scan, Scanned, Withheld
from gateway.tickets.people import Person

from ..builders import KEY, POSHTIBANI, SUPPORT, policy
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter

File = tuple[str, bytes, str]  # name, content, Content-ID

RULES = AttachmentRules(max_size=10_000, extensions=frozenset({"exe"}))
LOGO: File = ("logo.png", b"\x89PNG logo", "logo@a.example")
EXE: File = ("setup.exe", b"MZ\0\0", "")
PDF: File = ("bill.pdf", b"%PDF-1.7", "")
EICAR = Scan(Scanned.INFECTED, "Eicar")


@pytest.fixture
def desk(sorting: Sorting) -> Sorting:
    ruled = tuple(replace(department, attachments=RULES) for department in (SUPPORT, POSHTIBANI))
    sorting.policy = policy(departments=ruled)
    return sorting


def with_files(raw: bytes, files: Iterable[File]) -> bytes:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    for name, content, content_id in files:
        kind = ("image", "png") if name.endswith(".png") else ("application", "octet-stream")
        mail.add_attachment(content, *kind, filename=name, cid=f"<{content_id}>" if content_id else None)
        if content_id:
            part = list(mail.iter_attachments())[-1]
            part.replace_header("Content-Disposition", f'inline; filename="{name}"')
    return bytes(mail)


def send(desk: Sorting, raw: bytes, *files: File, examination: Examination = UNEXAMINED) -> int:
    """The ticket's number."""
    raw = with_files(raw, files)
    arrived = desk.spooled(parse(raw, Envelope(ALI, ("support@example.org",), Source.SMTP)), raw)
    return desk.settle(replace(arrived, examination=examination)).ticket


def gathered(desk: Sorting, kind: Kind, recipient: str) -> Letter:
    query = select(notice.c.id).where(notice.c.kind == kind.value, notice.c.recipient == recipient)
    id = desk.all(query.order_by(notice.c.id.desc()))[0][0]
    claimed = desk.write(lambda connection: outbox.claim(connection, id, "a", desk.now))
    assert claimed is not None
    with desk.database.read() as connection:
        found = letters.gather(connection, claimed, desk.policy)
    assert found is not None
    return found


def rows(desk: Sorting) -> list[tuple[str, bool, str]]:
    query = select(attachment.c.name, attachment.c.hidden, attachment.c.withheld)
    return [tuple(row) for row in desk.all(query.order_by(attachment.c.article, attachment.c.position))]


def enclosed(desk: Sorting, kind: Kind, recipient: str) -> list[str]:
    return [part.name for part in gathered(desk, kind, recipient).enclosures]


def test_a_refused_file_is_stored_and_goes_along_with_nothing(desk: Sorting) -> None:
    send(desk, letter(), EXE, PDF)
    assert rows(desk) == [("setup.exe", False, "type"), ("bill.pdf", False, "")]
    told = gathered(desk, Kind.NEW_MAIL, TOM)
    assert [part.name for part in told.enclosures] == ["bill.pdf"]
    assert told.view.article is not None
    shown = {view.name: (view.included, view.withheld) for view in told.view.article.attachments}
    assert shown == {"setup.exe": (False, Withheld(Reason.TYPE)), "bill.pdf": (True, None)}


def test_its_sender_reads_of_it_in_the_acknowledgement(desk: Sorting) -> None:
    send(desk, letter(), EXE, PDF, ("big.zip", bytes(10_001), ""))
    assert desk.kinds() == ["received", "new_mail", "new_mail"]
    found = gathered(desk, Kind.RECEIVED, ALI)
    assert [(view.name, view.withheld) for view in found.view.withheld] == [
        ("setup.exe", Withheld(Reason.TYPE)),
        ("big.zip", Withheld(Reason.SIZE)),
    ]
    assert found.enclosures == ()


def test_the_sender_of_a_reply_gets_a_notice_of_its_own_and_only_then(desk: Sorting) -> None:
    token = desk.token(send(desk, letter(Cc=REZA)))
    send(desk, letter(subject=token, body="More."), PDF)
    assert "withheld" not in desk.kinds()
    send(desk, letter(subject=token, body="And more."), EXE)
    assert desk.kinds().count("withheld") == 1
    assert [view.name for view in gathered(desk, Kind.WITHHELD, ALI).view.withheld] == ["setup.exe"]
    assert enclosed(desk, Kind.SHARED, REZA) == []


def test_an_agents_file_is_kept_back_from_the_customer_and_the_agent_is_told(desk: Sorting) -> None:
    token = desk.token(send(desk, letter()))
    send(desk, letter(TOM, token, "Run this."), EXE, PDF)
    assert enclosed(desk, Kind.ANSWERED, ALI) == ["bill.pdf"]
    assert [view.name for view in gathered(desk, Kind.WITHHELD, TOM).view.withheld] == ["setup.exe"]
    send(desk, letter(TOM, token, "#take\nAnd this."), EXE)
    assert [view.name for view in gathered(desk, Kind.TRANSCRIPT, TOM).view.withheld] == ["setup.exe"]
    assert desk.kinds().count("withheld") == 1


def test_an_unproven_sender_hears_of_no_names(desk: Sorting) -> None:
    send(desk, letter(EVE, Authentication_Results=""), ("CANARY.exe", b"MZ\0", ""))
    found = gathered(desk, Kind.RECEIVED, EVE)
    assert found.view.manner is Manner.CONTENT_FREE
    assert [view.withheld for view in found.view.withheld] == [Withheld(Reason.TYPE)]
    assert "CANARY" not in repr(found)


def test_a_virus_is_named_to_agents_and_not_to_customers(desk: Sorting) -> None:
    send(desk, letter(), PDF, examination=Examination(scans=(EICAR,)))
    assert rows(desk) == [("bill.pdf", False, "virus Eicar")]
    told = gathered(desk, Kind.NEW_MAIL, TOM)
    assert told.enclosures == ()
    assert told.view.article is not None
    assert told.view.article.attachments[0].withheld == Withheld(Reason.VIRUS, "Eicar")
    assert gathered(desk, Kind.RECEIVED, ALI).view.withheld[0].withheld == Withheld(Reason.VIRUS)


def test_malware_of_who_may_be_anybody_is_not_answered(desk: Sorting) -> None:
    send(desk, letter(EVE, Authentication_Results=""), PDF, examination=Examination(scans=(EICAR,)))
    assert desk.kinds() == ["new_mail", "new_mail"]


def test_answers_about_files_count_for_the_brakes(desk: Sorting) -> None:
    token = desk.token(send(desk, letter()))
    for number in range(6):
        send(desk, letter(subject=token, body=f"{number}"), EXE)
    told = [kind for kind in desk.kinds() if kind in ("received", "withheld")]
    assert told == ["received", "withheld", "withheld"], "three an hour to one address"


# --- pictures of signatures -------------------------------------------------------------------------------------------


def test_a_logo_is_shown_once_to_each_person_who_sends_it(desk: Sorting) -> None:
    token = desk.token(send(desk, letter(Cc=REZA), LOGO))
    assert enclosed(desk, Kind.NEW_MAIL, TOM) == ["logo.png"]
    send(desk, letter(subject=token, body="More."), LOGO, PDF)
    told = gathered(desk, Kind.NEW_MAIL, TOM)
    assert [part.name for part in told.enclosures] == ["bill.pdf"]
    assert told.view.article is not None
    assert [file.name for file in told.view.article.attachments] == ["bill.pdf"]
    send(desk, letter(REZA, token, "Mine."), LOGO)
    send(desk, letter(subject="Something new", body="Another thing."), LOGO)
    hidden = [row[1] for row in rows(desk) if row[0] == "logo.png"]
    assert hidden == [False, True, False, True]
    assert desk.count(picture) == 2


def test_a_large_picture_and_a_plain_file_are_shown_every_time(desk: Sorting) -> None:
    screen: File = ("screen.png", bytes(51 * 1024), "screen@a.example")
    desk.policy = policy()
    token = desk.token(send(desk, letter(), screen, PDF))
    send(desk, letter(subject=token, body="Again."), screen, PDF)
    assert [row[1] for row in rows(desk)] == [False] * 4
    assert desk.count(picture) == 0


def test_thanks_with_a_logo_are_only_thanks(desk: Sorting) -> None:
    token = desk.token(send(desk, letter(), LOGO))
    send(desk, letter(TOM, token, "#resolve\nDone."))
    send(desk, letter(subject=token, body="Thank you!"), LOGO)
    assert desk.ticket(1001).status.value == "resolved"
    send(desk, letter(subject=token, body="Thanks!"), PDF)
    assert desk.ticket(1001).status.value == "open"


def test_what_is_held_under_a_borrowed_name_hides_nothing_of_its_owners(desk: Sorting) -> None:
    token = desk.token(send(desk, letter(REZA)))
    send(desk, letter(EVE, token, "Let me in."), LOGO)
    assert desk.kinds()[-1] == "held"
    assert enclosed(desk, Kind.HELD, TOM) == ["logo.png"]
    assert desk.count(picture) == 0


def test_a_person_whom_nobody_knows_has_sent_nothing(desk: Sorting) -> None:
    raw = with_files(letter(), [LOGO])
    arrived = desk.spooled(parse(raw), raw)
    assert isinstance(arrived, Arrived)
    with desk.database.read() as connection:
        assert pictures.seen(connection, Person(0, ALI), arrived.mail, arrived.contents) == frozenset()


def test_a_picture_without_a_name_gets_one(desk: Sorting) -> None:
    raw = (
        b"From: "
        + ALI.encode()
        + b"\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
        b"\r\n--b\r\n\r\nLook.\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <1@a>\r\n\r\nPNG\r\n--b--\r\n"
    )
    send(desk, raw)
    view = gathered(desk, Kind.NEW_MAIL, TOM).view
    assert view.article is not None
    assert [(file.name, file.picture) for file in view.article.attachments] == [("image.png", True)]


# --- seals and the listing --------------------------------------------------------------------------------------------


def test_the_listing_shows_what_is_folded_withheld_and_sealed(desk: Sorting) -> None:
    send(desk, letter(), LOGO)
    number = send(desk, letter(subject="Other", body="Other."), LOGO, EXE)
    desk.write(lambda connection: connection.execute(article.update().values(seal="S/MIME signed")))
    with desk.database.read() as connection:
        row = listings.ticket_whole(connection, number, KEY)
    assert row is not None
    assert row.articles[0].seal == "S/MIME signed"
    assert [(part.name, part.hidden, part.withheld) for part in row.articles[0].attachments] == [
        ("logo.png", True, ""),
        ("setup.exe", False, "type"),
    ]
    told = gathered(desk, Kind.NEW_MAIL, TOM).view.article
    assert told is not None
    assert told.seal == ("S/MIME signed",)


def test_a_signed_mail_is_stored_as_signed(desk: Sorting) -> None:
    raw = (
        b"From: "
        + ALI.encode()
        + b"\r\nSubject: x\r\nMIME-Version: 1.0\r\nAuthentication-Results: border.example.org; "
        b"dmarc=pass header.from=customer.example\r\nContent-Type: multipart/signed; boundary=b; micalg=sha-256; "
        b'protocol="application/pgp-signature"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--b\r\n'
        b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n"
    )
    send(desk, raw)
    assert desk.all(select(article.c.seal))[0][0] == "PGP signed"
    told = gathered(desk, Kind.NEW_MAIL, TOM).view.article
    assert told is not None
    assert told.seal == ("PGP signed",)
    assert gathered(desk, Kind.RECEIVED, ALI).view.article is None

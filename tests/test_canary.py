"""The watch over internal notes sees a leak: a check that cannot fail is none."""

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import AutoSubmitted, OutboundMail, serialise
from gateway.outgoing.folder import FolderRelay
from workers import posting

from . import canary
from .builders import ALI, MINA, NOW, SARA, TOM
from .canary import BIRDS, found, note
from .scenarios.office import Caught, Sink


def outbound(recipient: str, text: str, page: str = "") -> OutboundMail:
    return OutboundMail(
        envelope_sender="",
        recipient=recipient,
        from_=Mailbox("support@example.org"),
        to=Mailbox(recipient),
        reply_to=None,
        subject="Printer",
        date=NOW,
        message_id="t.1.1.x@in.example.org",
        in_reply_to="",
        references=(),
        auto_submitted=AutoSubmitted.NO,
        language="en",
        text=text,
        html=page or f"<p>{text}</p>",
    )


@pytest.mark.parametrize("text", [note("He does not pay."), BIRDS[0], BIRDS[1]])
def test_a_note_that_leaves_to_a_customer_is_seen(tmp_path: Path, text: str) -> None:
    mail = outbound(ALI.address, text)
    with canary.leaking() as leaks:
        FolderRelay(tmp_path / "outgoing").submit(mail, serialise(mail))
        assert list((tmp_path / "outgoing").glob("*.eml"))
    assert leaks
    assert all(ALI.address in leak for leak in leaks)
    for path in (tmp_path / "outgoing").iterdir():
        path.unlink()


def test_agents_may_read_notes(tmp_path: Path) -> None:
    with canary.leaking() as leaks:
        for agent in (TOM, MINA, SARA):
            mail = outbound(agent.address.upper(), note("He does not pay."))
            FolderRelay(tmp_path / "outgoing").submit(mail, serialise(mail))
        canary.left_as_files(tmp_path)
    assert leaks == []


def test_a_test_may_have_agents_of_its_own() -> None:
    mail = outbound("new@example.org", note("x"))
    with canary.leaking() as leaks:
        canary.agents("new@example.org")
        canary.left("new@example.org", serialise(mail))
        canary.left("newer@example.org", serialise(mail))
    assert len(leaks) == 2
    assert all("newer@example.org" in leak for leak in leaks)


def test_files_that_a_process_of_ours_wrote_are_read(tmp_path: Path) -> None:
    mail = outbound(ALI.address, note("x"))
    head = f"X-Postroom-Envelope-From: <>\r\nX-Postroom-Envelope-To: <{ALI.address}>\r\n".encode()
    path = tmp_path / "deep" / "x.eml"
    path.parent.mkdir()
    with canary.leaking() as leaks:
        path.write_bytes(serialise(mail))  # a mail that somebody writes to us, not one of ours
        canary.left_as_files(tmp_path)
        assert not leaks
        path.write_bytes(head + serialise(mail))
        canary.left_as_files(tmp_path)
    assert len(leaks) == 2
    path.unlink()


def test_whatever_relay_a_test_has_the_workers_are_watched() -> None:
    mail = outbound(ALI.address, note("x"))
    with canary.leaking() as leaks:
        posting._checked(mail)
    assert len(leaks) == 2


def test_what_a_sink_of_the_scenarios_gets_is_watched() -> None:
    mail = outbound(ALI.address, note("x"))
    sink = Sink()
    with canary.leaking() as leaks:
        sink.take(Caught("", ALI.address, serialise(mail)))
    assert len(leaks) == 2


def wrapped(text: str, subtype: str = "plain", cte: str = "8bit") -> bytes:
    mail = EmailMessage()
    mail.set_content(text, subtype=subtype, cte=cte)
    return bytes(mail)


def test_no_encoding_hides_it() -> None:
    for bird in BIRDS:
        assert found(bird, wrapped(bird, cte="base64"))
        assert found(bird, wrapped(bird, cte="quoted-printable"))
        assert found(bird, wrapped("".join(f"&#{ord(c)};" for c in bird), subtype="html"))
        assert found(bird, wrapped(f"{'x' * 70} {bird}", cte="quoted-printable"))
        subject = f"=?utf-8?b?{base64.b64encode(bird.encode()).decode()}?="
        assert found(bird, f"Subject: {subject}\r\n\r\nx".encode())
        inner = wrapped(bird, cte="base64")
        assert found(bird, b"Content-Type: message/rfc822\r\n\r\n" + inner)
        odd = b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/x; charset=odd\r\n\r\n"
        assert found(bird, odd + quopri.encodestring(bird.encode()))
        assert not found(bird, wrapped("He does not pay."))

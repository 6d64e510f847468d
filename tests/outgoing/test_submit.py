"""What becomes of a mail at every point where a relay can fail, with real sockets and a real aiosmtpd."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from gateway.mail.delivery import Delivery, Fault
from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import AutoSubmitted, OutboundMail, serialise
from gateway.outgoing import conversation, dialog, submit
from gateway.outgoing.folder import FolderRelay
from gateway.outgoing.submit import RelayAddress, SmtpRelay, Tls

from .scripted import DROP, HANG, ScriptedServer, free_port

MAIL = OutboundMail(
    envelope_sender="support+bounce@in.example.org",
    recipient="sara@example.com",
    from_=Mailbox("support@in.example.org", "Support"),
    to=Mailbox("sara@example.com"),
    reply_to=None,
    subject="Re: Cannot log in [#1042-7KQM]",
    date=datetime(2026, 11, 21, tzinfo=UTC),
    message_id="t.1042.3.abcdef@in.example.org",
    in_reply_to="",
    references=(),
    auto_submitted=AutoSubmitted.NO,
    language="en",
    text=".\n..a\nhello\n",
    html="",
)
RAW = serialise(MAIL)


def submit_to(*scripts: dict[str, str], mail: OutboundMail = MAIL, times: int = 1, **settings: Any) -> Any:
    """The last attempt's outcome and what each connection heard."""
    with ScriptedServer(list(scripts)) as server:
        address = RelayAddress("127.0.0.1", server.port, Tls.NONE, timeout=0.4)
        relay = SmtpRelay(replace(address, **settings))
        try:
            for _ in range(times):
                attempt = relay.submit(mail, serialise(mail))
        finally:
            relay.close()
        time.sleep(0.02)
        return attempt, server.heard


@pytest.mark.parametrize(
    ("verb", "reply", "expected"),
    [
        ("CONNECT", "421 come back later", Delivery.DEFERRED),
        ("CONNECT", "554 not you", Delivery.DEFERRED),
        ("CONNECT", "garbage", Delivery.DEFERRED),
        ("CONNECT", "220 " + "x" * 9000, Delivery.DEFERRED),
        ("CONNECT", DROP, Delivery.DEFERRED),
        ("CONNECT", HANG, Delivery.DEFERRED),
        ("EHLO", "421 shutting down", Delivery.DEFERRED),
        ("EHLO", "502 what is EHLO", Delivery.SENT),
        ("EHLO", DROP, Delivery.DEFERRED),
        ("EHLO", HANG, Delivery.DEFERRED),
        ("MAIL", "421 shutting down", Delivery.DEFERRED),
        ("MAIL", "451 no space", Delivery.DEFERRED),
        ("MAIL", "550 sender refused", Delivery.DEFERRED),
        ("MAIL", "530 5.7.0 log in first", Delivery.DEFERRED),
        ("MAIL", "552 5.3.4 too large", Delivery.BOUNCED),
        ("MAIL", "garbage", Delivery.DEFERRED),
        ("MAIL", DROP, Delivery.DEFERRED),
        ("MAIL", HANG, Delivery.DEFERRED),
        ("RCPT", "450 4.2.1 greylisted", Delivery.DEFERRED),
        ("RCPT", "550 5.1.1 no such user", Delivery.BOUNCED),
        ("RCPT", "530 5.7.0 log in first", Delivery.DEFERRED),
        ("RCPT", "garbage", Delivery.DEFERRED),
        ("RCPT", DROP, Delivery.DEFERRED),
        ("RCPT", HANG, Delivery.DEFERRED),
        ("DATA", "451 4.3.0 try later", Delivery.DEFERRED),
        ("DATA", "554 5.7.1 no", Delivery.BOUNCED),
        ("DATA", "250 what", Delivery.DEFERRED),
        ("DATA", DROP, Delivery.DEFERRED),
        ("DATA", HANG, Delivery.DEFERRED),
        ("DOT", "250 ok", Delivery.SENT),
        ("DOT", "251 will forward", Delivery.SENT),
        ("DOT", "354 what", Delivery.UNCERTAIN),
        ("DOT", "421 shutting down", Delivery.DEFERRED),
        ("DOT", "451 4.3.0 try later", Delivery.DEFERRED),
        ("DOT", "554 5.6.0 spam", Delivery.BOUNCED),
        ("DOT", "garbage", Delivery.UNCERTAIN),
        ("DOT", DROP, Delivery.UNCERTAIN),
        ("DOT", HANG, Delivery.UNCERTAIN),
        ("RSET", DROP, Delivery.SENT),
    ],
)
def test_every_point_of_failure_has_its_outcome(verb: str, reply: str, expected: Delivery) -> None:
    attempt, _ = submit_to({verb: reply})
    assert attempt.delivery is expected
    assert attempt.words
    assert attempt.words.isprintable()
    assert len(attempt.words) <= 500


def test_nobody_listening_is_deferred() -> None:
    assert SmtpRelay(RelayAddress("127.0.0.1", free_port(), Tls.NONE)).submit(MAIL, RAW).delivery is Delivery.DEFERRED
    assert SmtpRelay(RelayAddress("relay.invalid", 25, Tls.NONE)).submit(MAIL, RAW).delivery is Delivery.DEFERRED


def test_the_relays_words_come_back_on_one_line() -> None:
    attempt, _ = submit_to({"RCPT": "550-5.1.1 no\x07\x1b[2J such\r\n550 5.1.1 user \xe9" + "x" * 900})
    assert attempt.words.startswith("550 5.1.1 no [2J such 5.1.1 user")
    assert len(attempt.words) == 500


def test_a_connection_is_kept_for_the_next_mail() -> None:
    attempt, heard = submit_to({}, times=3)
    assert attempt.delivery is Delivery.SENT
    assert len(heard) == 1
    assert sum(line.upper().startswith("EHLO") for line in heard[0]) == 1


def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    _, heard = submit_to({"RCPT": "550 no"}, times=2)
    assert len(heard) == 1
    assert heard[0].count("RSET") == 2


@pytest.mark.parametrize("stale", [{"after DOT": DROP}, {"MAIL": "421 idle too long"}])
def test_a_stale_connection_is_replaced_once(stale: dict[str, str]) -> None:
    """The relay hung up between two mails, or says 421 at the next MAIL: nothing has been sent yet."""
    attempt, heard = submit_to(stale, {}, times=2)
    assert attempt.delivery is Delivery.SENT
    assert 2 <= len(heard) <= 3


def test_a_relay_that_always_says_421_is_asked_twice_at_most() -> None:
    _, heard = submit_to({}, {"MAIL": "421 no"}, times=1)
    attempt, heard = submit_to({"after DOT": DROP}, {"MAIL": "421 no"}, times=2)
    assert attempt.delivery is Delivery.DEFERRED
    assert len(heard) == 2


def test_a_half_open_connection_is_noticed_by_its_timeout() -> None:
    """The peer is gone without a FIN: the mail goes over a fresh connection, once."""
    with ScriptedServer([{}, {}]) as server:
        relay = SmtpRelay(RelayAddress("127.0.0.1", server.port, Tls.NONE, timeout=0.3))
        relay.submit(MAIL, RAW)
        ours, theirs = socket.socketpair()
        ours.settimeout(0.3)
        kept = relay._kept[0]
        assert kept.sock is not None
        kept.sock.close()
        kept.sock = ours
        begin = time.monotonic()
        assert relay.submit(MAIL, RAW).delivery is Delivery.SENT
        assert time.monotonic() - begin < 2
        assert len(server.heard) == 2
        theirs.close()
        relay.close()


def test_commands_go_in_one_packet_where_they_may() -> None:
    """RFC 2920: what the relay says to each is what it would have said one by one."""
    piped = {"EHLO": "250-relay\r\n250 PIPELINING"}
    attempt, heard = submit_to(piped, times=3)
    assert (attempt.delivery, attempt.queue_id, len(heard)) == (Delivery.SENT, "4XYZ", 1)
    refused = {"RCPT": "550 5.1.1 nobody", "DATA": "554 5.5.1 no valid recipients"}
    attempt, heard = submit_to(piped | refused, times=2)
    assert (attempt.delivery, attempt.words) == (Delivery.BOUNCED, "550 5.1.1 nobody")
    assert len(heard) == 1, "the refusal did not cost the connection"
    attempt, _ = submit_to(piped | {"MAIL": "451 4.3.1 no space", "RCPT": "503 no", "DATA": "503 no"})
    assert (attempt.delivery, attempt.words) == (Delivery.DEFERRED, "451 4.3.1 no space")


def test_a_relay_that_wants_the_mail_of_a_refused_recipient_does_not_get_it() -> None:
    piped = {"EHLO": "250-relay\r\n250 PIPELINING", "RCPT": "550 5.1.1 nobody"}
    attempt, heard = submit_to(piped, times=2)
    assert attempt.words == "550 5.1.1 nobody"
    assert len(heard) == 2
    assert not any("DOT" in each for each in heard)


def test_a_mail_that_is_larger_than_the_relay_says_is_not_even_announced() -> None:
    attempt, heard = submit_to({"EHLO": "250-relay\r\n250 SIZE 200"})
    assert (attempt.delivery, attempt.fault) == (Delivery.BOUNCED, Fault.UNFIT)
    assert "the mail is too large: 0.0 MB, and the relay takes 0.0 MB at most" in attempt.words
    assert not any(line.startswith("MAIL") for line in heard[0])
    for unknown in ("SIZE", "SIZE 0", "SIZE lots", "SIZE " + "9" * 300):
        attempt, _ = submit_to({"EHLO": f"250-relay\r\n250 {unknown}"})
        assert attempt.delivery is Delivery.SENT


def test_a_connection_ends_after_many_mails_or_when_it_was_idle_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "MAILS", 3)
    attempt, heard = submit_to({}, times=7)
    assert attempt.delivery is Delivery.SENT
    assert [each.count("DOT") for each in heard] == [3, 3, 1]
    assert heard[0][-1] == "QUIT"
    monkeypatch.setattr(submit, "IDLE", 0.0)
    _, heard = submit_to({}, times=2)
    assert [each.count("DOT") for each in heard] == [1, 1]


def test_a_relay_that_drips_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time, and there is no last one."""
    monkeypatch.setattr(dialog, "PATIENCE", 0.5)
    monkeypatch.setattr(conversation, "PATIENCE", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while True:
                connection.sendall(b"220-" if time.monotonic() % 1 < 0.01 else b"x")
                time.sleep(0.02)

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    begin = time.monotonic()
    relay = SmtpRelay(RelayAddress("127.0.0.1", listening.getsockname()[1], Tls.NONE, timeout=5))
    attempt = relay.submit(MAIL, RAW)
    assert (attempt.delivery, attempt.words) == (Delivery.DEFERRED, "the relay does not answer in time")
    assert time.monotonic() - begin < 3
    listening.close()
    dripping.join(5)


def test_greylisting_tells_when_to_come_again() -> None:
    attempt, _ = submit_to({"RCPT": "450 4.2.0 Greylisted, try again in 300 seconds"})
    assert (attempt.delivery, attempt.again, attempt.fault) == (Delivery.DEFERRED, 300, Fault.NONE)


def test_after_an_uncertain_end_nothing_is_sent_again() -> None:
    attempt, heard = submit_to({"DOT": DROP}, {})
    assert attempt.delivery is Delivery.UNCERTAIN
    assert len(heard) == 1


def test_a_refused_login_is_our_trouble() -> None:
    ehlo = {"EHLO": "250-relay\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong password"}
    attempt, _ = submit_to(ehlo, user="postroom", secret=lambda: "secret")
    assert attempt.delivery is Delivery.DEFERRED
    assert "535" in attempt.words
    assert "secret" not in repr(RelayAddress("h", secret=lambda: "secret"))


def test_the_size_is_told_and_the_null_sender_written() -> None:
    _, heard = submit_to({}, mail=replace(MAIL, envelope_sender=""))
    assert f"MAIL FROM:<> SIZE={len(RAW)}" in heard[0]


def test_smtputf8_is_used_where_it_is_needed_and_offered() -> None:
    mail = replace(MAIL, recipient="سارا@example.com", to=Mailbox("سارا@example.com"))
    attempt, heard = submit_to({"EHLO": "250-relay\r\n250-8BITMIME\r\n250 SMTPUTF8"}, mail=mail)
    assert attempt.delivery is Delivery.SENT
    assert "MAIL FROM:<support+bounce@in.example.org> BODY=8BITMIME SMTPUTF8" in heard[0]
    assert "RCPT TO:<سارا@example.com>" in heard[0]
    attempt, _ = submit_to({}, mail=mail)
    assert attempt.delivery is Delivery.BOUNCED


def test_what_is_no_address_never_reaches_the_wire() -> None:
    """V22: no shell, and nothing that could be a second command."""
    with ScriptedServer([{}]) as server:
        relay = SmtpRelay(RelayAddress("127.0.0.1", server.port, Tls.NONE))
        for recipient in ("a@b>\r\nRCPT TO:<evil@example.net", "$(id)@example.com", ""):
            assert relay.submit(replace(MAIL, recipient=recipient), RAW).delivery is Delivery.BOUNCED
        relay.close()
        assert server.heard == []


# --- a real server ------------------------------------------------------------------------------------------------


class Sink:
    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 2.0.0 taken"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler = Sink()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    yield handler, port
    controller.stop()


def test_a_real_server_gets_the_very_bytes(sink: tuple[Sink, int]) -> None:
    handler, port = sink
    relay = SmtpRelay(RelayAddress("127.0.0.1", port, Tls.NONE, timeout=5))
    for _ in range(3):
        assert relay.submit(MAIL, RAW).delivery is Delivery.SENT
    relay.close()
    assert [envelope.content for envelope in handler.envelopes] == [RAW] * 3
    assert handler.envelopes[0].mail_from == MAIL.envelope_sender
    assert handler.envelopes[0].rcpt_tos == [MAIL.recipient]


def test_threads_never_share_a_connection_at_one_moment(sink: tuple[Sink, int]) -> None:
    handler, port = sink
    relay = SmtpRelay(RelayAddress("127.0.0.1", port, Tls.NONE, timeout=5))
    threads = [threading.Thread(target=lambda: [relay.submit(MAIL, RAW) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(handler.envelopes) == 40
    assert 1 <= len(relay._kept) <= 4
    relay.close()
    assert not relay._kept


# --- files --------------------------------------------------------------------------------------------------------


def test_a_folder_shows_every_mail_with_its_envelope(tmp_path: Path) -> None:
    relay = FolderRelay(tmp_path / "outgoing")
    assert relay.submit(MAIL, RAW).delivery is Delivery.SENT
    assert relay.submit(replace(MAIL, recipient="../../x\r\n@example.com", subject="x"), RAW).delivery is Delivery.SENT
    first, second = sorted((tmp_path / "outgoing").iterdir())
    assert first.name.endswith("Z-1042-sara@example_com.eml")
    assert "/" not in second.name
    assert second.name.isprintable()
    head = (
        b"X-Postroom-Envelope-From: <support+bounce@in.example.org>\r\nX-Postroom-Envelope-To: <sara@example.com>\r\n"
    )
    assert first.read_bytes() == head + RAW
    assert second.read_bytes().count(b"\r\n") == first.read_bytes().count(b"\r\n")


def test_a_folder_that_cannot_be_written_defers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    attempt = FolderRelay(tmp_path / "file" / "below").submit(MAIL, RAW)
    assert attempt.delivery is Delivery.DEFERRED
    assert "cannot be written" in attempt.words

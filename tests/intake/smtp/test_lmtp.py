"""What a mail server of the house and the LMTP entrance say to each other (RFC 2033), on real ports and sockets."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvloop

from gateway.intake.smtp.desk import is_far
from gateway.mail.acceptance import Deferral, Deferred
from gateway.mail.inbound import Source
from tests.intake.smtp import wire
from tests.intake.smtp.wire import Client, MemoryAcceptor, Wire, limits

TWO = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<box@gw.test>\r\nRCPT TO:<mailbox@gw.test>\r\n"
MAIL = b"Subject: x\r\n\r\ntext\r\n"


@asynccontextmanager
async def lmtp(wire: Wire) -> AsyncIterator[Client]:
    """A client that has said LHLO."""
    if wire.server.port:
        reader, writer = await asyncio.open_connection(wire.host, wire.server.port)
    else:
        reader, writer = await asyncio.open_unix_connection(wire.server.address)
    client = Client(reader, writer)
    try:
        assert await client.reply() == "220 gw.test LMTP Postroom"
        assert (await client.say(b"LHLO mx.house.test\r\n")).startswith("250-gw.test")
        yield client
    finally:
        await client.close()


def run(dialogue: Callable[[Wire], Coroutine[Any, Any, None]], **settings: Any) -> MemoryAcceptor:
    return wire.run(dialogue, source=Source.LMTP, **settings)


async def hand_over(client: Client, envelope: bytes = TWO, mail: bytes = MAIL) -> list[str]:
    """The replies to the final dot, one for each recipient of the envelope that was taken."""
    client.writer.write(envelope + b"DATA\r\n")
    told = await client.replies(envelope.count(b"\r\n") + 1)
    assert told[-1].startswith("354")
    client.writer.write(mail + b".\r\n")
    return await client.replies(sum(each.startswith("250 2.1.5") for each in told))


def test_each_recipient_that_was_taken_gets_a_reply_after_the_dot_and_the_mail_is_stored_once() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<box@gw.test>\r\nRCPT TO:<nobody@gw.test>\r\n")
            client.writer.write(b"RCPT TO:<c@elsewhere.test>\r\nRCPT TO:<mailbox@gw.test>\r\nDATA\r\n")
            told = [reply[:9] for reply in await client.replies(6)]
            assert told == ["250 2.1.0", "250 2.1.5", "550 5.1.1", "550 5.7.1", "250 2.1.5", "354 End d"]
            client.writer.write(b"..stuffed\r\n.\r\nQUIT\r\n")
            assert await client.replies(2) == ["250 2.0.0 Accepted as 1"] * 2
            assert await client.reply() == "221 2.0.0 Bye"
            assert await client.to_end() == ""

    ((envelope, content),) = run(dialogue).mails
    assert (envelope.sender, envelope.recipients) == ("a@b.test", ("box@gw.test", "mailbox@gw.test"))
    assert (envelope.source, envelope.peer, envelope.helo) == (Source.LMTP, "127.0.0.1", "mx.house.test")
    assert content == b".stuffed\r\n"


def test_the_greetings_of_smtp_are_not_known_and_lhlo_announces_what_the_listener_does() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            words = {line[4:] for line in (await client.say(b"LHLO x\r\n")).split("\r\n")[1:]}
            assert words == {"SIZE 1000", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES", "HELP"}
            for command in (b"HELO x\r\n", b"EHLO x\r\n", b"STARTTLS\r\n", b"AUTH PLAIN\r\n"):
                assert (await client.say(command))[:3] in ("500", "502", "454")
            assert "LHLO" in await client.say(b"HELP\r\n")

    run(dialogue, max_size=1000, limits=limits(errors=9))


def test_commands_come_in_their_order() -> None:
    async def dialogue(wire: Wire) -> None:
        reader, writer = await asyncio.open_connection(wire.host, wire.server.port)
        client = Client(reader, writer)
        await client.reply()
        assert await client.say(b"MAIL FROM:<a@b.test>\r\n") == "503 5.5.1 Say LHLO first"
        assert (await client.say(b"LHLO\r\n")).startswith("501")
        assert (await client.say(b"LHLO x\r\n")).startswith("250")
        assert (await client.say(b"DATA\r\n")).startswith("503")
        await client.say(b"MAIL FROM:<>\r\n")
        assert (await client.say(b"RCPT TO:<nobody@gw.test>\r\n")).startswith("550")
        assert (await client.say(b"DATA\r\n")).startswith("503"), "RFC 2033 section 4.2"
        assert (await client.say(b"DATA now\r\n")).startswith("501")
        await client.close()

    run(dialogue, limits=limits(errors=9))


def test_the_null_sender_and_addresses_in_utf8_come_through() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            null = b"MAIL FROM:<> BODY=8BITMIME SIZE=30\r\nRCPT TO:<box@gw.test>\r\n"
            assert await hand_over(client, null) == ["250 2.0.0 Accepted as 1"]
            utf8 = "MAIL FROM:<علی@b.test> SMTPUTF8\r\nRCPT TO:<postmaster>\r\n".encode()
            assert await hand_over(client, utf8) == ["250 2.0.0 Accepted as 2"]

    assert [envelope.sender for envelope, _ in run(dialogue).mails] == ["", "علی@b.test"]


def test_a_store_that_cannot_take_it_now_is_told_for_each_recipient() -> None:
    for reason, code in ((Deferral.UNAVAILABLE, "451 4.3.0"), (Deferral.FULL, "452 4.3.1")):

        async def dialogue(wire: Wire, code: str = code) -> None:
            async with lmtp(wire) as client:
                assert [reply[:9] for reply in await hand_over(client)] == [code] * 2
                wire.acceptor.answer = None
                assert await hand_over(client) == ["250 2.0.0 Accepted as 1"] * 2

        assert len(run(dialogue, accept=MemoryAcceptor(answer=Deferred(reason))).mails) == 1


def test_a_store_that_breaks_is_told_for_each_recipient_and_without_its_words() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            assert await hand_over(client) == ["451 4.3.0 Temporary failure"] * 2
            wire.acceptor.fail = ""
            assert len(await hand_over(client)) == 2

    for step in ("write", "commit"):
        assert len(run(dialogue, accept=MemoryAcceptor(fail=step)).mails) == 1


def test_a_full_store_is_told_once_before_the_mail_comes() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write(TWO + b"DATA\r\nNOOP\r\n")
            told = await client.replies(5)
            assert [reply[:3] for reply in told] == ["250", "250", "250", "452", "250"]

    run(dialogue, accept=MemoryAcceptor(refuse=Deferred(Deferral.FULL)))


def test_a_mail_that_is_too_large_is_refused_for_each_recipient_and_the_session_goes_on() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            assert (await client.say(b"MAIL FROM:<a@b.test> SIZE=1001\r\n")).startswith("552 5.3.4")
            large = await hand_over(client, mail=b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 20)
            assert [reply[:9] for reply in large] == ["552 5.3.4"] * 2
            assert await hand_over(client) == ["250 2.0.0 Accepted as 1"] * 2

    acceptor = run(dialogue, max_size=1000)
    assert (len(acceptor.mails), acceptor.discarded) == (1, 1)


@pytest.mark.parametrize("flaw", [b"a\nb\r\n", b"a\rb\r\n", b"a\0b\r\n", b"a\r\n.\nMAIL FROM:<e@vil.test>\r\n"])
def test_bare_line_ends_and_nul_are_refused_for_each_recipient_and_end_the_session(flaw: bytes) -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write(TWO + b"DATA\r\n")
            await client.replies(4)
            client.writer.write(flaw + b".\r\nMAIL FROM:<b@b.test>\r\n")
            assert [reply[:4] for reply in await client.replies(2)] == ["554 "] * 2
            assert await client.to_end() == "", "nothing in such a session is believed"

    assert run(dialogue).mails == []


def test_many_mails_take_one_connection_and_do_not_count_as_commands_without_a_mail() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            for number in range(1, 6):
                assert await hand_over(client) == [f"250 2.0.0 Accepted as {number}"] * 2
            assert (await client.say(b"RSET\r\n")).startswith("250")

    assert len(run(dialogue, limits=limits(commands_without_mail=8)).mails) == 5


def test_whole_transactions_that_are_pipelined_are_answered_in_their_order() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write((TWO + b"DATA\r\n" + MAIL + b".\r\n") * 3 + b"QUIT\r\n")
            told = [reply[:3] for reply in await client.replies(19)]
            assert told == ["250", "250", "250", "354", "250", "250"] * 3 + ["221"]

    assert len(run(dialogue).mails) == 3


def test_garbage_ends_the_session_soon() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write(b"\x16\x03\x01garbage\r\n\xff\xfe\r\nGO\r\nMAIL FROM:<a@b.test>\r\n")
            assert (await client.to_end()).rstrip().endswith("421 4.7.0 Too many errors")

    assert run(dialogue).mails == []


def test_a_client_that_goes_away_within_a_mail_leaves_nothing() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            client.writer.write(TWO + b"DATA\r\n")
            await client.replies(4)
            client.writer.write(b"Subject: half of")
            await client.writer.drain()
        while wire.server.connections:
            await asyncio.sleep(0.01)

    acceptor = run(dialogue)
    assert (acceptor.mails, acceptor.discarded) == ([], 1)


def test_only_so_many_may_be_connected_at_once() -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire), lmtp(wire):
            reader, writer = await asyncio.open_connection(wire.host, wire.server.port)
            assert (await reader.readline()).startswith(b"421 ")
            writer.close()

    run(dialogue, limits=limits(connections=2))
    run(dialogue, limits=limits(connections_per_address=2))


def test_clients_from_far_away_are_turned_away() -> None:
    for near in ("127.0.0.1", "::1", "10.1.2.3", "192.168.7.7", "172.16.0.1", "fd00::1", "fe80::1%eth0", ""):
        assert not is_far(near), near
    for far in ("8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"):
        assert is_far(far), far


# --- the socket -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_socket_serves_is_for_its_owner_and_group_alone_and_is_gone_at_the_end(tmp_path: Path, loop: Any) -> None:
    path = tmp_path / "lmtp.sock"

    async def dialogue(wire: Wire) -> None:
        assert (wire.server.address, wire.server.port) == (str(path), 0)
        assert stat.S_IMODE(path.lstat().st_mode) == 0o660
        async with lmtp(wire) as client:
            assert await hand_over(client) == ["250 2.0.0 Accepted as 1"] * 2

    ((envelope, _),) = run(dialogue, socket=str(path), loop_factory=loop).mails
    assert (envelope.source, envelope.peer) == (Source.LMTP, "")
    assert not os.path.lexists(path)


async def nothing_said(wire: Wire) -> None:
    """Opened, and closed."""


def test_clients_of_a_socket_have_no_address_by_which_they_are_counted(tmp_path: Path) -> None:
    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire), lmtp(wire):
            reader, writer = await asyncio.open_unix_connection(wire.server.address)
            assert (await reader.readline()).startswith(b"421 4.3.2")
            writer.close()

    run(dialogue, socket=str(tmp_path / "s"), limits=limits(connections=2, connections_per_address=1))


def test_a_socket_that_a_crash_left_makes_room(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))

    async def dialogue(wire: Wire) -> None:
        async with lmtp(wire) as client:
            assert len(await hand_over(client)) == 2

    assert len(run(dialogue, socket=str(path)).mails) == 1


def test_a_socket_that_somebody_listens_on_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        with pytest.raises(OSError, match="somebody listens there already"):
            run(nothing_said, socket=str(path))
        assert path.is_socket()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_whatever_is_no_socket_is_never_taken_away(tmp_path: Path, kind: str) -> None:
    path, precious = tmp_path / "lmtp.sock", tmp_path / "precious"
    precious.write_text("precious")
    if kind == "file":
        path.write_text("x")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(precious)
    with pytest.raises(OSError, match="is no socket"):
        run(nothing_said, socket=str(path))
    assert os.path.lexists(path)
    assert precious.read_text() == "precious"


def test_the_end_does_not_take_away_what_somebody_else_has_made_there(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"

    async def dialogue(wire: Wire) -> None:
        path.unlink()
        path.write_text("somebody else's")

    run(dialogue, socket=str(path))
    assert path.read_text() == "somebody else's"


def test_a_folder_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"no/lmtp\.sock: No such file or directory"):
        run(nothing_said, socket=str(tmp_path / "no" / "lmtp.sock"))

"""STARTTLS (RFC 3207): the session starts anew, and what was slipped in before is never obeyed (T-TLS-1)."""

import asyncio
import ssl
from collections.abc import Callable

import pytest
import uvloop

from tests.intake.smtp.wire import ENVELOPE, HELLO, Client, Wire, run

LOOPS = pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
LoopFactory = Callable[[], asyncio.AbstractEventLoop]


@LOOPS
def test_a_mail_over_tls(contexts: tuple[ssl.SSLContext, ssl.SSLContext], loop_factory: LoopFactory) -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            assert "250-STARTTLS" in await client.say(HELLO)
            await client.say(ENVELOPE)
            await client.reply()
            assert (await client.say(b"STARTTLS\r\n")).startswith("220 ")
            await client.writer.start_tls(contexts[1], server_hostname="gw.test")
            assert (await client.say(b"MAIL FROM:<a@b.test>\r\n")).startswith("503"), "EHLO was not forgotten"
            assert "STARTTLS" not in await client.say(HELLO)
            assert (await client.say(b"STARTTLS\r\n")).startswith("503")
            await client.say(ENVELOPE)
            await client.reply()
            assert (await client.say(b"DATA\r\n")).startswith("354")
            body = b"x" * 90 + b"\r\n"
            assert (await client.say(body * 3000, b".\r\n")).startswith("250 2.0.0 Accepted")
            assert (await client.say(b"QUIT\r\n")).startswith("221")

    assert [len(content) for _, content in run(dialogue, tls=contexts[0], loop_factory=loop_factory).mails] == [276_000]


@LOOPS
def test_commands_slipped_in_before_tls_are_never_obeyed(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], loop_factory: LoopFactory
) -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            injected = b"EHLO evil\r\nMAIL FROM:<evil@b.test>\r\nRCPT TO:<box@gw.test>\r\nDATA\r\nevil\r\n.\r\n"
            assert (await client.say(b"STARTTLS\r\n" + injected)).startswith("220 ")
            await client.writer.start_tls(contexts[1], server_hostname="gw.test")
            assert await client.say(b"NOOP\r\n") == "250 2.0.0 OK"
            assert (await client.say(b"MAIL FROM:<a@b.test>\r\n")).startswith("503")

    assert run(dialogue, tls=contexts[0], loop_factory=loop_factory).mails == []


@LOOPS
def test_a_failed_handshake_ends_the_session_quietly(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], loop_factory: LoopFactory, caplog: pytest.LogCaptureFixture
) -> None:
    async def handshake(client: Client) -> None:
        await client.say(b"STARTTLS\r\n")
        client.writer.write(b"MAIL FROM:<a@b.test>\r\n" * 3)

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await handshake(client)
            await client.to_end()
        async with wire.client() as other:
            assert (await other.say(b"NOOP\r\n")).startswith("250")

    run(dialogue, tls=contexts[0], loop_factory=loop_factory)
    assert "Traceback" not in caplog.text

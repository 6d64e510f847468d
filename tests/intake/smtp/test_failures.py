"""T-RFC-4: whatever breaks, the client hears 4xx and nothing of the reason, and the session goes on."""

import asyncio
import logging
import socket
import struct

import pytest

from gateway.intake.smtp import RecipientVerdict
from gateway.mail.acceptance import Deferral, Deferred
from tests.intake.smtp.wire import ENVELOPE, Failure, MemoryAcceptor, Wire, run


async def send(wire: Wire) -> list[str]:
    """One mail, pipelined as far as replies allow, then another command; all replies."""
    async with wire.client() as client:
        replies = [await client.say(ENVELOPE), await client.reply(), await client.say(b"DATA\r\n")]
        if replies[-1].startswith("354"):
            replies.append(await client.say(b"Subject: x\r\n\r\nsecret words\r\n.\r\n"))
        return [*replies, await client.say(b"NOOP\r\n")]


@pytest.mark.parametrize("step", ["begin", "write", "commit", "discard"])
def test_an_acceptor_that_raises_gives_4xx_and_no_text(step: str, caplog: pytest.LogCaptureFixture) -> None:
    async def dialogue(wire: Wire) -> None:
        for _ in range(2):
            replies = await send(wire)
            assert replies[-1] == "250 2.0.0 OK"
            assert replies[-2] == "451 4.3.0 Temporary failure" or step == "discard"
            assert not any(reply.startswith("5") or "secret" in reply for reply in replies)

    with caplog.at_level(logging.INFO):
        run(dialogue, accept=MemoryAcceptor(fail=step))
    assert "secret" not in caplog.text
    assert any(record.name == "postroom.smtp" and record.levelname == "ERROR" for record in caplog.records)


def test_a_judge_that_raises_gives_4xx() -> None:
    def judge(address: str) -> RecipientVerdict:
        raise Failure

    async def dialogue(wire: Wire) -> None:
        replies = await send(wire)
        assert replies[1] == "451 4.3.0 Temporary failure"
        assert replies[-1] == "250 2.0.0 OK"

    run(dialogue, judge_recipient=judge)


@pytest.mark.parametrize(
    ("reason", "reply"),
    [
        (Deferral.UNAVAILABLE, "451 4.3.0 Temporary failure"),
        (Deferral.FULL, "452 4.3.1 Insufficient system storage"),
    ],
)
def test_deferrals_are_answered_at_data_and_after_the_dot(reason: Deferral, reply: str) -> None:
    async def dialogue(wire: Wire) -> None:
        assert (await send(wire))[-2:] == [reply, "250 2.0.0 OK"]

    run(dialogue, accept=MemoryAcceptor(refuse=Deferred(reason)))
    run(dialogue, accept=MemoryAcceptor(answer=Deferred(reason)))


def test_a_client_that_vanishes_while_its_mail_is_stored_does_no_harm() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await client.say(ENVELOPE)
            await client.reply()
            await client.say(b"DATA\r\n")
            client.writer.write(b"x\r\n.\r\n")
            await asyncio.sleep(0.1)
            sock = client.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close with RST
            client.writer.transport.abort()
        await asyncio.sleep(0.1)
        assert wire.server.connections == 0

    async def slowly() -> None:
        await asyncio.sleep(0.5)

    acceptor = run(dialogue, accept=MemoryAcceptor(wait=slowly))
    assert (acceptor.mails, acceptor.discarded) == ([], 1)

"""T-SLOW: what one client can use up, and how the listener closes."""

import asyncio
import time

from tests.intake.smtp.wire import ENVELOPE, HELLO, MemoryAcceptor, Wire, limits, run


def test_three_errors_end_the_session() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            replies = await client.say(b"XYZZY\r\n"), await client.say(b"FOO\r\n"), await client.say(b"BAR\r\n")
            assert [reply[:3] for reply in replies] == ["500", "500", "421"]
            assert await client.to_end() == ""

    run(dialogue)


def test_a_hundred_commands_without_a_mail_end_the_session() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            client.writer.write(b"NOOP\r\n" * 150)
            replies = (await client.to_end()).splitlines()
            assert len(replies) == 100
            assert replies[-1].startswith("421 4.7.0")

    run(dialogue)


def test_connections_are_limited_by_address_and_in_all() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client(source="127.0.0.2"), wire.client(source="127.0.0.2"):
            async with wire.client(greeted=False, source="127.0.0.2") as third:
                assert (await third.to_end()).startswith("421 4.7.0")
            async with wire.client(source="127.0.0.3"), wire.client(greeted=False, source="127.0.0.4") as fourth:
                assert (await fourth.to_end()).startswith("421 4.3.2")
        await asyncio.sleep(0.1)
        async with wire.client(source="127.0.0.2"):
            assert wire.server.connections == 1

    run(dialogue, limits=limits(connections=3, connections_per_address=2))


def test_silence_ends_the_session() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            started = time.monotonic()
            assert (await client.to_end()).startswith("421 4.4.2")
            assert time.monotonic() - started < 5

    run(dialogue, limits=limits(command=0.2))


def test_a_session_ends_after_its_time_even_when_it_keeps_talking() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            reply = "250"
            for _ in range(60):
                if not reply.startswith("250"):
                    break
                await asyncio.sleep(0.02)
                reply = await client.say(b"NOOP\r\n")
            assert reply.startswith("421 4.4.2")

    run(dialogue, limits=limits(session=0.4))


def test_a_body_that_drips_is_cut_and_leaves_nothing() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await client.say(ENVELOPE)
            await client.reply()
            await client.say(b"DATA\r\n")
            started = time.monotonic()
            while time.monotonic() - started < 10 and not client.reader.at_eof():
                client.writer.write(b"x")
                await asyncio.sleep(0.05)
                if wire.server.connections == 0:
                    break
            assert time.monotonic() - started < 5
            assert (await client.to_end())[:9] in ("421 4.4.2", ""), "a close may destroy it"

    acceptor = run(dialogue, limits=limits(data_grace=0.3))
    assert (acceptor.mails, acceptor.discarded) == ([], 1)


def test_drain_finishes_the_mail_that_is_arriving_and_sends_idle_clients_away() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as idle, wire.client() as busy:
            await busy.say(ENVELOPE)
            await busy.reply()
            await busy.say(b"DATA\r\nhalf\r\n")
            draining = asyncio.create_task(wire.server.drain(5))
            assert (await idle.to_end()).startswith("421 4.3.2")
            assert await busy.say(b"rest\r\n.\r\n") == "250 2.0.0 Accepted as 1"
            assert (await busy.to_end()).startswith("421 4.3.2")
            await draining

    assert run(dialogue).mails[0][1] == b"half\r\nrest\r\n"


def test_drain_waits_for_a_commit_but_not_for_a_sluggish_client() -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.6)

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as storing, wire.client() as sluggish:
            for client in (storing, sluggish):
                await client.say(ENVELOPE)
                await client.reply()
                await client.say(b"DATA\r\n")
            storing.writer.write(b"x\r\n.\r\n")
            await asyncio.sleep(0.05)
            await wire.server.drain(0.2)
            assert (await storing.to_end()).startswith("250 2.0.0 Accepted as 1")
            assert (await sluggish.to_end()).startswith("421 4.3.2")

    assert len(run(dialogue, accept=MemoryAcceptor(wait=slowly)).mails) == 1


def test_a_client_that_never_reads_its_replies_is_let_go() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client(greeted=False) as client:
            client.writer.write(HELLO + b"NOOP\r\n" * 90)
            await asyncio.sleep(0.5)
        await asyncio.sleep(0.05)
        assert wire.server.connections == 0

    run(dialogue, limits=limits(command=0.3))

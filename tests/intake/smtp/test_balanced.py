"""A port behind balancers: the address that they tell is the client's; from others the same bytes are a mistake."""

import asyncio
import contextlib
import ipaddress
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import uvloop

from gateway.configured import Networks
from gateway.intake.smtp import balanced
from gateway.intake.smtp.proxy_header import SIGNATURE
from tests.bench.load import free_port
from tests.intake.smtp.test_proxy_header import block, line, told_by
from tests.intake.smtp.wire import ENVELOPE, HELLO, Client, Wire, limits, run

BALANCER, STRANGER = "127.0.0.7", "127.0.0.8"
FROM_BALANCER = Networks(("127.0.0.7/32",))
CLIENT = line("192.0.2.1", "192.0.2.9")
MAIL = HELLO + ENVELOPE + b"DATA\r\nx\r\n.\r\nQUIT\r\n"
LOOPS: list[Callable[[], asyncio.AbstractEventLoop]] = [asyncio.new_event_loop, uvloop.new_event_loop]


@contextlib.asynccontextmanager
async def calling(wire: Wire, source: str) -> AsyncIterator[Client]:
    async with wire.client(greeted=False, source=source) as client:
        yield client


@pytest.mark.parametrize("loop_factory", LOOPS)
def test_a_mail_carries_the_address_that_the_balancer_told(
    loop_factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    """The header comes with the mail in one segment, in single bytes, or long before it; nothing after it is lost."""

    async def dialogue(wire: Wire) -> None:
        async with calling(wire, BALANCER) as client:
            client.writer.write(CLIENT + MAIL)
            assert "250 2.0.0 Accepted" in await client.to_end()
        async with calling(wire, BALANCER) as client:
            for byte in block(0x21, b"\x20\x01\x0d\xb8" + bytes(11) + b"\x05" + bytes(20)):
                client.writer.write(bytes((byte,)))
                await asyncio.sleep(0)
            assert (await client.reply()).startswith("220")
            client.writer.write(MAIL)
            assert "250 2.0.0 Accepted" in await client.to_end()
        async with calling(wire, BALANCER) as client:
            client.writer.write(block(0, b"", command=0x20) + MAIL)
            assert "250 2.0.0 Accepted" in await client.to_end()

    mails = run(dialogue, proxy_from=FROM_BALANCER, loop_factory=loop_factory).mails
    assert [envelope.peer for envelope, _ in mails] == ["192.0.2.1", "2001:db8::5", BALANCER]


def test_others_speak_for_nobody() -> None:
    async def dialogue(wire: Wire) -> None:
        async with calling(wire, STRANGER) as client:
            client.writer.write(CLIENT + MAIL)
            said = await client.to_end()
            assert "500 5.5.1" in said
            assert "250 2.0.0 Accepted" in said
        async with calling(wire, STRANGER) as client:
            client.writer.write(SIGNATURE + MAIL)
            assert "250 2.0.0 Accepted" not in await client.to_end()

    mails = run(dialogue, proxy_from=FROM_BALANCER).mails
    assert [envelope.peer for envelope, _ in mails] == [STRANGER]


def test_a_balancer_without_a_proper_header_is_let_go_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balanced, "HEADER_LIMIT", 0.2)

    async def dialogue(wire: Wire) -> None:
        for opening in (MAIL, b"PROXY TCP4 x\r\n" + MAIL, CLIENT[:-1], SIGNATURE, b""):
            async with calling(wire, BALANCER) as client:
                client.writer.write(opening)
                assert await client.to_end() == "", opening
        assert wire.server.connections == 0

    assert run(dialogue, proxy_from=FROM_BALANCER).mails == []


def test_limits_count_the_client_and_not_the_balancer() -> None:
    async def dialogue(wire: Wire) -> None:
        async with contextlib.AsyncExitStack() as stack:
            for last in range(4):
                client = await stack.enter_async_context(calling(wire, BALANCER))
                client.writer.write(line(f"192.0.2.{last}", "192.0.2.9"))
                assert (await client.reply()).startswith("220")
            again = await stack.enter_async_context(calling(wire, BALANCER))
            again.writer.write(line("192.0.2.3", "192.0.2.9"))
            assert (await again.to_end()).startswith("421 4.7.0")

    run(dialogue, proxy_from=FROM_BALANCER, limits=limits(connections_per_address=1))


def test_who_waits_for_a_header_is_bounded_and_does_not_hold_up_the_end() -> None:
    async def dialogue(wire: Wire) -> None:
        async with calling(wire, BALANCER), calling(wire, BALANCER):
            await asyncio.sleep(0.05)
            async with calling(wire, BALANCER) as third:
                assert await third.to_end() == ""
            await asyncio.wait_for(wire.server.drain(1.0), 3)

    run(dialogue, proxy_from=FROM_BALANCER, limits=limits(connections=2))


@pytest.mark.parametrize("loop_factory", LOOPS)
def test_tls_from_the_first_byte_begins_after_the_header(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], loop_factory: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    server, client_side = contexts

    async def dialogue(wire: Wire) -> None:
        async with calling(wire, BALANCER) as client:
            client.writer.write(told_by(ipaddress.ip_address("192.0.2.1")))
            await client.writer.start_tls(client_side, server_hostname="gw.test")
            client.writer.write(MAIL)
            assert "250 2.0.0 Accepted" in await client.to_end()

    mails = run(dialogue, proxy_from=FROM_BALANCER, tls=server, tls_first=True, loop_factory=loop_factory).mails
    assert [envelope.peer for envelope, _ in mails] == ["192.0.2.1"]


HAPROXY = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SETTINGS = """\
global
    maxconn 100
defaults
    mode tcp
    timeout connect 5s
    timeout client 10s
    timeout server 10s
{listeners}
"""
LISTENER = """\
listen {name}
    bind 127.0.0.1:{port}
    server gateway 127.0.0.1:{target} {send} {check} source 127.0.0.7
"""


@contextlib.contextmanager
def haproxy(folder: Path, listeners: str) -> Iterator[None]:
    path = folder / "haproxy.cfg"
    path.write_text(SETTINGS.format(listeners=listeners))
    process = subprocess.Popen([str(HAPROXY), "-f", str(path), "-db"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed")
def test_behind_a_real_haproxy(tmp_path: Path) -> None:
    """Version 1 and 2; health checks come as LOCAL and are served, too."""

    async def dialogue(wire: Wire) -> None:
        ports = free_port(), free_port()
        checks = "check inter 50ms check-send-proxy"
        listeners = "".join(
            LISTENER.format(name=name, port=port, target=wire.server.port, send=send, check=checks)
            for name, port, send in (("one", ports[0], "send-proxy"), ("two", ports[1], "send-proxy-v2"))
        )
        with haproxy(tmp_path, listeners):
            for port, source in zip(ports, ("127.0.0.21", "127.0.0.22"), strict=True):
                client = await connected(port, source)
                client.writer.write(MAIL)
                assert "250 2.0.0 Accepted" in await client.to_end()
                await client.close()

    mails = run(dialogue, proxy_from=FROM_BALANCER).mails
    assert [envelope.peer for envelope, _ in mails] == ["127.0.0.21", "127.0.0.22"]


async def connected(port: int, source: str) -> Client:
    """Waits until haproxy serves and has found us in good health: until then it closes."""
    for _ in range(100):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
            client = Client(reader, writer)
            if (await client.reply()).startswith("220"):
                return client
        except OSError:
            pass
        await asyncio.sleep(0.05)
    raise AssertionError("haproxy does not answer")

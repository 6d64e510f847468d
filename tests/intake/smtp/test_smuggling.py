"""T-SMUG: nothing but CRLF.CRLF ends a mail, and no other line ends or NUL come in."""

from itertools import product

from tests.intake.smtp.wire import ENVELOPE, HELLO, Wire, limits, run

ENDS = (b"\r", b"\n", b"\r\n", b"\r\r\n", b"\0", b"")
SEQUENCES = tuple(b"".join((one, two, b".", three)) for one, two, three in product(ENDS, ENDS, ENDS))
FAKE = b"MAIL FROM:<fake@b.test>\r\nRCPT TO:<box@gw.test>\r\nDATA\r\nfake\r\n.\r\n"


def test_no_sequence_around_a_dot_smuggles_a_second_envelope() -> None:
    """T-SMUG-1, all 216; where the sequence is the true end, the rest is honest pipelining by the client itself."""
    assert len(SEQUENCES) == 216

    async def attempt(wire: Wire, sequence: bytes) -> list[str]:
        before = len(wire.acceptor.mails)
        async with wire.client(greeted=False) as client:
            client.writer.write(HELLO + ENVELOPE + b"DATA\r\nbody" + sequence + FAKE)
            client.writer.write_eof()
            await client.to_end()
        return [envelope.sender for envelope, _ in wire.acceptor.mails[before:]]

    async def dialogue(wire: Wire) -> None:
        for sequence in SEQUENCES:
            senders = await attempt(wire, sequence)
            if b"\r\n.\r\n" in sequence and b"\r\r" not in sequence and b"\0" not in sequence:
                flawed = sequence.replace(b"\r\n", b"").strip(b".") != b""
                assert senders == ([] if flawed else ["a@b.test", "fake@b.test"]), sequence
            else:
                assert "fake@b.test" not in senders, sequence

    stored = run(dialogue, limits=limits(connections=10_000)).mails
    for _, content in stored:
        assert content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n")
        assert b"\0" not in content


def test_the_answer_to_a_bad_line_end_is_given_before_the_close() -> None:
    async def dialogue(wire: Wire) -> None:
        for body, code in ((b"a\nb", "554 5.5.2"), (b"a\rb", "554 5.5.2"), (b"a\0b", "554 5.6.0")):
            async with wire.client() as client:
                client.writer.write(ENVELOPE + b"DATA\r\n" + body + b"\r\n.\r\n" + FAKE * 20)
                replies = (await client.to_end()).splitlines()
                assert replies[-1].startswith(code), body

    assert run(dialogue).mails == []


def test_other_protocols_are_cut_after_one_line() -> None:
    """T-SMUG-2 (ALPACA)."""

    async def dialogue(wire: Wire) -> None:
        for verb in (b"GET / HTTP/1.1", b"POST /mail HTTP/1.1", b"CONNECT gw:25 HTTP/1.0", b"PRI * HTTP/2.0"):
            async with wire.client(greeted=False) as client:
                await client.reply()
                client.writer.write(verb + b"\r\nHost: gw\r\n\r\n" + HELLO + ENVELOPE + b"DATA\r\nx\r\n.\r\n")
                replies = (await client.to_end()).splitlines()
                assert [reply[:3] for reply in replies] == ["421"], verb

    assert run(dialogue).mails == []

"""What a client and the listener say to each other (RFC 5321), on real sockets."""

from gateway.mail.inbound import Source
from tests.intake.smtp.wire import ENVELOPE, Wire, limits, run


def test_a_mail_is_stored_as_it_was_sent_and_answered_with_its_id() -> None:
    body = b"Subject: x\r\n\r\n.stuffed\r\n..\r\ntext \xff\r\n"

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            assert await client.say(b"MAIL FROM:<a@b.test> SIZE=50 BODY=8BITMIME\r\n") == "250 2.1.0 Sender OK"
            assert await client.say(b"RCPT TO:<box@gw.test>\r\n") == "250 2.1.5 Recipient OK"
            assert (await client.say(b"DATA\r\n")).startswith("354 ")
            stuffed = body.replace(b"\r\n.", b"\r\n..")
            assert await client.say(stuffed, b".\r\n") == "250 2.0.0 Accepted as 1"
            assert await client.say(b"QUIT\r\n") == "221 2.0.0 Bye"
            assert await client.to_end() == ""

    (envelope, content), *rest = run(dialogue).mails
    assert (content, rest) == (body, [])
    assert (envelope.sender, envelope.recipients) == ("a@b.test", ("box@gw.test",))
    assert (envelope.source, envelope.peer, envelope.helo) == (Source.SMTP, "127.0.0.1", "client.test")


def test_extensions_are_announced() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            lines = (await client.say(b"EHLO x\r\n")).split("\r\n")
            words = {line[4:] for line in lines[1:]}
            wanted = {"SIZE 1000", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES", "HELP"}
            assert words == wanted
            assert await client.say(b"HELO x\r\n") == "250 gw.test"

    run(dialogue, max_size=1000)


def test_recipients_are_judged_one_by_one() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await client.say(b"MAIL FROM:<>\r\n")
            assert await client.say(b"RCPT TO:<nobody@gw.test>\r\n") == "550 5.1.1 No such address here"
            assert await client.say(b"RCPT TO:<a@elsewhere.test>\r\n") == "550 5.7.1 Relaying denied"
            assert await client.say(b"DATA\r\n") == "554 5.5.1 No valid recipients"
            assert (await client.say(b"RCPT TO:<postmaster>\r\n")).startswith("250 ")
            assert (await client.say(b"RCPT TO:<Postmaster> NOTIFY=NEVER\r\n")).startswith("250 ")
            assert (await client.say(b"RCPT TO:<box@gw.test> ORCPT=rfc822;a+20b@c.test\r\n")).startswith("250 ")
            assert (await client.say(b"DATA\r\n")).startswith("354 ")
            assert (await client.say(b".\r\n")).startswith("250 ")

    (envelope, content), *_ = run(dialogue).mails
    assert (envelope.sender, content) == ("", b"")
    assert envelope.recipients == ("postmaster", "Postmaster", "box@gw.test")


def test_pipelined_commands_get_their_replies_in_order() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            one = ENVELOPE + b"RCPT TO:<nobody@gw.test>\r\nDATA\r\n"
            await client.say(one)
            assert [reply[:3] for reply in await client.replies(3)] == ["250", "550", "354"]
            assert await client.say(b"one\r\n.\r\n" + ENVELOPE + b"DATA\r\n") == "250 2.0.0 Accepted as 1"
            assert [reply[:3] for reply in await client.replies(3)] == ["250", "250", "354"]
            assert await client.say(b"two\r\n.\r\nQUIT\r\n") == "250 2.0.0 Accepted as 2"
            assert await client.reply() == "221 2.0.0 Bye"

    assert [content for _, content in run(dialogue).mails] == [b"one\r\n", b"two\r\n"]


def test_replies_to_a_pipelined_group_leave_in_one_segment() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            client.writer.write(b"NOOP\r\n" * 20)
            assert await client.reader.read(4096) == b"250 2.0.0 OK\r\n" * 20

    run(dialogue)


def test_order_and_syntax_mistakes_are_told_apart() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client(greeted=False) as client:
            await client.reply()
            assert await client.say(b"MAIL FROM:<a@b.test>\r\n") == "503 5.5.1 Say EHLO first"
            assert await client.say(b"EHLO\r\n") == "501 5.5.4 Say your host name"
            await client.say(b"EHLO x\r\n")
            assert await client.say(b"RCPT TO:<box@gw.test>\r\n") == "503 5.5.1 MAIL comes first"
            assert await client.say(b"DATA\r\n") == "503 5.5.1 MAIL comes first"
            assert (await client.say(b"MAIL FROM:<a@b.test> FOO=1\r\n")).startswith("555 5.5.4")
            assert (await client.say(b"MAIL FROM:<a@b.test> BODY=BINARYMIME\r\n")).startswith("501 5.5.4")
            assert (await client.say(b"MAIL FROM:<a@b.test> SIZE=x\r\n")).startswith("501 5.5.4")
            assert (await client.say(b"MAIL FROM:<a\r\n")).startswith("501 5.1.7")
            assert (await client.say(b"MAIL FROM:<a@b.test> RET=HDRS ENVID=QQ AUTH=<>\r\n")).startswith("250")
            assert (await client.say(b"MAIL FROM:<a@b.test>\r\n")).startswith("503 5.5.1")
            assert (await client.say(b"RCPT TO:<>\r\n")).startswith("501 5.1.3")
            assert (await client.say(b"RCPT TO:box@gw.test\r\n")).startswith("250")
            assert (await client.say(b"DATA now\r\n")).startswith("501")
            for command, code in ((b"VRFY a", "252"), (b"HELP", "214"), (b"NOOP x", "250"), (b"EXPN a", "502")):
                assert (await client.say(command + b"\r\n"))[:3] == code
            for command in (b"AUTH PLAIN", b"BDAT 5", b"XYZZY", b"STARTTLS", b"\xff\xfe", b"", b"NO\0OP", b"EHLO \xff"):
                assert (await client.say(command + b"\r\n"))[0] in "45", command
            assert (await client.say(b"NOOP\n")).startswith("500 5.5.2")
            assert (await client.say(b"NOOP\rNOOP\r\n")).startswith("500 5.5.2")
            assert (await client.say(b"NOOP " + b"x" * 3000 + b"\r\n")).startswith("500 5.5.2")
            assert (await client.say(b"NOOP " + b"x" * 300_000 + b"\r\n")).startswith("500 5.5.2")
            assert (await client.say(b"RSET\r\n")).startswith("250")
            assert (await client.say(b"DATA\r\n")).startswith("503")

    run(dialogue, limits=limits(errors=1000))


def test_internationalised_addresses_need_the_keyword() -> None:
    """T-RFC-8."""
    sender = "MAIL FROM:<سارا@b.test>".encode()
    recipient = "RCPT TO:<فروش.box@gw.test>\r\n".encode()

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            assert (await client.say(sender + b"\r\n")).startswith("553 5.6.7")
            assert (await client.say(b"MAIL FROM:<a@b.test>\r\n")).startswith("250")
            assert (await client.say(recipient)).startswith("553 5.6.7")
            await client.say(b"RSET\r\n")
            assert (await client.say(sender + b" SMTPUTF8\r\n")).startswith("250")
            assert (await client.say(recipient)).startswith("250")
            await client.say(b"DATA\r\n")
            assert (await client.say(b"x\r\n.\r\n")).startswith("250")

    (envelope, _), *_ = run(dialogue).mails
    assert (envelope.sender, envelope.recipients) == ("سارا@b.test", ("فروش.box@gw.test",))


def test_the_101st_recipient_waits_for_the_next_mail() -> None:
    """RFC 5321 section 4.5.3.1.10."""

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await client.say(b"MAIL FROM:<a@b.test>\r\n")
            for number in range(100):
                assert (await client.say(b"RCPT TO:<%dbox@gw.test>\r\n" % number)).startswith("250")
            assert (await client.say(b"RCPT TO:<box@gw.test>\r\n")).startswith("452 4.5.3")
            await client.say(b"DATA\r\n")
            assert (await client.say(b".\r\n")).startswith("250")

    assert len(run(dialogue).mails[0][0].recipients) == 100


def test_a_mail_that_is_too_large_is_refused_at_mail_and_after_the_dot() -> None:
    """T-RFC-7: the session stays in step."""

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            assert (await client.say(b"MAIL FROM:<a@b.test> SIZE=1001\r\n")).startswith("552 5.3.4")
            for _ in range(2):
                await client.say(ENVELOPE)
                await client.reply()
                await client.say(b"DATA\r\n")
                filler = (b"x" * 98 + b"\r\n") * 11
                assert (await client.say(filler, b"QUIT\r\n.\r\n")).startswith("552 5.3.4")
            await client.say(ENVELOPE)
            await client.reply()
            await client.say(b"DATA\r\n")
            assert (await client.say(b"x" * 998 + b"\r\n.\r\n")).startswith("250")

    acceptor = run(dialogue, max_size=1000)
    assert len(acceptor.mails) == 1
    assert acceptor.discarded == 2


def test_long_lines_are_taken() -> None:
    """T-RFC-6: real senders ignore the limit of 998."""
    body = b"x" * 64_000 + b"\r\n"

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            await client.say(ENVELOPE)
            await client.reply()
            await client.say(b"DATA\r\n")
            assert (await client.say(body, b".\r\n")).startswith("250")

    assert run(dialogue).mails[0][1] == body


def test_more_than_fifty_received_fields_are_a_loop() -> None:
    """T-LOOP-5. Only the header block counts, and a mail may end in it."""
    hop = b"Received: from a by b\r\n\tid 1\r\nX: Received: no\r\n"

    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            for hops, rest, code in (
                (50, b"\r\n" + hop * 60, "250"),
                (51, b"\r\nbody\r\n", "550 5.4.6"),
                (51, b"", "550 5.4.6"),
                (50, b"", "250"),
            ):
                await client.say(ENVELOPE)
                await client.reply()
                await client.say(b"DATA\r\n")
                assert (await client.say(hop.lower() * hops, rest, b".\r\n")).startswith(code)

    assert len(run(dialogue).mails) == 2


def test_a_client_that_closes_its_sending_side_still_gets_its_replies() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            client.writer.write(ENVELOPE + b"DATA\r\nx\r\n.\r\n")
            client.writer.write_eof()
            assert (await client.to_end()).splitlines()[-1] == "250 2.0.0 Accepted as 1"

    assert len(run(dialogue).mails) == 1


def test_a_connection_that_ends_within_the_mail_leaves_nothing() -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            client.writer.write(ENVELOPE + b"DATA\r\nhalf a mail\r\n.")
            client.writer.write_eof()
            assert "Accepted" not in await client.to_end()

    acceptor = run(dialogue)
    assert (acceptor.mails, acceptor.discarded) == ([], 1)

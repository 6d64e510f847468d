"""The agents' own entrance: nobody says anything before TLS and a login, and everybody only in their own name.

T-TLS-1 holds here too: what comes in the clear is never obeyed.
"""

import asyncio
import base64
import logging
import random
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvloop

from gateway.intake.smtp import Login, PasswordVerdict, Submission
from tests.intake.smtp.wire import HELLO, Client, MemoryAcceptor, Wire, limits, run

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
Dialogue = Callable[[Wire, Any], Awaitable[None]]

TOM = Login("tom", "tom@example.test")
NAMES = {"tom": TOM, "tom@example.test": TOM, "sara": Login("sara", "sara@example.test")}
PASSWORDS = {"tom": "correct horse", "sara": "گذرواژهٔ بلند"}
MAIL = b"MAIL FROM:<tom@example.test>\r\n"
QUICK = limits(login_delay=0.01)


@dataclass
class Books:
    """Who may log in. `trouble` makes every check end so; `asked` are the agents whose password was looked up."""

    trouble: PasswordVerdict | None = None
    asked: list[str] = field(default_factory=list)
    pause: float = 0.0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, agent: str, password: str) -> PasswordVerdict:
        with self.lock:
            self.asked.append(agent)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(self.pause)
        with self.lock:
            self.at_once -= 1
        right = PASSWORDS.get(agent) == password
        return self.trouble or (PasswordVerdict.RIGHT if right else PasswordVerdict.WRONG)

    @property
    def submission(self) -> Submission:
        return Submission(lambda name: NAMES.get(name.casefold()), self.check)


def word(*texts: str) -> bytes:
    return base64.b64encode("\0".join(texts).encode())


def plain(name: str = "tom", password: str = PASSWORDS["tom"]) -> bytes:
    return b"AUTH PLAIN " + word("", name, password) + b"\r\n"


@pytest.fixture
def hold(contexts: Contexts) -> Callable[..., MemoryAcceptor]:
    """Holds a dialogue with the entrance; gives what was stored."""

    def held(dialogue: Dialogue, books: Books | None = None, **settings: Any) -> MemoryAcceptor:
        known = {"tls": contexts[0], "limits": QUICK, "submission": (books or Books()).submission}

        @asynccontextmanager
        async def secured(wire: Wire, **options: Any) -> Any:
            async with wire.client(**options) as client:
                assert (await client.say(b"STARTTLS\r\n")).startswith("220 ")
                await client.writer.start_tls(contexts[1], server_hostname="gw.test")
                assert "250-AUTH PLAIN LOGIN" in await client.say(HELLO)
                yield client

        async def started(wire: Wire) -> None:
            await dialogue(wire, lambda **options: secured(wire, **options))

        return run(started, **(known | settings))

    return held


async def send(client: Client, body: bytes = b"#resolve\r\n") -> str:
    assert (await client.say(MAIL)).startswith("250 ")
    assert (await client.say(b"RCPT TO:<box@gw.test>\r\n")).startswith("250 ")
    assert (await client.say(b"DATA\r\n")).startswith("354 ")
    return await client.say(body, b".\r\n")


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
@pytest.mark.parametrize("name", ["tom", "TOM", "tom@example.test", "Tom@Example.test"])
def test_who_logs_in_hands_mail_in_under_their_name(hold: Any, name: str, loop_factory: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            assert (await client.say(plain(name))).startswith("235 2.7.0")
            assert (await send(client)).startswith("250 2.0.0 Accepted")
            assert (await client.say(b"EHLO again\r\n")).startswith("250")
            assert (await send(client)).startswith("250 2.0.0 Accepted")

    envelopes = [envelope for envelope, _ in hold(dialogue, loop_factory=loop_factory).mails]
    assert [(each.sender, each.login) for each in envelopes] == [("tom@example.test", "tom")] * 2


@pytest.mark.parametrize(
    "steps",
    [
        [(b"AUTH PLAIN", "334"), (word("", "tom", "correct horse"), "235")],
        [(b"auth plain ", "334"), (word("tom", "tom", "correct horse"), "235")],
        [(b"AUTH LOGIN", "334 VXNlcm5hbWU6"), (word("tom"), "334 UGFzc3dvcmQ6"), (word("correct horse"), "235")],
        [(b"AUTH LOGIN " + word("tom"), "334 UGFzc3dvcmQ6"), (word("correct horse"), "235")],
        [(b"AUTH PLAIN " + word("", "sara", PASSWORDS["sara"]), "235")],
        [(b"AUTH PLAIN", "334"), (b"*", "501 5.7.0")],
        [(b"AUTH LOGIN", "334"), (word("tom"), "334"), (b"*", "501 5.7.0")],
        [(b"AUTH PLAIN !!!", "501 5.5.2")],
        [(b"AUTH PLAIN =", "501 5.5.2")],
        [(b"AUTH LOGIN", "334"), (b"no base64", "501 5.5.2")],
        [(b"AUTH LOGIN", "334"), (word("tom"), "334"), (word("a", "b"), "501 5.5.2")],
        [(b"AUTH LOGIN", "334"), (b"A" * 12_288, "500 5.5.6")],
        [(b"AUTH PLAIN " + b"A" * 4000, "500 5.5.2")],
        [(b"AUTH CRAM-MD5", "504 5.5.4")],
        [(b"AUTH", "504 5.5.4")],
        [(b"AUTH PLAIN " + word("sara", "tom", "correct horse"), "501 5.5.2")],
        [(b"MAIL FROM:<tom@example.test>", "530 5.7.0"), (b"RCPT TO:<box@gw.test>", "503"), (b"NOOP", "250")],
        [(b"NOOP", "250"), (b"RSET", "250"), (b"QUIT", "221")],
    ],
)
def test_a_login_in_all_its_forms(hold: Any, steps: list[tuple[bytes, str]]) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            for line, answer in steps:
                assert (await client.say(line + b"\r\n")).startswith(answer), line

    hold(dialogue)


def test_after_a_login_there_is_no_other_and_none_within_a_mail(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            assert (await client.say(plain("tom", "wrong password"))).startswith("535 5.7.8")
            assert (await client.say(plain())).startswith("235")
            assert (await client.say(plain("sara", PASSWORDS["sara"]))).startswith("503 5.5.1")
            assert (await client.say(b"RSET\r\n")).startswith("250")
            assert (await send(client)).startswith("250")

    hold(dialogue)


def test_before_tls_no_login_is_offered_nor_taken(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with wire.client() as client:
            said = await client.say(HELLO)
            assert "STARTTLS" in said
            assert "AUTH" not in said
            assert (await client.say(plain())).startswith("538 5.7.11")
            assert "STARTTLS" in await client.say(MAIL)

    books = Books()
    assert hold(dialogue, books).mails == []
    assert books.asked == []


def test_a_login_slipped_in_before_tls_is_never_obeyed_nor_remembered(hold: Any, contexts: Contexts) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with wire.client() as client:
            injected = b"EHLO evil\r\n" + plain() + MAIL + b"RCPT TO:<box@gw.test>\r\nDATA\r\nevil\r\n.\r\n"
            assert (await client.say(b"STARTTLS\r\n" + injected)).startswith("220 ")
            await client.writer.start_tls(contexts[1], server_hostname="gw.test")
            assert await client.say(b"NOOP\r\n") == "250 2.0.0 OK"
            assert (await client.say(plain())).startswith("503"), "EHLO was not forgotten"
            assert (await client.say(HELLO)).startswith("250")
            assert (await client.say(MAIL)).startswith("530 5.7.0"), "a login was remembered"

    books = Books()
    assert hold(dialogue, books).mails == []
    assert books.asked == []


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_tls_from_the_first_byte_offers_logins_and_no_starttls(
    hold: Any, contexts: Contexts, loop_factory: Any
) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        connection = await asyncio.open_connection(
            wire.host, wire.server.port, ssl=contexts[1], server_hostname="gw.test"
        )
        client = Client(*connection)
        assert (await client.reply()).startswith("220 gw.test")
        said = await client.say(HELLO)
        assert "AUTH PLAIN LOGIN" in said
        assert "STARTTLS" not in said
        assert (await client.say(b"STARTTLS\r\n")).startswith("503")
        assert (await client.say(plain())).startswith("235")
        assert (await send(client, b"x" * 98 + b"\r\n")).startswith("250 2.0.0 Accepted")
        assert (await client.say(b"QUIT\r\n")).startswith("221")
        await client.close()

    (stored,) = hold(dialogue, tls_first=True, loop_factory=loop_factory).mails
    assert stored[0].login == "tom"


def test_agents_write_from_their_own_address_and_to_our_departments_only(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            await client.say(plain())
            for sender in (b"", b"sara@example.test", b"tom@elsewhere.test", b"tom@example.test.evil.test"):
                assert (await client.say(b"MAIL FROM:<" + sender + b">\r\n")).startswith("553 5.7.1"), sender
            assert (await client.say(b"MAIL FROM:<TOM@Example.TEST>\r\n")).startswith("250")
            for recipient in (b"ali@customer.test", b"nobody@gw.test"):
                said = await client.say(b"RCPT TO:<" + recipient + b">\r\n")
                assert said.startswith("550 5.7.1")
                assert "departments" in said
            assert (await client.say(b"RCPT TO:<box@gw.test>\r\n")).startswith("250")

    hold(dialogue)


def test_the_third_failure_ends_the_session_and_each_takes_longer(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            took = []
            for _ in range(3):
                started = time.monotonic()
                assert (await client.say(plain("tom", "wrong password"))).startswith("535 5.7.8")
                took.append(time.monotonic() - started)
            assert took[0] >= 0.1
            assert took[1] >= 0.2
            assert took[2] >= 0.4
            assert await client.to_end() == ""

    hold(dialogue, limits=limits(login_delay=0.1))


def test_unknown_names_are_checked_like_known_ones_and_told_the_same(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            wrong = await client.say(plain("tom", "wrong password"))
            assert await client.say(plain("nobody", "wrong password")) == wrong

    books = Books()
    hold(dialogue, books)
    assert books.asked == ["tom", ""]


def test_when_the_passwords_cannot_be_read_the_client_is_asked_to_come_back(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            assert (await client.say(plain())).startswith("454 4.7.0")

    hold(dialogue, Books(trouble=PasswordVerdict.UNAVAILABLE))


async def _guess(secured: Any, name: str, times: int, **options: Any) -> list[str]:
    answers: list[str] = []
    while len(answers) < times:
        async with secured(**options) as client:
            answers += [
                (await client.say(plain(name, "wrong password")))[:3] for _ in range(min(3, times - len(answers)))
            ]
    return answers


def test_an_address_that_guesses_is_turned_away_for_a_while_whatever_name_it_tries(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        assert await _guess(secured, "nobody", 11) == ["535"] * 10 + ["454"]
        async with secured() as client:
            assert (await client.say(plain())).startswith("454 4.7.0")
        async with secured(source="127.0.0.2") as client:
            assert (await client.say(plain())).startswith("235")

    books = Books()
    hold(dialogue, books)
    assert len(books.asked) == 11, "what is turned away costs no check"


def test_a_name_that_is_guessed_at_is_closed_except_from_where_its_agent_logged_in_before(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured(source="127.0.0.9") as client:
            assert (await client.say(plain())).startswith("235")
        for number in range(2, 7):
            assert (
                await _guess(secured, ("tom", "tom@example.test")[number % 2], 2, source=f"127.0.0.{number}")
                == ["535"] * 2
            )
        async with secured(source="127.0.0.8") as client:
            assert (await client.say(plain())).startswith("454"), "the name is closed to others"
            assert (await client.say(plain("sara", PASSWORDS["sara"]))).startswith("235")
        async with secured(source="127.0.0.9") as client:
            assert (await client.say(plain())).startswith("235"), "and open to its agent"

    hold(dialogue)


def test_attempts_at_once_get_no_further_than_one_after_the_other(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        answers = await asyncio.gather(*(_guess(secured, "tom", 1) for _ in range(20)))
        assert sorted(answer for (answer,) in answers) == ["454"] * 10 + ["535"] * 10

    books = Books(pause=0.02)
    hold(dialogue, books)
    assert books.most_at_once <= 2


def test_the_entrance_answers_others_while_a_password_is_being_checked(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as slow, secured() as other:
            slow.writer.write(plain())
            await slow.writer.drain()
            await asyncio.sleep(0.05)
            started = time.monotonic()
            assert (await other.say(b"NOOP\r\n")).startswith("250")
            assert time.monotonic() - started < 0.9
            assert (await slow.reply()).startswith("235")

    hold(dialogue, Books(pause=1.2))


def test_who_leaves_while_a_password_is_being_checked_is_forgotten_and_counted(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        for _ in range(10):
            async with secured() as client:
                client.writer.write(plain("tom", "wrong password"))
                await client.writer.drain()
                await asyncio.sleep(0.02)
        async with secured() as client:
            assert (await client.say(plain())).startswith("454")

    hold(dialogue, Books(pause=0.05))


def test_failures_are_logged_without_passwords_and_without_names_that_nobody_has(
    hold: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            await client.say(plain("tom", "hunter2hunter2"))
            await client.say(plain("hunter2hunter2", "tom"))

    with caplog.at_level(logging.INFO):
        hold(dialogue)
    lines = [record.getMessage() for record in caplog.records if "refused_login" in record.getMessage()]
    assert lines == [
        'refused_login agent="tom" peer="127.0.0.1" reason="wrong name or password"',
        'refused_login agent="" peer="127.0.0.1" reason="wrong name or password"',
    ]
    assert "hunter2" not in caplog.text


def test_an_entrance_with_logins_and_without_tls_cannot_be_made() -> None:
    async def dialogue(wire: Wire) -> None:
        raise AssertionError("it opened")

    with pytest.raises(AssertionError, match="in the clear"):
        run(dialogue, submission=Books().submission)


def test_the_other_entrance_never_offers_nor_takes_a_login(contexts: Contexts) -> None:
    async def dialogue(wire: Wire) -> None:
        async with wire.client() as client:
            assert "AUTH" not in await client.say(HELLO)
            assert (await client.say(plain())).startswith("502")
            await client.say(b"STARTTLS\r\n")
            await client.writer.start_tls(contexts[1], server_hostname="gw.test")
            assert "AUTH" not in await client.say(HELLO)
            assert (await client.say(plain())).startswith("502")

    run(dialogue, tls=contexts[0])


def test_whatever_is_said_in_place_of_a_login_is_refused_and_breaks_nothing(
    hold: Any, caplog: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(20261122)
    pieces = [
        b"PLAIN",
        b"LOGIN",
        b" ",
        b"=",
        b"*",
        b"\0",
        b"\r",
        b"\xff",
        b"AUTH",
        "ی".encode(),
        b"A" * 60,
        b"AGEAYg==",
    ]
    patient = limits(errors=10_000, logins=10_000, commands_without_mail=10_000, login_delay=0.0)

    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            for _ in range(600):
                said = b"".join(dice.choices(pieces, k=dice.randrange(6)))
                answer = await client.say(b"AUTH " + said + b"\r\n")
                while answer.startswith("334"):
                    answer = await client.say(b"".join(dice.choices(pieces, k=dice.randrange(4))) + b"\r\n")
                assert answer[:3] in ("454", "500", "501", "504", "535"), (said, answer)
            assert (await client.say(MAIL)).startswith("530")

    assert hold(dialogue, limits=patient).mails == []
    assert "session of" not in caplog.text, "an exception reached the session"


def test_commands_that_come_along_with_a_login_are_obeyed_after_it(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as client:
            client.writer.write(plain() + MAIL + b"RCPT TO:<box@gw.test>\r\nDATA\r\n")
            assert [answer[:3] for answer in await client.replies(4)] == ["235", "250", "250", "354"]
            assert (await client.say(b"x\r\n.\r\n")).startswith("250")

    assert len(hold(dialogue).mails) == 1


def test_a_drain_waits_for_no_password_and_for_nobody_who_hesitates(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        async with secured() as asked, secured() as checked:
            assert (await asked.say(b"AUTH LOGIN\r\n")).startswith("334")
            checked.writer.write(plain())
            await checked.writer.drain()
            await asyncio.sleep(0.05)
            started = time.monotonic()
            await wire.server.drain(5.0)
            assert time.monotonic() - started < 2.0
            assert (await asked.to_end()).startswith("421")
            assert (await checked.to_end()).startswith("421")

    hold(dialogue, Books(pause=0.5))


def test_a_client_that_hangs_up_in_the_middle_of_a_login_leaves_nothing_behind(hold: Any) -> None:
    async def dialogue(wire: Wire, secured: Any) -> None:
        for line in (b"AUTH LOGIN\r\n", b"AUTH PLAIN\r\n", b"AUTH LOGIN " + word("tom") + b"\r\nhalf a li"):
            async with secured() as client:
                await client.say(line)
        for _ in range(100):
            await asyncio.sleep(0.01)
            if not wire.server.connections:
                break
        assert wire.server.connections == 0

    hold(dialogue)

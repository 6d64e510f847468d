"""Getting in: encryption that is verified, logins that are refused, and nobody in between who is believed."""

import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.intake.imap.session import Client, connect
from gateway.intake.imap.settings import Proof, Protection, Server
from gateway.intake.imap.trouble import Refused, words_of

from . import certificates
from .hostile import CAPABILITY, Act, Hostile, Quirk, Session, obey, says, says_first

Serve = Callable[..., Hostile]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's and the client's."""
    context, ca = certificates.make(tmp_path_factory.mktemp("tls"))
    return context, ssl.create_default_context(cafile=str(ca))


@pytest.fixture
def serve() -> Iterator[Serve]:
    opened: list[Hostile] = []

    def make(command: str = "", act: Act = obey, **options: object) -> Hostile:
        server = Hostile(Quirk(command, act) if command else None, **options)  # type: ignore[arg-type]
        opened.append(server)
        return server

    yield make
    for server in opened:
        server.close()


@dataclass
class Way:
    """How the server is reached."""

    port: int
    protection: Protection = Protection.NONE
    context: ssl.SSLContext | None = None
    user: str = "me"
    secret: str = "secret"
    proof: Proof = Proof.PASSWORD

    def open(self) -> Client:
        return connect(
            Server(
                "127.0.0.1",
                self.port,
                self.protection,
                self.user,
                lambda: self.secret,
                self.proof,
                self.context,
                timeout=2.0,
                longest=4.0,
            )
        )

    def fails(self) -> str:
        with pytest.raises(Exception) as caught, self.open():
            pass
        return words_of(caught.value)


def sent(server: Hostile, command: str) -> list[str]:
    return [line for line in server.heard if command in line]


STARTTLS = f"{CAPABILITY} STARTTLS"


@pytest.mark.parametrize("protection", [Protection.TLS, Protection.STARTTLS])
def test_a_server_with_a_certificate_that_is_trusted(
    serve: Serve, tls: tuple[ssl.SSLContext, ssl.SSLContext], protection: Protection
) -> None:
    server = serve(context=tls[0], capability=STARTTLS if protection is Protection.STARTTLS else CAPABILITY)
    with Way(server.port, protection, tls[1]).open() as client:
        client.select_folder("INBOX")
    assert sent(server, "LOGIN")


@pytest.mark.parametrize("protection", [Protection.TLS, Protection.STARTTLS])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(
    serve: Serve, tls: tuple[ssl.SSLContext, ssl.SSLContext], protection: Protection
) -> None:
    server = serve(context=tls[0], capability=STARTTLS if protection is Protection.STARTTLS else CAPABILITY)
    assert "certificate is not trusted" in Way(server.port, protection).fails()
    assert not sent(server, "LOGIN")


def test_a_certificate_for_another_server_ends_it(serve: Serve, tmp_path: Path) -> None:
    context, ca = certificates.make(tmp_path, "127.0.0.9")
    server = serve(context=context)
    words = Way(server.port, Protection.TLS, ssl.create_default_context(cafile=str(ca))).fails()
    assert "certificate is not trusted" in words
    assert "127.0.0.1" in words


@pytest.mark.parametrize(
    ("command", "act", "words"),
    [
        ("GREETING", says("* PREAUTH welcome\r\n"), "PREAUTH"),
        ("CAPABILITY", says("* CAPABILITY IMAP4rev1\r\n{tag} OK x\r\n"), "does not offer STARTTLS"),
        ("STARTTLS", says("{tag} NO not now\r\n"), "not now"),
        ("STARTTLS", says("{tag} BAD what\r\n"), "what"),
        (
            "STARTTLS",
            says("{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"),
            "between STARTTLS and encryption",
        ),
        ("STARTTLS", says("{tag} OK begin\r\n* PREAUTH x\r\n* 1 EXISTS\r\n"), "between STARTTLS and encryption"),
    ],
)
def test_nobody_talks_us_out_of_encryption(
    serve: Serve, tls: tuple[ssl.SSLContext, ssl.SSLContext], command: str, act: Act, words: str
) -> None:
    server = serve(command, act, context=tls[0], capability=STARTTLS)
    assert words in Way(server.port, Protection.STARTTLS, tls[1]).fails()
    assert not sent(server, "LOGIN")
    assert not sent(server, "AUTHENTICATE")


def test_what_was_promised_before_encryption_counts_for_nothing(
    serve: Serve, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    act = says_first("* CAPABILITY IMAP4rev1 X-INJECTED\r\n", "* 9 EXISTS\r\n")
    server = serve("STARTTLS", act, context=tls[0], capability=STARTTLS)
    with Way(server.port, Protection.STARTTLS, tls[1]).open() as client:
        assert not client.has_capability("X-INJECTED")
    lines = [line.partition(" ")[2] for line in server.heard]
    assert "CAPABILITY" in lines[lines.index("STARTTLS") + 1 : lines.index('LOGIN "me" "secret"')]
    assert "CAPABILITY" in lines[lines.index('LOGIN "me" "secret"') + 1 :]


def test_a_server_that_forbids_logins_gets_no_password(serve: Serve) -> None:
    server = serve(capability=f"{CAPABILITY} LOGINDISABLED")
    assert "no login by password" in Way(server.port).fails()
    assert not any("secret" in line for line in server.heard)


@pytest.mark.parametrize("secret", ['with "quotes" and \\', "with spaces", "(brackets) {5}"])
def test_odd_passwords_go_over_as_they_are(serve: Serve, secret: str) -> None:
    server = serve()
    with Way(server.port, user='me "too"', secret=secret).open():
        pass
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"')
    assert sent(server, "LOGIN")[0].endswith(f'LOGIN "me \\"too\\"" "{escaped}"')


def test_a_password_in_other_letters_goes_over_in_utf_8(serve: Serve) -> None:
    server = serve(capability=f"{CAPABILITY} AUTH=PLAIN")
    with Way(server.port, secret="گذرواژه").open():
        pass
    assert base64.b64decode(server.heard[-3 if "LOGOUT" in server.heard[-1] else -2]).decode() == "\0me\0گذرواژه"


def test_a_password_with_a_line_end_is_not_sent(serve: Serve) -> None:
    server = serve()
    assert "line end" in Way(server.port, secret="a\r\nX LOGOUT").fails()
    assert not sent(server, "LOGIN")


def test_a_refusal_is_one_clear_line_that_never_tells_the_password(serve: Serve) -> None:
    server = serve("LOGIN", says("{tag} NO wrong:\x1b[31m secret\r\n"))
    words = Way(server.port).fails()
    assert words == "login refused: login failed: wrong:?[31m ..."


@pytest.mark.parametrize("proof", Proof)
@pytest.mark.parametrize("end", ["{tag} NO", "{tag} BAD", "* BYE"])
def test_no_server_makes_us_say_what_it_was_told(serve: Serve, proof: Proof, end: str) -> None:
    def echo(session: Session) -> None:
        told = session.line
        if session.line.startswith("AUTHENTICATE"):
            session.say("+ \r\n")
            told = session.read()
        session.say(f"{end} {'x' * 140} you said {told}\r\n")

    secret = 'tell "nobody" \\ this'
    server = serve("LOGIN" if proof is Proof.PASSWORD else "AUTHENTICATE", echo)
    words = Way(server.port, secret=secret, proof=proof).fails()
    assert "x" * 20 in words
    for form in (secret, "nobody", base64.b64encode(b"user=me\1auth").decode()[:12]):
        assert form not in words


def test_a_token_is_offered_once_and_its_refusal_answered_with_an_empty_line(serve: Serve) -> None:
    answers: list[str] = []

    def refuse(session: Session) -> None:
        session.say("+ \r\n")
        answers.append(base64.b64decode(session.read()).decode())
        session.say("+ " + base64.b64encode(b'{"status":"400","schemes":"bearer"}').decode() + "\r\n")
        answers.append(session.read())
        session.say("{tag} NO AUTHENTICATE failed.\r\n")

    server = serve("AUTHENTICATE", refuse)
    words = Way(server.port, secret="token", proof=Proof.XOAUTH2).fails()
    assert words.startswith("login refused: ")
    assert "AUTHENTICATE failed" in words
    assert answers == ["user=me\1auth=Bearer token\1\1", ""]


def test_a_token_that_is_taken_lets_us_in(serve: Serve) -> None:
    server = serve(capability=f"{CAPABILITY} AUTH=XOAUTH2")
    with Way(server.port, secret="token", proof=Proof.XOAUTH2).open() as client:
        client.select_folder("INBOX")


def test_a_server_that_challenges_for_ever_is_left(serve: Serve) -> None:
    def challenge(session: Session) -> None:
        for _ in range(20):
            session.say("+ \r\n")
            if session.read() == "*":
                break
        session.say("{tag} BAD cancelled\r\n")

    server = serve("AUTHENTICATE", challenge)
    assert "cancelled" in Way(server.port, secret="token", proof=Proof.XOAUTH2).fails()


def test_no_token_is_a_refusal_in_its_own_words(serve: Serve) -> None:
    def none() -> str:
        raise PermissionError("sign in with postroom oauth login office")

    server = serve()
    with pytest.raises(Refused, match="sign in with postroom oauth login office"):
        connect(Server("127.0.0.1", server.port, Protection.NONE, "me", none, timeout=2.0))


def test_idle_is_left_at_once_when_we_are_to_stop(serve: Serve) -> None:
    server = serve()
    stopped = threading.Event()
    with Way(server.port).open() as client:
        client.select_folder("INBOX", readonly=True)
        client.heed()
        threading.Timer(0.2, stopped.set).start()
        assert client.idle_for(60, stopped)

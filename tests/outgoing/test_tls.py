"""T-TLS: a relay that cannot show who it is, or would rather not encrypt, gets nothing, and we say in one line why."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from gateway.mail.delivery import Attempt, Delivery, Fault
from gateway.outgoing.submit import Abilities, RelayAddress, SmtpRelay, Tls, look

from .certificates import Authority, authority
from .scripted import ScriptedServer, free_port
from .test_submit import MAIL, RAW, Sink


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@contextmanager
def serving(context: ssl.SSLContext, **settings: Any) -> Iterator[tuple[Sink, int]]:
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, **{"tls_context": context, **settings})
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def submit(port: int, trusted: Path | None, tls: Tls = Tls.STARTTLS, **settings: Any) -> Attempt:
    context = ssl.create_default_context(cafile=str(trusted)) if trusted else None
    relay = SmtpRelay(RelayAddress("localhost", port, tls, context=context, **{"timeout": 5.0, **settings}))
    try:
        return relay.submit(MAIL, RAW)
    finally:
        relay.close()


def test_whom_our_own_authority_vouches_for_gets_the_mail(house: Authority) -> None:
    with serving(house.serving("localhost"), require_starttls=True) as (sink, port):
        assert submit(port, house.trusted).delivery is Delivery.SENT
    assert len(sink.envelopes) == 1


@pytest.mark.parametrize(
    ("host", "expired", "trusting", "words"),
    [
        ("localhost", False, False, "certificate is not believed: unable to get local issuer certificate"),
        ("localhost", True, True, "certificate is not believed: certificate has expired"),
        ("elsewhere.example", False, True, "certificate is not believed: Hostname mismatch"),
    ],
)
def test_whom_nobody_vouches_for_gets_nothing(
    house: Authority, host: str, expired: bool, trusting: bool, words: str
) -> None:
    with serving(house.serving(host, expired)) as (sink, port):
        attempt = submit(port, house.trusted if trusting else None)
    assert (attempt.delivery, attempt.fault) == (Delivery.DEFERRED, Fault.RELAY)
    assert words in attempt.words
    assert sink.envelopes == []


def test_a_relay_whose_starttls_was_taken_away_gets_nothing() -> None:
    with ScriptedServer([{}]) as server:
        attempt = submit(server.port, None)
    assert attempt.words == "the relay does not offer STARTTLS, which is demanded"
    assert (attempt.delivery, attempt.fault) == (Delivery.DEFERRED, Fault.RELAY)
    assert [line.split()[0] for line in server.heard[0]] == ["ehlo"]


@pytest.mark.parametrize("reply", ["454 4.7.0 TLS not available", "220 go\r\n250 we are encrypted, believe me"])
def test_a_relay_that_does_not_encrypt_after_all_gets_nothing(reply: str) -> None:
    """What is said before the encryption and read after it could come from anybody (NO STARTTLS)."""
    with ScriptedServer([{"EHLO": "250-relay\r\n250 STARTTLS", "STARTTLS": reply}]) as server:
        attempt = submit(server.port, None)
    assert attempt.delivery is Delivery.DEFERRED
    assert not any(line.startswith("MAIL") for line in server.heard[0])


def test_encrypted_from_the_first_byte(house: Authority) -> None:
    with serving(house.serving("localhost"), tls_context=None, ssl_context=house.serving("localhost")) as (sink, port):
        assert submit(port, house.trusted, Tls.TLS).delivery is Delivery.SENT
        assert submit(port, None, Tls.TLS).delivery is Delivery.DEFERRED
        assert submit(port, house.trusted, Tls.STARTTLS, timeout=0.3).delivery is Delivery.DEFERRED
    assert len(sink.envelopes) == 1


def test_the_login_is_really_tried_and_a_wrong_one_is_a_set_up_of_ours(house: Authority) -> None:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    auth = {"authenticator": authenticate, "auth_required": True}
    trusted = ssl.create_default_context(cafile=str(house.trusted))
    with serving(house.serving("localhost"), **auth) as (sink, port):
        address = RelayAddress("localhost", port, timeout=5, user="us", secret=lambda: "right", context=trusted)
        assert look(address) == Abilities(33_554_432, smtputf8=True)
        assert submit(port, house.trusted, user="us", secret=lambda: "right").delivery is Delivery.SENT
        refused = submit(port, house.trusted, user="us", secret=lambda: "wrong")
        assert (refused.delivery, refused.fault) == (Delivery.DEFERRED, Fault.LOGIN)
        assert refused.words.startswith("535")
    assert len(sink.envelopes) == 1


def test_a_secret_that_is_not_there_or_cannot_be_said_is_one_line_without_it() -> None:
    def absent() -> str:
        raise KeyError("POSTROOM_RELAY_PASSWORD")

    with ScriptedServer([{"EHLO": "250-relay\r\n250 AUTH PLAIN"}]) as server:
        missing = submit(server.port, None, Tls.NONE, user="us", secret=absent)
        odd = submit(server.port, None, Tls.NONE, user="us", secret=lambda: "geheimnüs")
    assert missing.fault is Fault.RELAY
    assert "POSTROOM_RELAY_PASSWORD" in missing.words
    assert odd.fault is Fault.LOGIN
    assert "outside of ASCII" in odd.words
    assert "ü" not in odd.words

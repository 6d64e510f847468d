"""The token where it is needed: logging in to an IMAP server and to a relay, from a configuration."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import config
from gateway.config import Config
from gateway.connected import mailboxes, make_relay
from gateway.intake.imap.session import connect
from gateway.mail.delivery import Attempt, Delivery
from gateway.oauth.asking import Given
from gateway.oauth.tokens import tokens_of

from ..dovecot import dovecot, needed
from ..outgoing.test_submit import MAIL, RAW
from .mailers import imap, smtp
from .standin import Standin

USER = "support@example.org"


def configured(office: Standin, folder: Path, port: int = 1) -> Config:
    """A mailbox and a relay that use one account."""
    account = "\n".join(f"{key} = {json.dumps(value)}" for key, value in office.account.items())
    text = f"""
        [site]
        state = "{folder}"
        [relay]
        host = "127.0.0.1"
        port = {port}
        tls = "none"
        user = "{USER}"
        account = "office"
        [trust]
        agents = "bearer"
        [[account]]
        {account}
        [[mailbox]]
        name = "old"
        host = "127.0.0.1"
        port = {port}
        tls = "none"
        user = "{USER}"
        account = "office"
        to = "support@example.org"
        [[department]]
        name = "support"
        label = "Support"
        addresses = ["support@example.org"]
    """
    return config.parse(text, "config.toml")


def signed_in(office: Standin, folder: Path, port: int, seconds: float = 3600) -> Config:
    chosen = configured(office, folder, port)
    tokens_of(chosen, "office").sign_in(Given("access-0", "refresh-0", seconds))
    return chosen


def submitted(chosen: Config, times: int = 1) -> Attempt:
    relay = make_relay(chosen)
    try:
        for _ in range(times):
            attempt = relay.submit(MAIL, RAW)
    finally:
        relay.close()
    assert isinstance(attempt, Attempt)
    return attempt


def test_a_mailbox_is_opened_with_the_token_alone(office: Standin, tmp_path: Path) -> None:
    with imap(USER, "access-0") as server:
        (settings,) = mailboxes(signed_in(office, tmp_path, server.port))
        with connect(settings.server) as client:
            client.select_folder("INBOX", readonly=True)
    (proof,) = server.proofs
    assert base64.b64decode(proof) == b"user=support@example.org\x01auth=Bearer access-0\x01\x01"
    assert "access-0" not in repr(settings)


def test_a_token_is_renewed_before_it_is_shown(office: Standin, tmp_path: Path) -> None:
    with imap(USER, "access-1") as server:
        (settings,) = mailboxes(signed_in(office, tmp_path, server.port, seconds=0.001))
        with connect(settings.server):
            pass
    assert len(server.proofs) == len(office.heard) == 1


def test_a_token_that_the_imap_server_does_not_take_ends_in_one_line(office: Standin, tmp_path: Path) -> None:
    with imap(USER, "another") as server:
        (settings,) = mailboxes(signed_in(office, tmp_path, server.port))
        with pytest.raises(Exception, match="Invalid credentials") as refused, connect(settings.server):
            pass
    assert len(server.answers) == 1, "the challenge wants an answer before the server says no"
    assert "\n" not in str(refused.value)
    assert "access-0" not in str(refused.value)


def test_without_a_sign_in_no_server_is_troubled_with_a_login(office: Standin, tmp_path: Path) -> None:
    line = "account office is not signed in: `postroom oauth login office`"
    with imap(USER, "x") as server:
        (settings,) = mailboxes(configured(office, tmp_path, server.port))
        with pytest.raises(Exception, match=re.escape(line)), connect(settings.server):
            pass
    with smtp(USER, "x") as relay:
        attempt = submitted(configured(office, tmp_path, relay.port))
    assert attempt.delivery is Delivery.DEFERRED
    assert line in attempt.words
    assert server.proofs == relay.proofs == []


def test_a_relay_is_shown_the_token_and_takes_the_mail(office: Standin, tmp_path: Path) -> None:
    with smtp(USER, "access-0") as server:
        attempt = submitted(signed_in(office, tmp_path, server.port), times=2)
    assert attempt.delivery is Delivery.SENT
    assert len(server.proofs) == 1, "one connection, one login"
    assert server.answers == []


def test_a_token_that_the_relay_does_not_take_puts_the_mail_off(office: Standin, tmp_path: Path) -> None:
    with smtp(USER, "another") as server:
        attempt = submitted(signed_in(office, tmp_path, server.port))
    assert attempt.delivery is Delivery.DEFERRED
    assert attempt.words == "535 5.7.8 Username and Password not accepted"
    assert server.answers == [b"\r\n"], "the challenge is answered with an empty line"


@pytest.mark.parametrize("refusal", ["535 not you: access-0", "535 5.7.0 PROOF"])
def test_a_relay_that_repeats_the_token_does_not_bring_it_into_the_outbox(
    office: Standin, tmp_path: Path, refusal: str
) -> None:
    with smtp(USER, "another") as server:
        server.refusal = refusal
        attempt = submitted(signed_in(office, tmp_path, server.port))
    assert attempt.delivery is Delivery.DEFERRED
    assert attempt.words == "535 (the relay repeats what it was shown)"


def test_a_revoked_sign_in_puts_mail_off_with_one_line(office: Standin, tmp_path: Path) -> None:
    office.refresh = "another"
    with smtp(USER, "x") as server:
        attempt = submitted(signed_in(office, tmp_path, server.port, seconds=0.001))
    assert attempt.delivery is Delivery.DEFERRED
    assert "account office must sign in again, `postroom oauth login office`: " in attempt.words
    assert server.proofs == []


@needed
@pytest.mark.service
def test_a_real_dovecot_takes_a_token_that_the_provider_vouches_for_and_no_other(
    office: Standin, tmp_path: Path
) -> None:
    with dovecot(f"{office.base}/introspect") as server:
        chosen = signed_in(office, tmp_path, server.port, seconds=0.001)
        (settings,) = mailboxes(chosen)
        mine = replace(settings.server, user="support")
        with connect(mine) as client:
            client.select_folder("INBOX", readonly=True)
        tokens_of(chosen, "office").sign_in(Given("access-forged", "refresh-0", 3600))
        with pytest.raises(Exception, match=r"(?i)authenticat"), connect(mine):
            pass
    introspected = [form["token"] for path, form in office.heard if path == "/introspect"]
    assert introspected == ["access-1", "access-forged"]

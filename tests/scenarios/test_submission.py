"""An agent logs in and hands mail in, by the real port of a running Postroom, until the agent's place is taken away."""

import shutil
import smtplib
import ssl
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from .office import Office, free_port
from .test_first_mail import token_of

pytestmark = pytest.mark.scenario

PASSWORD = "correct horse"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost, signed by itself, and its key in `key` beside it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, made = tmp_path / "key", tmp_path / "certificate"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


@pytest.fixture
def guarded(tmp_path: Path, certificate: Path) -> Iterator[Office]:
    """A running Postroom with an entrance for agents, on `free_port()`."""
    submission = f"port = {free_port()}\ncertificate = '{certificate}'\nprivate_key = '{tmp_path / 'key'}'"
    opened = Office(tmp_path, f"[submission]\n{submission}")
    opened.start_quickly()
    try:
        yield opened
    finally:
        opened.close()


def port_of(office: Office) -> int:
    text = office.config.read_text()
    return int(text.partition("[submission]\nport = ")[2].partition("\n")[0])


def enter(office: Office, certificate: Path) -> smtplib.SMTP:
    client = smtplib.SMTP("localhost", port_of(office), timeout=20)
    client.starttls(context=ssl.create_default_context(cafile=str(certificate)))
    return client


def give_password(office: Office, name: str) -> None:
    command = [sys.executable, "-m", "gateway", "agent", "add", name, "--stdin", "--config", str(office.config)]
    done = subprocess.run(command, input=f"{PASSWORD}\n", text=True, capture_output=True, check=True)
    assert "can log in now" in done.stdout


def order(subject: str, sender: str = "tom@example.org") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@example.org", subject
    mail["Message-ID"] = "<by-login@client.example>"
    mail.set_content("#resolve\nA new one is on its way.")
    return mail


def test_an_agent_who_logged_in_resolves_a_ticket_and_one_who_was_disabled_gets_nowhere(
    guarded: Office, certificate: Path
) -> None:
    give_password(guarded, "tom")
    guarded.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    token, number = token_of(guarded.expect("ali@customer.example", 1)[0].subject)

    with enter(guarded, certificate) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.login("tom", "wrong password")
        assert refused.value.smtp_code == 535
        client.login("tom", PASSWORD)
        client.send_message(order(f"Re: {token} Printer broken"))
    resolved = guarded.expect("ali@customer.example", 2)[1]
    assert "A new one is on its way." in resolved.text
    assert guarded.ticket(number)["status"] == "resolved"
    (explained,) = guarded.rows("explain", "by-login@client.example")
    assert "proven" in str(explained)
    assert guarded.ticket(number)["articles"][-1]["standing"] == "proven"

    assert guarded.command("agent", "disable", "tom").returncode == 0
    with enter(guarded, certificate) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.login("tom", PASSWORD)
        assert refused.value.smtp_code == 535
    assert PASSWORD not in guarded.log
    assert 'refused_login agent="tom"' in guarded.log


def test_an_agents_answer_counts_for_nothing_after_the_agent_was_disabled(guarded: Office) -> None:
    guarded.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    told = guarded.expect("tom@example.org", 1)[0]
    _, number = token_of(told.subject)
    assert guarded.command("agent", "disable", "tom").returncode == 0
    guarded.answer(told, "tom@example.org", "#resolve\nI was never gone.")
    guarded.settled()
    ticket = guarded.ticket(number)
    assert ticket["status"] != "resolved"
    assert [article["kind"] for article in ticket["articles"]] == ["public", "held"]
    assert len(guarded.sink.to("tom@example.org")) == 1, "no notices go to him"
    assert all("never gone" not in each.text for each in guarded.sink.to("ali@customer.example"))

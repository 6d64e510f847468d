"""A real Postfix hands mail over by LMTP and by a pipe, as docs/entrances.md has it, also while nobody is at home."""

import pwd
import shutil
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.store import schema
from gateway.store.database import Database

from ..bench.postfix import QUIET, Postfix
from .office import Caught, Office, free_port, wait_until

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(bool(Postfix.missing()), reason=Postfix.missing() or "there is a Postfix"),
]

USER = "nobody"  # Postfix starts no program as root, and an entrance takes mail of the state folder's owner only
ROOT = Path(__file__).parents[2]
ALI = "ali@customer.example"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = example.org
relay_recipient_maps =
relay_transport = lmtp:unix:postroom/lmtp.sock
transport_maps = inline:{{ {{ poshtibani@example.org = postroom: }}, {{ nobody.there@example.org = postroom: }} }}
postroom_destination_recipient_limit = 1
default_transport = smtp:[127.0.0.1]:{sink}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_forbid_unauth_pipelining = yes
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
alias_maps =
alias_database =
local_recipient_maps =
"""

MASTER = """\
127.0.0.1:{port} inet n - n - 50 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - 20 smtp
lmtp unix - - y - 20 lmtp
flush unix n - n 1000? 0 flush
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
postroom unix - n n - 5 pipe
  user={user} directory={root} argv={python} -m gateway accept --config={config}
  --sender=${{sender}} --recipient=${{recipient}}
"""


class Front:
    """The house's mail server. What is not for the house goes to the sink, bounces too."""

    def __init__(self, folder: Path, office: Office) -> None:
        self._folder = folder
        self.port = free_port()
        for part in ("config", "queue", "data"):
            (folder / part).mkdir(parents=True)
        shutil.chown(folder / "data", "postfix")
        places = {"folder": folder, "port": self.port, "sink": office.sink.port, "config": office.config}
        places |= {"user": USER, "root": ROOT, "python": " ".join(interpreter())}
        (folder / "config" / "main.cf").write_text(MAIN.format(**places))
        (folder / "config" / "master.cf").write_text(MASTER.format(**places))
        self.run("start")
        wait_until(self._answers, 20, lambda: self.log)

    def send(self, *recipients: str, subject: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = ALI, recipients[0], subject
        mail["Message-ID"] = message_id(subject)
        mail.set_content(f"{subject}, and it is urgent.")
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as client:
            assert client.sendmail(ALI, list(recipients), mail.as_bytes()) == {}

    def run(self, command: str) -> None:
        subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self._folder / "config"), command], check=True, timeout=60, **QUIET
        )

    @property
    def log(self) -> str:
        path = self._folder / "data" / "log"
        return path.read_text(errors="replace") if path.exists() else "no log"

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return True
        except OSError:
            return False


@cache
def interpreter() -> tuple[str, ...]:
    """A Python that the user may run, with our libraries; that of the tests may lie in a home of somebody else's."""
    site = next(path for path in sys.path if path.endswith("site-packages"))
    own = f"/usr/bin/python3.{sys.version_info.minor}"
    for command in ((sys.executable,), ("/usr/bin/env", f"PYTHONPATH={site}", own)):
        trial = [*command, "-c", "import gateway.cli.orders, pydantic_core"]
        try:
            subprocess.run(
                trial, cwd=ROOT, user=USER, group=pwd.getpwnam(USER).pw_gid, extra_groups=(), check=True, **QUIET
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return command
    pytest.skip(f"the user {USER} can run no Python with our libraries")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below the test's own folder, which is closed to other users."""
    made = Path(tempfile.mkdtemp(prefix="entrances"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def house(folder: Path) -> Iterator[tuple[Office, Front]]:
    """A running Postroom, its state an ordinary user's and its socket within reach of a Postfix that is shut up in its
    queue.
    """
    meeting = folder / "front" / "queue" / "postroom"
    office = Office(folder, f'[lmtp]\nsocket = "{meeting}/lmtp.sock"', "\n[brakes]\nhour = 100\nday = 100\n")
    try:
        front = Front(folder / "front", office)
        try:
            meeting.mkdir()
            shutil.chown(meeting, group="postfix")
            meeting.chmod(0o2750)
            office.start()
            for path in (folder / "state", *(folder / "state").rglob("*")):
                shutil.chown(path, USER)
            yield office, front
        finally:
            front.run("stop")
    finally:
        office.close()


def answers(office: Office) -> set[str]:
    """The mails of Ali's that Postroom has answered."""
    return {str(each.mail["in-reply-to"]) for each in office.sink.to(ALI)}


def bounces(office: Office) -> list[Caught]:
    return [each for each in office.sink.to(ALI) if each.subject.startswith("Undelivered")]


def sources(office: Office) -> set[str]:
    database = Database(f"sqlite:///{office.folder / 'state' / 'postroom.db'}")
    try:
        with database.read() as connection:
            return set(connection.execute(select(schema.spool.c.source)).scalars())
    finally:
        database.close()


def message_id(subject: str) -> str:
    return f"<{subject.replace(' ', '.')}@customer.example>"


def test_postfix_hands_over_by_lmtp_and_by_a_pipe_and_keeps_what_cannot_be_taken_now(
    house: tuple[Office, Front],
) -> None:
    office, front = house

    def answered(*wanted: str) -> bool:
        return answers(office) >= set(map(message_id, wanted))

    def story() -> str:
        return f"{answers(office)}\n{office.log}\n{front.log[-4000:]}"

    front.send("support@example.org", "no.such.person@example.org", subject="By socket")
    front.send("poshtibani@example.org", subject="By pipe")
    front.send("nobody.there@example.org", subject="By pipe to nobody")
    wait_until(lambda: answered("By socket", "By pipe") and len(bounces(office)) == 2, 60, story)
    failed = " ".join(each.raw.decode(errors="replace") for each in bounces(office))
    assert "Final-Recipient: rfc822; no.such.person@example.org" in failed
    assert "Final-Recipient: rfc822; nobody.there@example.org" in failed
    assert "Final-Recipient: rfc822; support@example.org" not in failed
    assert sources(office) == {"lmtp", "pipe"}

    office.stop()
    front.send("support@example.org", subject="Nobody at home")
    front.send("poshtibani@example.org", subject="Into the empty house")
    wait_until(lambda: "status=deferred (connect to mx.example.org[postroom/lmtp.sock]" in front.log, 30, story)
    wait_until(lambda: front.log.count("relay=postroom, ") == 3, 60, story)
    assert front.log.count("status=bounced") == 2
    office.start()
    wait_until(lambda: answered("Nobody at home", "Into the empty house"), 60, story)
    assert len(bounces(office)) == 2

"""`postroom accept`, as a mail server's pipe starts it: exit codes, what is stored, what deaths leave behind."""

import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.cli import accept, accepting
from gateway.cli.orders import Exit
from gateway.cli.program import build
from gateway.intake.pipe import Unpiped
from gateway.mail.inbound import NULL_BY_PIPE, Envelope, Source
from gateway.store import schema
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.spool import Spool, SpooledMail, SpoolSettings
from workers import roles

MAIL = b"From: Ali <ali@customer.example>\nTo: support@example.org\nSubject: Printer\n\nIt is broken.\n"
CONFIG = """
[site]
state = "{state}"
[listener]
max_size = 400_000
[relay]
folder = "{state}/out"
[reply]
addresses = false
[trust]
agents = "aligned"
authserv_id = "border.example.org"
[[agent]]
name = "tom"
address = "tom@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org", "help@example.org"]
agents = ["tom"]
"""


@dataclass
class House:
    """A Postroom that is not running, its database made."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def config(self) -> str:
        return str(self.folder / "config.toml")

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.state / 'postroom.db'}"

    def take(self, mail: bytes, *words: str) -> Exit:
        return accept.run(("--config", self.config, *words), self.environment, io.BytesIO(mail))

    def stored(self) -> list[SpooledMail]:
        database = Database(self.url)
        spool = Spool(database, SpoolSettings(self.state / "spool"))
        with database.read() as connection:
            ids = connection.execute(select(schema.spool.c.id).order_by(schema.spool.c.id)).scalars().all()
        mails = [spool.read(id) for id in ids]
        spool.close()
        database.close()
        return mails

    def starts(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "gateway", "accept", "--config", self.config, *words]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path)
    opened.state.mkdir()
    Path(opened.config).write_text(CONFIG.format(state=opened.state), encoding="utf-8")
    database = Database(opened.url)
    migrate(database)
    database.close()
    yield opened
    database.close()


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_a_mail_is_stored_with_its_envelope_and_the_line_ends_of_smtp(house: House) -> None:
    words = ("--sender", "<ali@customer.example>", "--recipient=support@example.org", "--recipient", "help@example.org")
    assert house.take(MAIL, *words) is Exit.OK
    (mail,) = house.stored()
    recipients = ("support@example.org", "help@example.org")
    assert mail.envelope == Envelope("ali@customer.example", recipients, Source.PIPE)
    assert mail.raw == MAIL.replace(b"\n", b"\r\n")


def test_a_large_mail_goes_through_in_pieces_whatever_its_line_ends(house: House) -> None:
    large = MAIL + b"".join(b"%070d\n" % number for number in range(5000))
    crlf = large.replace(b"\n", b"\r\n")
    for given in (large, crlf):
        assert house.take(given, "--recipient=support@example.org") is Exit.OK
    assert [mail.raw for mail in house.stored()] == [crlf, crlf]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_line_ends_become_those_of_smtp_once_wherever_a_chunk_ends(size: int) -> None:
    cases = {
        b"a\nb\n": b"a\r\nb\r\n",
        b"a\r\nb\r\n": b"a\r\nb\r\n",
        b"a\r\n\nb": b"a\r\n\r\nb\r\n",
        b"a\rb\n\r\n": b"a\rb\r\n\r\n",  # a stray CR stays one
        b"a\r\r\nb\0\n": b"a\r\r\nb\0\r\n",
        b"From ali@b.example Sat Nov 28\nTo: x\n\nFrom here\n": b"To: x\r\n\r\nFrom here\r\n",
        b"From: a@b.example\n": b"From: a@b.example\r\n",
        b"From ali": b"",
        b"Fro": b"Fro\r\n",
        b"": b"",
    }
    for given, wanted in cases.items():
        unpiped = Unpiped()
        pieces = [unpiped.feed(given[place : place + size]) for place in range(0, len(given), size)]
        assert b"".join([*pieces, unpiped.last()]) == wanted, given


def test_what_the_mail_server_says_in_the_environment_counts_where_no_option_says_more(house: House) -> None:
    house.environment = {
        "SENDER": "ali@customer.example",
        "ORIGINAL_RECIPIENT": "help@example.org",
        "RECIPIENT": "pipe@localhost",
    }
    assert house.take(MAIL) is Exit.OK
    assert house.take(MAIL, "--sender=", "--recipient=support@example.org") is Exit.OK
    house.environment = {"SENDER": "", "RECIPIENT": "support@example.org"}
    assert house.take(MAIL) is Exit.OK
    house.environment = {}
    assert house.take(MAIL, "--sender", "MAILER-DAEMON") is Exit.OK
    assert house.take(MAIL) is Exit.OK
    first, *rest = [mail.envelope for mail in house.stored()]
    assert (first.sender, first.recipients) == ("ali@customer.example", ("help@example.org",))
    assert [each.sender for each in rest] == [NULL_BY_PIPE, NULL_BY_PIPE, NULL_BY_PIPE, ""]
    assert rest[-1].recipients == (), "To and Cc decide"


def test_an_address_may_begin_with_a_dash(house: House) -> None:
    assert house.take(MAIL, "--sender", "--config@b.example", "--recipient", "support@example.org") is Exit.OK
    assert house.stored()[0].envelope.sender == "--config@b.example"
    for word in ("--help", "-h"):
        assert house.take(MAIL, "--recipient=support@example.org", "--sender", word) is Exit.OK
        assert house.take(MAIL, word) is Exit.USAGE, "never 0 for a mail that is not stored"
    assert len(house.stored()) == 3


def test_line_ends_in_an_address_stay_out_of_the_envelope(house: House) -> None:
    assert house.take(MAIL, "--sender=a@b.example\nx", "--recipient=support@example.org\neve@x.example") is Exit.NOUSER
    assert house.take(MAIL, "--sender=a@b.example\nx", "--recipient=support@example.org") is Exit.OK
    assert house.stored()[0].envelope.recipients == ("support@example.org",)


# --- what is not ------------------------------------------------------------------------------------------------------


def test_an_address_that_is_not_ours_takes_the_whole_mail_back(house: House) -> None:
    for address in ("nobody@example.org", "a@elsewhere.example", "", "support"):
        assert house.take(MAIL, f"--recipient={address}") is Exit.NOUSER
        assert house.take(MAIL, "--recipient=support@example.org", f"--recipient={address}") is Exit.NOUSER
    assert house.stored() == []


def test_where_nobody_says_for_whom_it_is_the_mail_waits(house: House) -> None:
    blind = MAIL.replace(b"support@example.org", b"boss@customer.example")
    assert house.take(blind) is Exit.TEMPFAIL
    house.environment = {"RECIPIENT": "root@localhost"}
    assert house.take(blind) is Exit.TEMPFAIL
    assert house.take(blind.replace(b"\nSubject", b"\nCc: =?utf-8?q?x?= <HELP@example.org>\nSubject")) is Exit.OK
    assert len(house.stored()) == 1


@pytest.mark.parametrize(
    "words",
    [("--nix",), ("--sender",), ("x",), ("--recipient",), ("--sender=a@b.c", "--sender=d@e.f"), ("-", "-c"), ("--",)],
)
def test_options_that_nobody_knows_are_told_apart(house: House, words: tuple[str, ...]) -> None:
    assert house.take(MAIL, *words) is Exit.USAGE
    assert house.stored() == []


def test_what_is_no_mail_too_large_or_going_in_circles_is_refused(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    to = "--recipient=support@example.org"
    circles = b"Received: from a by b\n" * 51 + MAIL
    for mail in (b"", b"\n\r\n \n", MAIL + b"secret words\n" * 40_000, circles, circles[: 23 * 51]):
        assert house.take(mail, to) is Exit.DATAERR
    assert house.take(b"Received: from a by b\n" * 50 + MAIL, to) is Exit.OK
    assert len(house.stored()) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.startswith("postroom: ") for line in said.err.splitlines()] == [True] * 5
    assert "secret" not in said.err


def test_a_stray_control_is_taken_and_judged_when_it_is_read(house: House) -> None:
    assert house.take(MAIL.replace(b"Printer", b"Prin\rter") + b"\0\n", "--recipient=support@example.org") is Exit.OK
    assert b"Prin\rter" in house.stored()[0].raw


# --- in doubt, later --------------------------------------------------------------------------------------------------


def test_without_a_configuration_that_can_be_used_the_mail_waits(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(house.folder)
    config = Path(house.config)
    sound = config.read_text()
    for text in (sound + "\n[nonsense]\nsecret = 'x'\n", "= not TOML", sound + "[database]\nurl = 'postgresql://[/'\n"):
        config.write_text(text)
        assert house.take(MAIL) is Exit.TEMPFAIL
    config.unlink()
    assert house.take(MAIL) is Exit.TEMPFAIL
    assert accept.run((), {}, io.BytesIO(MAIL)) is Exit.TEMPFAIL, "the demo has no database here"
    assert "nonsense" not in capsys.readouterr().err, "mistakes are no business of the mail's sender"


def test_without_its_database_the_mail_waits_and_none_is_made(house: House) -> None:
    path = house.state / "postroom.db"
    path.rename(house.state / "elsewhere")
    assert house.take(MAIL) is Exit.TEMPFAIL
    assert not path.exists()
    path.write_bytes(b"")
    assert house.take(MAIL) is Exit.TEMPFAIL, "no tables, and none are made"
    path.write_bytes(b"this is no database" * 100)
    assert house.take(MAIL) is Exit.TEMPFAIL
    (house.state / "elsewhere").rename(path)
    assert house.take(MAIL) is Exit.OK


def test_on_a_full_disk_the_mail_waits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.store.space.free_bytes", lambda folder: 0)
    monkeypatch.setattr(SpoolSettings.__init__, "__defaults__", (33, 4.5, lambda folder: 0, lambda ids: None))
    assert house.take(MAIL) is Exit.TEMPFAIL
    monkeypatch.undo()
    assert house.stored() == []


class Broken(io.BytesIO):
    """Standard input that breaks after a while."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error: BaseException | None = None
        self._next = error

    def read(self, size: int | None = -1) -> bytes:
        if self._error is not None:
            raise self._error
        self._error = self._next
        return MAIL


@pytest.mark.parametrize("error", [OSError(5, "broken"), MemoryError(), RuntimeError("secret"), accept.Stopped()])
def test_whatever_happens_while_it_is_read_the_mail_waits(
    house: House, error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--config", house.config, "--recipient=support@example.org")
    assert accept.run(words, {}, Broken(error)) is Exit.TEMPFAIL
    assert house.stored() == []
    assert "secret" not in capsys.readouterr().err


def test_an_installation_that_is_broken_is_no_reason_to_send_mail_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> Any:
        raise ModuleNotFoundError

    monkeypatch.setattr(accept, "import_module", missing)
    assert house.take(MAIL) is Exit.TEMPFAIL


def test_only_the_user_to_whom_the_state_belongs_may_write_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the workers could not read a large mail that was taken."""
    monkeypatch.setattr(os, "geteuid", lambda: house.state.stat().st_uid + 1)
    assert house.take(MAIL) is Exit.TEMPFAIL
    monkeypatch.undo()
    assert house.stored() == []


# --- the real command -------------------------------------------------------------------------------------------------


def test_the_command_stores_a_mail_and_its_second_coming_is_a_duplicate(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail server that was killed after the commit, or that lost our exit code, tries again."""
    mail = b"Message-ID: <1@customer.example>\n" + MAIL
    process = house.starts("--sender", "ali@customer.example", "--recipient", "support@example.org")
    assert process.communicate(mail, timeout=60) == (b"", b"")
    assert process.returncode == 0
    assert house.take(b"From ali Sat Nov 28 12:00:00 2026\n" + mail, "--recipient=support@example.org") is Exit.OK
    with pytest.raises(SystemExit):
        build(roles, ("tick",))(("tick", "--config", house.config))
    database = Database(house.url)
    with database.read() as connection:
        outcomes = connection.execute(select(schema.mail.c.outcome)).scalars().all()
    database.close()
    assert sorted(outcomes) == ["duplicate", "ticket"]


def test_a_signal_in_the_middle_says_later_and_stores_nothing(house: House) -> None:
    process = house.starts("--recipient", "support@example.org")
    assert process.stdin is not None
    process.stdin.write(MAIL)
    process.stdin.flush()
    _wait_for_the_spool(house, process)
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 75
    assert said.decode().startswith("postroom: stopped before")
    assert house.stored() == []


def test_a_mail_server_that_dies_in_the_middle_leaves_no_half_a_mail(house: House) -> None:
    """The end of its standard input looks like that of a mail."""
    arguments = [sys.executable, "-m", "gateway", "accept", "-c", house.config, "--recipient", "support@example.org"]
    script = f"""
import os, subprocess, sys, time
from pathlib import Path
child = subprocess.Popen({arguments!r}, stdin=subprocess.PIPE, stderr=open({str(house.folder / "said")!r}, "w"))
child.stdin.write({MAIL!r}); child.stdin.flush()
print(child.pid, flush=True)
time.sleep(60)
"""
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    _wait_for_the_spool(house, None, pid)
    server.kill()
    server.wait()
    server.stdout.close()
    ends = time.monotonic() + 30
    while not (house.folder / "said").read_text() and time.monotonic() < ends:
        time.sleep(0.02)
    assert "went away" in (house.folder / "said").read_text()
    assert house.stored() == []


def _wait_for_the_spool(house: House, process: "subprocess.Popen[bytes] | None", pid: int = 0) -> None:
    """Until the command has opened the spool and waits for more of the mail."""
    pid = process.pid if process else pid
    ends = time.monotonic() + 60
    opened = False
    while not opened and time.monotonic() < ends:
        time.sleep(0.02)
        files = Path(f"/proc/{pid}/fd")
        if not files.exists():
            pytest.skip("no /proc here")
        opened = any("postroom.db" in os.readlink(each) for each in files.iterdir() if os.path.lexists(each))
    assert opened
    time.sleep(0.1)


ROUNDS = 20
KILLER = """
import os, random, sys, time
from gateway.cli import accept, accepting
config, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
dice = random.Random(7)
for number in range(rounds):
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(f"{folder}/{number}", os.O_RDONLY), 0)
        accept.main(["--config", config, "--recipient", "support@example.org"])
    if number % 5:
        time.sleep(dice.random() * 0.08)
        os.kill(pid, 9)
    print(number, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def test_killed_at_any_moment_it_has_stored_the_whole_mail_or_nothing(house: House) -> None:
    """What it said yes to is there. Every other mail is there or not; the mail server sends it again."""
    folder = house.folder / "mails"
    folder.mkdir()
    bodies = {b"%d\n" % number + b"x" * 70 * (number % 3) * 500 + b"\n" for number in range(ROUNDS)}
    mails = dict(enumerate(MAIL + body for body in sorted(bodies)))
    for number, mail in mails.items():
        (folder / str(number)).write_bytes(mail)
    command = [sys.executable, "-c", KILLER, house.config, str(folder), str(ROUNDS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    codes = {int(number): int(code) for number, code in (line.split() for line in done.stdout.splitlines())}
    assert set(codes.values()) <= {0, -signal.SIGKILL}, (codes, done.stderr)
    found = Counter(mail.raw for mail in house.stored())
    assert set(found.values()) <= {1}
    assert found.keys() <= {mail.replace(b"\n", b"\r\n") for mail in mails.values()}
    for number, code in codes.items():
        assert code or found[mails[number].replace(b"\n", b"\r\n")] == 1
    assert list(codes.values()).count(0) >= ROUNDS // 5


def test_help_and_the_list_of_commands_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert accept.run(("--help",), {}, io.BytesIO()) is Exit.OK
    assert "sysexits" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        build(roles, ("--help",))(("--help",))
    assert "accept" in capsys.readouterr().out


def test_the_command_loads_neither_the_listener_nor_the_workers_nor_any_renderer() -> None:
    """It is started for each mail."""
    listed = "import sys, gateway.cli.accepting; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True).stdout.split()
    )
    heavy = {"cyclopts", "rich", "aiosmtpd", "uvloop", "jinja2", "imapclient", "alembic", "dramatiq", "selectolax"}
    assert not heavy & loaded
    assert not any(name.startswith(("gateway.outgoing", "gateway.app", "workers")) for name in loaded)
    assert accepting.__name__ in loaded

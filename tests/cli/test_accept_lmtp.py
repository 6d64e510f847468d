"""`postroom accept --lmtp`, against the real LMTP entrance: exit codes, and that a mail arrives as it was written."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import accept
from gateway.cli.orders import Exit
from gateway.cli.program import build
from gateway.mail.acceptance import Deferral, Deferred
from gateway.mail.inbound import Source
from workers import roles

from ..intake.smtp import wire
from ..intake.smtp.wire import MemoryAcceptor, Wire, limits

CONFIG = """
[site]
state = "{state}"
[relay]
folder = "{state}/out"
[trust]
agents = "bearer"
[[agent]]
name = "tom"
address = "tom@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["tom"]
"""
MAIL = b"Subject: x\n\n.one dot\n..two\nend\n."
BOX = "--recipient=box@gw.test"
Take = Callable[..., Exit]


def run(folder: Path, story: Callable[[Take], None], port: bool = False, **settings: Any) -> MemoryAcceptor:
    """Tells the story beside an entrance at a socket, or at a port; `take` is the command."""
    place = {} if port else {"socket": str(folder / "lmtp.sock")}

    async def beside(opened: Wire) -> None:
        where = f"127.0.0.1:{opened.server.port}" if port else opened.server.address

        def take(*words: str, mail: bytes = MAIL, environment: dict[str, str] | None = None) -> Exit:
            return accept.run(("--lmtp", where, *words), environment or {}, io.BytesIO(mail))

        await asyncio.to_thread(story, take)

    return wire.run(beside, source=Source.LMTP, **place, **settings)


@pytest.mark.parametrize("port", [False, True])
def test_a_mail_arrives_as_it_was_written(tmp_path: Path, port: bool) -> None:
    large = b"Subject: x\n\n" + b".line that is long enough\n" * 20_000

    def story(take: Take) -> None:
        assert take("--sender=a@b.test", BOX, "--recipient", "mailbox@gw.test") is Exit.OK
        assert take("--sender", "<>", BOX, mail=large) is Exit.OK
        assert take("--sender", "MAILER-DAEMON", BOX, mail=large.replace(b"\n", b"\r\n")) is Exit.OK
        assert take("--sender=علی@b.test", BOX) is Exit.OK

    mails = run(tmp_path, story, port).mails
    assert [envelope.sender for envelope, _ in mails] == ["a@b.test", "", "", "علی@b.test"]
    assert mails[0][0].recipients == ("box@gw.test", "mailbox@gw.test")
    assert mails[0][1] == MAIL.replace(b"\n", b"\r\n") + b"\r\n"
    assert mails[1][1] == mails[2][1] == large.replace(b"\n", b"\r\n")


def test_the_environment_helps_where_the_options_say_nothing(tmp_path: Path) -> None:
    def story(take: Take) -> None:
        given = {"SENDER": "a@b.test", "ORIGINAL_RECIPIENT": "alias@gw.test", "RECIPIENT": "box@gw.test"}
        assert take(environment=given) is Exit.OK
        assert take(environment={**given, "RECIPIENT": "root@localhost"}) is Exit.TEMPFAIL
        assert take(BOX) is Exit.TEMPFAIL, "nobody says from whom"
        assert take("--sender=a@b.test") is Exit.TEMPFAIL, "nor for whom"

    ((envelope, _),) = run(tmp_path, story).mails
    assert (envelope.sender, envelope.recipients) == ("a@b.test", ("box@gw.test",))


def test_what_is_not_taken_for_good_and_what_is_not_taken_now_are_told_apart(tmp_path: Path) -> None:
    ok = ("--sender=a@b.test", BOX)

    def refused(take: Take) -> None:
        assert take(*ok, "--recipient=nobody@gw.test") is Exit.NOUSER
        assert take("--sender=a@b.test", "--recipient=a@elsewhere.test") is Exit.NOUSER
        assert take(*ok, mail=b"\n \n") is Exit.DATAERR
        assert take(*ok, mail=b"x\n" * 2000) is Exit.DATAERR
        assert take(*ok, mail=b"a\0b\n") is Exit.DATAERR
        assert take(*ok, "--recipient=box@gw.test>\r\nDATA") is Exit.USAGE

    assert run(tmp_path, refused, max_size=3000).mails == []

    def later(take: Take) -> None:
        assert take(*ok, "--recipient=mailbox@gw.test") is Exit.TEMPFAIL

    for trouble in (
        MemoryAcceptor(answer=Deferred(Deferral.UNAVAILABLE)),
        MemoryAcceptor(refuse=Deferred(Deferral.FULL)),
        MemoryAcceptor(fail="commit"),
        MemoryAcceptor(fail="begin"),
    ):
        assert run(tmp_path, later, accept=trouble).mails == []
    run(tmp_path, later, limits=limits(connections=0))


def test_where_nobody_answers_the_mail_waits(tmp_path: Path) -> None:
    for place in (str(tmp_path / "none"), "127.0.0.1:1", "", "/", "no.such.host.invalid:24"):
        assert accept.run(("--lmtp", place, "--sender=a@b.test", BOX), {}, io.BytesIO(MAIL)) is Exit.TEMPFAIL


def test_check_says_whether_the_socket_can_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    plain = CONFIG.format(state=tmp_path / "state")

    def said(socket: Path) -> str:
        config.write_text(f"{plain}[lmtp]\nsocket = '{socket}'\n", encoding="utf-8")
        with pytest.raises(SystemExit):
            build(roles, ("check",))(("check", "--config", str(config)))
        return capsys.readouterr().out

    (tmp_path / "file").write_text("precious")
    assert f"lmtp: {tmp_path / 'none'}: there is no such folder for the socket" in said(tmp_path / "none" / "lmtp.sock")
    assert "lmtp: " in said(tmp_path / "file")
    assert "lmtp" not in said(tmp_path / "lmtp.sock")


def test_it_loads_no_library() -> None:
    listed = "import sys, gateway.cli.accept, gateway.cli.passing; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "pydantic", "cyclopts", "asyncio", "email", "ssl", "gateway.config"}
    assert not heavy & set(done.stdout.split())

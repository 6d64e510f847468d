"""What `postroom check` says of relays: one line for each that has trouble, after a real greeting and a real login."""

from pathlib import Path

import pytest

from gateway.cli.up import _announce
from gateway.config import load

from ..outgoing.scripted import DROP, ScriptedServer, free_port
from .test_commands import Run, run  # noqa: F401 (a fixture)

HOUSE = """
[trust]
agents = "bearer"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""
RELAY = """
[[relay]]
name = "{name}"
host = "127.0.0.1"
port = {port}
tls = "{tls}"
timeout = 2
"""
LOGIN = 'user = "us"\npassword = { env = "RELAY_PASSWORD" }\n'


def relay(name: str, port: int, tls: str = "none", login: str = "") -> str:
    return RELAY.format(name=name, port=port, tls=tls) + login


def test_each_relay_that_has_trouble_is_named_and_the_others_are_not(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RELAY_PASSWORD", "hunter2")
    small = {"EHLO": "250-relay\r\n250 SIZE 1000000"}
    wary = {"EHLO": "250-relay\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 no \x1b[2Jsuch login"}
    with (
        ScriptedServer([{"EHLO": "250 relay"}]) as good,
        ScriptedServer([small]) as cramped,
        ScriptedServer([wary]) as locked,
        ScriptedServer([{}]) as naked,
        ScriptedServer([{"CONNECT": DROP}]) as rude,
    ):
        nobody = free_port()
        relays = (
            relay("good", good.port),
            relay("small", cramped.port),
            relay("locked", locked.port, login=LOGIN),
            relay("naked", naked.port, "starttls"),
            relay("rude", rude.port),
            relay("gone", nobody),
        )
        Path("config.toml").write_text("".join(relays) + HOUSE, encoding="utf-8")
        printed = run("check", code=1)
        assert printed.splitlines() == [
            f"relay small: 127.0.0.1:{cramped.port}: takes mails of up to 1000000 bytes, and attachments.max_size"
            " passes on files of 26214400: make that less, or give out large files as [links]",
            f"relay locked: 127.0.0.1:{locked.port}: 535 5.7.8 no [2Jsuch login",
            f"relay naked: 127.0.0.1:{naked.port}: the relay does not offer STARTTLS, which is demanded",
            f"relay rude: 127.0.0.1:{rude.port}: the relay hung up",
            f"relay gone: 127.0.0.1:{nobody}: Connection refused",
        ]
        assert "hunter2" not in printed
        heard = [line for server in (good, cramped, locked, naked) for each in server.heard for line in each]
    assert not any(line.startswith("MAIL") for line in heard), "nothing was sent"
    assert good.heard == [["ehlo localhost", "QUIT"]]
    assert [line.split()[0] for line in locked.heard[0]] == ["ehlo", "AUTH"], "one wrong password is enough"


def test_the_ready_line_names_all_relays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(relay("one", 25) + relay("two", 26) + HOUSE, encoding="utf-8")
    _announce(load(str(path)).config, [])
    assert capsys.readouterr().out.strip() == "ready: in-process broker, mail out to 127.0.0.1:25, 127.0.0.1:26"


def test_an_authority_that_is_none_is_one_line(run: Run) -> None:  # noqa: F811
    Path("ca.pem").write_text("not a certificate", encoding="utf-8")
    Path("config.toml").write_text(relay("one", 25, "starttls") + 'ca = "ca.pem"\n' + HOUSE, encoding="utf-8")
    assert "relay: 127.0.0.1:25: ca.pem cannot be used: holds no certificate that could be read" in run("check", code=1)
    assert "ca.pem: holds no certificate that could be read" in run("tick", code=1)

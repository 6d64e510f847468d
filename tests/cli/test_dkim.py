"""`postroom dkim`, what `check` says of keys, and that mail leaves signed."""

import re
import tomllib
from functools import partial
from pathlib import Path

import dkim
import pytest

from gateway.config import Dkim, Secret
from gateway.intake.border import resolving
from gateway.outgoing.dkim.keys import Key, key_of

from ..intake.border.name_server import name_server
from .conftest import Call, Ended

CONFIG = """
[site]
state = "./var"
[relay]
folder = "./out"
[trust]
agents = "bearer"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
[[department]]
name = "sales"
label = "Sales"
addresses = ["sales@another.example"]
"""
MAIL = "From: ali@customer.example\nTo: {to}\nSubject: Printer\nMessage-ID: <1@customer.example>\n\nIt is broken.\n"


@pytest.fixture
def made(call: Call) -> Ended:
    """A key, and a configuration with the lines that were printed for it."""
    Path("config.toml").write_text(CONFIG)
    ended = call("dkim", "new", "Example.org")
    Path("config.toml").write_text(CONFIG + ended.out[ended.out.index("[[dkim]]") :])
    return ended


@pytest.fixture
def key(made: Ended) -> Key:
    return key_of(Dkim(domain="example.org", selector="postroom", key=Secret(file="dkim-example.org-postroom.pem")))


def test_a_new_key_is_a_file_a_record_and_lines_for_the_configuration(made: Ended, key: Key) -> None:
    path = Path("dkim-example.org-postroom.pem").absolute()
    assert made.code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().startswith("-----BEGIN PRIVATE KEY-----\n")
    assert "PRIVATE KEY" not in made.out
    lines = made.out.splitlines()
    assert key.name == "postroom._domainkey.example.org"
    assert key.name in lines
    assert key.record in lines
    assert key.zone_line in lines
    assert tomllib.loads(made.out[made.out.index("[[dkim]]") :]) == {
        "dkim": [{"domain": "example.org", "selector": "postroom", "key": {"file": str(path)}}]
    }


def test_a_key_is_never_overwritten(call: Call, made: Ended) -> None:
    before = Path("dkim-example.org-postroom.pem").read_bytes()
    ended = call("dkim", "new", "example.org")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("dkim-example.org-postroom.pem: File exists\n")
    assert Path("dkim-example.org-postroom.pem").read_bytes() == before
    assert call("dkim", "new", "example.org", "--selector", "s2", "--out", "other.pem").code == 0
    assert Path("other.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ("example",),
        ("ایران.example",),
        ("example.org; p=x",),
        ("example.org", "--selector", "a b"),
        ("../x.org",),
    ],
)
def test_what_is_no_domain_makes_no_key(call: Call, words: tuple[str, ...]) -> None:
    ended = call("dkim", "new", *words)
    assert (ended.code, ended.out) == (1, "")
    assert len(ended.err.splitlines()) == 1
    assert list(Path().iterdir()) == []


def test_records_of_configured_keys_are_shown_again(call: Call, made: Ended, key: Key) -> None:
    ended = call("dkim", "show")
    assert key.record in ended.out.splitlines()
    assert ended.out.strip() in made.out
    (row,) = call("dkim", "show", "--json").rows
    assert row == {"domain": "example.org", "name": key.name, "record": key.record, "zone_line": key.zone_line}
    Path("config.toml").write_text(CONFIG)
    assert call("dkim", "show").out == "no [[dkim]] is configured\n"
    assert call("dkim", "show", "--json").rows == []


def test_mail_leaves_signed_where_there_is_a_key_for_its_department(call: Call, key: Key) -> None:
    for to in ("support@example.org", "sales@another.example"):
        Path(f"{to}.eml").write_text(MAIL.format(to=to).replace("1@", f"{to}."))
    assert call("import", "support@example.org.eml", "sales@another.example.eml").code == 0
    written = [path.read_bytes() for path in Path("out").glob("*.eml")]
    ours = {raw.partition(b"Envelope-To: ")[2].partition(b"\r\n")[2] for raw in written}
    signed = [raw for raw in ours if raw.startswith(b"DKIM-Signature: ")]
    assert len(signed) == 1
    assert b" <support@example.org>" in signed[0]
    assert dkim.verify(signed[0], dnsfunc=lambda name, timeout: key.record.encode())
    (other,) = ours.difference(signed)
    assert b"sales@another.example>" in other
    assert b"DKIM-Signature" not in other


@pytest.mark.parametrize("command", [("tick",), ("import", "config.toml"), ("up",)])
def test_a_key_that_does_not_fit_is_refused_at_start_in_one_line(
    call: Call, made: Ended, command: tuple[str, ...]
) -> None:
    Path("dkim-example.org-postroom.pem").write_text("no key")
    line = "dkim example.org: this is no private key in PEM form; `postroom dkim new` makes one"
    ended = call(*command)
    assert (ended.code, ended.out, ended.err) == (1, "", f"postroom: {line}\n")
    assert not Path("var/postroom.db").exists()
    assert call("dkim", "show").err == f"postroom: {line}\n"
    assert {"part": "dkim", "problem": line} in call("check", "--json").rows


def test_check_compares_with_dns(call: Call, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = resolving.SystemResolver

    def said(*records: str, mood: str = "honest") -> list[str]:
        strings = [" ".join(f'"{piece}"' for piece in re.findall(".{1,255}", record)) for record in records]
        zone = {(f"{key.name}.", "TXT"): (60, strings)} if records else {}
        with name_server(zone, mood) as server:
            monkeypatch.setattr(resolving, "SystemResolver", partial(kept, ("127.0.0.1",), server.port))
            return [row["problem"] for row in call("check", "--json").rows if row["part"] == "dkim"]

    assert said(key.record) == []
    assert said("v=spf1 -all", key.record.replace("; ", ";")) == []
    assert said() == [f"{key.name} is not found in DNS; `postroom dkim show` prints the record"]
    assert said("v=DKIM1; p=AAAA") == [f"{key.name} has another key in DNS; `postroom dkim show` prints ours"]
    assert said("v=DKIM1; p=") == [f"{key.name} has another key in DNS; `postroom dkim show` prints ours"]
    assert said(mood="refusing") == [f"{key.name} is not found in DNS (DNS does not answer)"]

"""`postroom backup`, `restore` and `verify` for people and for programs, on a small house."""

from pathlib import Path

import pytest

from gateway.store.database import Database
from gateway.store.schema import mail

from .conftest import Call
from .test_outbox import CONFIG, ROOT

KEYS = """
[[dkim]]
domain = "example.org"
selector = "one"
key = {{ file = "{key}" }}
[[account]]
name = "office"
provider = "microsoft"
client_id = "00000000-0000-0000-0000-000000000000"
"""


@pytest.fixture
def house(call: Call, tmp_path: Path) -> Call:
    """One mail, two notices that wait."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    call("import", str(ROOT / "tests/mails/hello.eml"), "--to", "support@example.org")
    return call


def test_there_and_back_again(house: Call, tmp_path: Path) -> None:
    (row,) = house("backup", "backups", "--json").rows
    assert (row["accepted"], row["waiting"], row["balanced"], row["keys"]) == (1, 0, True, ["reply.key"])
    assert house("backup", "backups").code == 0
    assert len(house("backup", "list", "backups", "--json").rows) == 2
    assert house("backup", "verify", "backups").code == 0
    key = (tmp_path / "var" / "secret.key").read_text()
    refused = house("restore", "backups")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "is there already: nothing is overwritten" in refused.err
    (tmp_path / "var").rename(tmp_path / "burnt")
    printed = house("restore", "backups").out
    assert "notices cancelled: 2" in printed
    assert "postroom outbox fence --lift" in printed
    assert (tmp_path / "var" / "secret.key").read_text() == key
    assert [each["number"] for each in house("tickets", "--json").rows] == [1001]
    assert house("verify").code == 0
    assert house("import", str(ROOT / "tests/mails/hello.eml"), "--to", "support@example.org", "--json").rows[0][
        "outcomes"
    ] == {"duplicate": 1}


def test_all_keys_go_along_and_each_comes_back_to_its_place(
    house: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DKIM keys, too, and the grants of OAuth accounts; those that stand in variables are named."""
    signing, grant = tmp_path / "keys" / "dkim.pem", tmp_path / "var" / "oauth" / "office.json"
    signing.parent.mkdir()
    grant.parent.mkdir()
    grant.write_text('{"refresh_token": "dear"}')
    made = house("dkim", "new", "example.org", "--selector", "one", "--out", str(signing))
    assert made.code == 0, made.err
    (tmp_path / "config.toml").write_text(CONFIG + KEYS.format(key=signing), encoding="utf-8")
    assert house("backup", "backups", "--json").rows[0]["keys"] == ["reply.key"]
    names = ["reply.key", "dkim-example.org-one.pem", "oauth-office.json"]
    assert house("backup", "backups", "--keys", "all", "--json").rows[0]["keys"] == names
    kept = {path: path.read_bytes() for path in (signing, grant, tmp_path / "var" / "secret.key")}
    (tmp_path / "var").rename(tmp_path / "burnt")
    signing.unlink()
    assert house("restore", "backups").code == 0
    assert {path: path.read_bytes() for path in kept} == kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    monkeypatch.setenv("DKIM_KEY", signing.read_text())
    variable = KEYS.replace('{{ file = "{key}" }}', '{{ env = "DKIM_KEY" }}').format()
    (tmp_path / "config.toml").write_text(CONFIG + variable, encoding="utf-8")
    assert "the DKIM key of example.org, in the variable DKIM_KEY" in house("backup", "backups", "--keys", "all").out


def test_a_drill_beside_the_running_one_touches_nothing_of_it(house: Call, tmp_path: Path) -> None:
    house("backup", "backups", "--keys", "none")
    (row,) = house("restore", "backups", "--into", "drill", "--json").rows
    assert (row["cancelled"], row["keys"], row["numbers"]["ticket"]) == (2, [], 2001)
    assert {path.name for path in (tmp_path / "drill").iterdir()} == {"postroom.db"}
    assert {each["state"] for each in house("outbox", "--json").rows} == {"waiting"}


def test_only_so_many_are_kept(house: Call, tmp_path: Path) -> None:
    rows = [house("backup", "backups", "--keep", "2", "--json").rows[0] for _ in range(3)]
    assert [row["deleted"] for row in rows] == [0, 0, 1]
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [
        Path(row["path"]).name for row in rows[1:]
    ]
    assert house("backup", "backups", "--keep", "-1").code == 1


def test_a_damaged_backup_is_told_and_not_restored(house: Call, tmp_path: Path) -> None:
    (row,) = house("backup", "backups", "--json").rows
    (Path(row["path"]) / "postroom.db").write_bytes(b"nothing")
    told = house("backup", "verify", "backups")
    assert told.code == 1
    assert "files: postroom.db: expected" in told.out
    (tmp_path / "var").rename(tmp_path / "burnt")
    refused = house("restore", "backups")
    assert refused.code == 1
    assert "the backup is damaged, and nothing was restored" in refused.err
    assert not (tmp_path / "var").exists()


def test_what_is_no_backup_is_said_in_one_line(house: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for words in (("backup", "verify", "empty"), ("restore", "empty"), ("restore", "nowhere")):
        refused = house(*words)
        assert (refused.code, len(refused.err.splitlines())) == (1, 1)
        assert "is no backup, and there is none in it" in refused.err
    assert house("backup", "list", "empty").out == "there is no backup in empty\n"
    assert house("backup", "config.toml").err.startswith("postroom: config.toml: ")


def test_what_the_self_check_finds_is_a_line_and_an_exit_code(house: Call) -> None:
    assert house("verify", "--quick").out.splitlines()[-1] == "nothing is lost, and nothing contradicts itself"
    database = Database("sqlite:///var/postroom.db")
    database.write(lambda connection: connection.execute(mail.update().values(finished=None)))
    database.close()
    told = house("verify")
    assert told.code == 1
    assert "endings: mail 1: expected when it became ticket, found no time" in told.out
    rows = {row["check"]: row for row in house("verify", "--json").rows}
    (finding,) = rows["endings"]["findings"]
    assert finding == {
        "subject": "mail 1",
        "expected": "when it became ticket",
        "found": "no time",
        "weight": "damage",
    }
    assert rows["bodies"]["looked"] == 1

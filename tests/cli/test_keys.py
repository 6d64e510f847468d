"""`postroom keys`: listed, rotated and retired, and never printed."""

from pathlib import Path

import pytest

from gateway import config
from gateway.keyring import key_ring

from .conftest import Call, Ended

SECRET = "s" * 40
CONFIG = """
[relay]
folder = "./out"
[trust]
agents = "bearer"
[reply]
secret = { PLACE }
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""


@pytest.fixture
def started(call: Call) -> Call:
    """After a first start, with the demo defaults."""
    assert call("tick").code == 0
    return call


def prints_no_key(ended: Ended, path: str = "var/secret.key") -> None:
    for word in Path(path).read_text().split():
        assert len(word) < 20 or word not in ended.out + ended.err


def does(call: Call) -> list[tuple[int | None, str]]:
    return [(row["id"], row["does"].partition(" until")[0]) for row in call("keys", "--json").rows]


def test_before_the_first_start_there_is_no_key(call: Call) -> None:
    for words in (("keys",), ("keys", "rotate"), ("keys", "retire", "1")):
        ended = call(*words)
        assert (ended.code, "`postroom up` makes one" in ended.err) == (1, True)
    assert call("keys", "--json").rows == []


def test_one_key_signs_and_serves_tokens(started: Call) -> None:
    (row,) = started("keys", "--json").rows
    assert row == {"id": 1, "since": None, "does": "signs, serves subject tokens", "until": None}
    ended = started("keys")
    assert "the beginning" in ended.out
    prints_no_key(ended)


def test_after_a_rotation_the_new_key_signs_and_the_old_one_says_until_when_it_verifies(started: Call) -> None:
    before = key_ring(config.demo())
    ended = started("keys", "rotate")
    assert "key 2" in ended.out
    assert "next start" in ended.out
    prints_no_key(ended)
    first, second = started("keys", "--json").rows
    assert first["does"] == f"verifies until {first['until']}, serves subject tokens"
    assert (second["id"], second["does"], second["until"]) == (2, "signs", None)
    prints_no_key(started("keys"))
    after = key_ring(config.demo())
    assert after.locator == before.locator
    assert after.signing != before.signing


def test_retiring_tells_what_dies_and_keeps_subject_tokens(started: Call) -> None:
    before = key_ring(config.demo())
    started("keys", "rotate")
    ended = started("keys", "retire", "1")
    assert "went out until" in ended.out
    assert "for subject tokens alone" in ended.out
    assert "next start" in ended.out
    prints_no_key(ended)
    assert does(started) == [(None, "serves subject tokens"), (2, "signs")]
    assert key_ring(config.demo()).locator == before.signing
    started("keys", "rotate")
    assert "subject tokens" not in started("keys", "retire", "2").out
    assert does(started) == [(None, "serves subject tokens"), (3, "signs")]


def test_with_force_subject_tokens_are_lost_and_it_says_so(started: Call) -> None:
    started("keys", "rotate")
    assert "lead to no ticket any more" in started("keys", "retire", "1", "--force").out
    assert does(started) == [(2, "signs, serves subject tokens")]


def test_the_key_that_signs_stays(started: Call) -> None:
    ended = started("keys", "retire", "1")
    assert (ended.code, ended.out) == (1, "")
    assert "key 1 is the one that signs" in ended.err
    assert "there is no key 6" in started("keys", "retire", "6").err


def test_a_file_of_ones_own_is_rotated_in_place(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "reply.key"
    path.write_text(SECRET)
    (tmp_path / "config.toml").write_text(CONFIG.replace("PLACE", f'file = "{path}"'))
    assert call("keys", "rotate").code == 0
    assert path.read_text().startswith(f"1 1970-01-01 {SECRET}\n2 20")
    assert does(call) == [(1, "verifies"), (2, "signs")]


def test_keys_in_the_environment_are_changed_by_hand_and_it_says_how(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPLY_KEYS", SECRET)
    (tmp_path / "config.toml").write_text(CONFIG.replace("PLACE", 'env = "REPLY_KEYS"'))
    ended = call("keys", "rotate")
    assert (ended.code, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert "REPLY_KEYS" in line
    assert "`1 1970-01-01 `" in line
    assert "`2 20" in line
    assert SECRET not in line
    assert call("keys", "retire", "1").code == 1
    monkeypatch.setenv("REPLY_KEYS", f"1 1970-01-01 {SECRET}\n2 2026-11-22 {'n' * 40}")
    assert [id for id, _ in does(call)] == [1, 2]


def test_a_file_that_may_not_be_changed_is_one_line(started: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "var/secret.key")

    monkeypatch.setattr("os.replace", refuse)
    before = Path("var/secret.key").read_bytes()
    ended = started("keys", "rotate")
    assert (ended.code, ended.err.splitlines()[-1]) == (1, "postroom: var/secret.key: Permission denied")
    assert Path("var/secret.key").read_bytes() == before
    assert [each.name for each in Path("var").glob("secret*")] == ["secret.key"]

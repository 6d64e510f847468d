"""[submission] and the text of the keys: what is refused at the start, with its line."""

from pathlib import Path

import pytest

from gateway.config import ConfigError, Submission, parse

START = """
[relay]
host = "x"
[trust]
agents = "bearer"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        parse(START + text, "config.toml")
    return [str(problem) for problem in raised.value.problems]


@pytest.fixture
def files(tmp_path: Path) -> str:
    for name in ("certificate", "key"):
        (tmp_path / name).touch()
    return f'certificate = "{tmp_path}/certificate"\nprivate_key = "{tmp_path}/key"\n'


def test_by_itself_there_is_no_entrance_for_agents() -> None:
    assert parse(START, "config.toml").submission == Submission()
    assert Submission().port == 0


def test_an_entrance_for_agents_needs_a_certificate_its_own_or_the_listeners(files: str) -> None:
    (found,) = mistakes("[submission]\nport = 587")
    assert found.startswith("config.toml:11: submission.port: logins need TLS")
    assert parse(f"{START}[submission]\nport = 587\n{files}", "config.toml").submission.port == 587
    assert parse(f"{START}[listener]\n{files}[submission]\nport = 465\ntls = 'tls'", "").submission.tls == "tls"


def test_what_is_wrong_with_it_is_told_all_at_once(tmp_path: Path) -> None:
    found = mistakes(f'[submission]\nport = 2525\ncertificate = "{tmp_path}/none"\ntls = "none"')
    said = "\n".join(found)
    assert "config.toml:11: submission.port: is the listener's port" in said
    assert "config.toml:12: submission.certificate: there is no such file" in said
    assert "config.toml:13: submission.tls" in said


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "certificate").touch()
    (found,) = mistakes(f'[submission]\ncertificate = "{tmp_path}/certificate"')
    assert "belong together" in found


def test_keys_of_which_one_cannot_be_read_or_is_short_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "reply.key"
    secret = f'[reply]\nsecret = {{ file = "{path}" }}'
    for text, says in (
        ("1 2026-01-01 aaaaaaaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbbbbbbbbbb", "line 2 is not"),
        ("1 2026-01-01 aaaaaaaaaaaaaaaaaaaaa\n2 2026-11-22 short", "fewer than 16"),
    ):
        path.write_text(text)
        (found,) = mistakes(secret)
        assert found.startswith(f"config.toml:11: reply.secret: {'line' if 'line' in says else 'a key'}")
        assert says in found
        assert "aaaa" not in found
    path.write_text("1 2026-01-01 aaaaaaaaaaaaaaaaaaaaa\n2 2026-11-22 bbbbbbbbbbbbbbbbbbbb\n")
    assert parse(START + secret, "config.toml").reply.secret is not None


def test_our_own_file_of_keys_is_looked_at_as_well(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("1 2026-01-01 aaaaaaaaaaaaaaaaaaaaa\nbroken")
    (found,) = mistakes(f'[site]\nstate = "{tmp_path}"')
    assert f"{tmp_path}/secret.key: line 2 is not" in found

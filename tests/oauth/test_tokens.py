"""A token that is good whenever one is needed: asked for early, by one at a time, never again at once after a no."""

import json
import logging
import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from gateway.oauth import asking
from gateway.oauth.asking import Given
from gateway.oauth.provider import Provider
from gateway.oauth.tokens import NoToken, Tokens

from .standin import CLIENT, HIDDEN, SCOPE, Standin, standin

LOGIN = "`postroom oauth login office`"


@dataclass
class Clock:
    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """An account that was signed in a moment ago, with a token for an hour."""

    office: Standin
    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.office.provider, self.folder, self.clock)
        self.tokens.sign_in(Given("access-0", "refresh-0", 3600))

    def refusal(self) -> str:
        with pytest.raises(NoToken) as refused:
            self.tokens.token()
        return str(refused.value)

    @property
    def kept(self) -> str:
        return (self.folder / "office.json").read_text()


@pytest.fixture
def desk(office: Standin, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    """Whatever happens, no secret is logged."""
    caplog.set_level(logging.DEBUG)
    yield Desk(office, tmp_path / "oauth")
    assert not [word for word in HIDDEN if word in caplog.text]


def test_a_token_serves_until_a_minute_before_its_end(desk: Desk) -> None:
    assert desk.tokens.token() == "access-0"
    desk.clock.now += 3539
    assert desk.tokens.token() == "access-0"
    assert desk.office.heard == []
    desk.clock.now += 1
    assert desk.tokens.token() == "access-1"
    assert desk.office.asked() == [
        {"grant_type": "refresh_token", "refresh_token": "refresh-0", "scope": SCOPE, "client_id": CLIENT}
    ]
    assert desk.tokens.token() == "access-1"
    assert len(desk.office.heard) == 1


def test_a_rotated_refresh_token_is_kept_and_used(desk: Desk) -> None:
    for number in range(1, 4):
        desk.clock.now += 3600
        assert desk.tokens.token() == f"access-{number}"
    assert [form["refresh_token"] for form in desk.office.asked()] == ["refresh-0", "refresh-1", "refresh-2"]
    assert "refresh-3" in desk.kept


def test_without_rotation_the_first_refresh_token_goes_on(desk: Desk) -> None:
    desk.office.rotates = False
    for number in range(1, 4):
        desk.clock.now += 3600
        assert desk.tokens.token() == f"access-{number}"


def test_a_token_of_a_few_seconds_is_not_asked_for_at_every_use(desk: Desk) -> None:
    desk.office.lifetime = 20
    desk.clock.now += 3600
    assert [desk.tokens.token() for _ in range(3)] == ["access-1"] * 3
    desk.clock.now += 10
    assert desk.tokens.token() == "access-2"


def test_the_client_secret_goes_with_the_form(desk: Desk) -> None:
    desk.clock.now += 3600
    provider = replace(desk.office.provider, client_secret=lambda: "hush-hush")
    assert Tokens(provider, desk.folder, desk.clock).token() == "access-1"
    assert desk.office.asked()[0]["client_secret"] == "hush-hush"


def test_files_are_for_their_owner_only(desk: Desk) -> None:
    desk.clock.now += 3600
    desk.tokens.token()
    assert desk.folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in desk.folder.iterdir()} == {
        "office.json": 0o600,
        "office.lock": 0o600,
    }


def test_nobody_signed_in(office: Standin, tmp_path: Path) -> None:
    with pytest.raises(NoToken) as refused:
        Tokens(office.provider, tmp_path / "oauth").token()
    assert str(refused.value) == f"account office is not signed in: {LOGIN}"
    assert isinstance(refused.value, PermissionError), "nothing but a person helps"
    assert not (tmp_path / "oauth").exists()


def test_a_revoked_sign_in_is_one_line_and_not_tried_again_at_once(desk: Desk) -> None:
    line = (
        f"account office must sign in again, {LOGIN}: the last time expired or was revoked (invalid_grant, AADSTS70008)"
    )
    desk.office.refresh = "another"
    desk.clock.now += 3600
    assert [desk.refusal() for _ in range(3)] == [line] * 3
    desk.clock.now += 899
    assert desk.refusal() == line
    assert len(desk.office.heard) == 1
    desk.clock.now += 1
    assert desk.refusal() == line
    assert len(desk.office.heard) == 2
    desk.tokens.sign_in(Given("access-9", "refresh-9", 3600))
    assert desk.tokens.token() == "access-9"


def test_a_token_that_is_still_good_serves_while_a_new_one_is_refused(desk: Desk) -> None:
    desk.office.refresh = "another"
    desk.clock.now += 3570
    assert [desk.tokens.token() for _ in range(3)] == ["access-0"] * 3
    assert len(desk.office.heard) == 1
    desk.clock.now += 30
    assert "invalid_grant" in desk.refusal()
    assert len(desk.office.heard) == 1


def test_an_expired_token_that_nothing_renews(desk: Desk) -> None:
    desk.tokens.sign_in(Given("access-0", "", 3600))
    desk.clock.now += 3600
    assert desk.refusal() == f"account office must sign in again, {LOGIN}: nothing renews its token, which is over"
    assert desk.office.heard == []


def test_a_wrong_application_is_another_line(desk: Desk) -> None:
    desk.clock.now += 3600
    provider = replace(desk.office.provider, client_secret=lambda: "wrong")
    with pytest.raises(NoToken) as refused:
        Tokens(provider, desk.folder, desk.clock).token()
    assert str(refused.value) == (
        "account office: look at client_id and client_secret, the provider does not take them"
        " (invalid_client, AADSTS7000215)"
    )


def raw(status: str, body: bytes, *fields: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields])
    return head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (raw("200 OK", b"<html>"), "127.0.0.1 answers with HTTP 200 and no JSON object"),
        (raw("200 OK", b"[1]"), "127.0.0.1 answers with HTTP 200 and no JSON object"),
        (raw("200 OK", b"[" * 60_000), "127.0.0.1 answers with HTTP 200 and no JSON object"),
        (raw("503 No", b"{}"), "127.0.0.1 answers with HTTP 503"),
        (raw("302 Found", b"{}", "Location: http://127.0.0.1:1/"), "127.0.0.1 answers with HTTP 302"),
        (raw("200 OK", b"{}"), "127.0.0.1 answers with something that is no token"),
        (raw("200 OK", b'{"access_token": "a\\r\\nQUIT"}'), "127.0.0.1 answers with something that is no token"),
        (raw("200 OK", b'{"access_token": "a\\u0001b"}'), "127.0.0.1 answers with something that is no token"),
        (raw("200 OK", b'{"access_token": 7}'), "127.0.0.1 answers with something that is no token"),
        (
            raw("200 OK", b'{"access_token": "a", "token_type": "mac"}'),
            "127.0.0.1 answers with something that is no token",
        ),
        (raw("200 OK", b" " * 70_000), "127.0.0.1 answers with more than 65536 bytes"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000, "127.0.0.1 answers with more than 65536 bytes"),
        (b"SSH-2.0\r\n\r\n", "127.0.0.1 does not answer (BadStatusLine)"),
        (b"", "127.0.0.1 does not answer (RemoteDisconnected)"),
        (raw("400 No", b'{"error": "\\u001b[31m\\n"}'), "the provider gives no new token (an unknown error)"),
        (raw("400 No", b'{"error": "invalid_scope"}'), "the provider gives no new token (invalid_scope)"),
    ],
)
def test_an_answer_that_is_none_is_one_line_and_harms_nothing(desk: Desk, answer: bytes, sentence: str) -> None:
    desk.clock.now += 3600
    desk.office.next_answers = [answer]
    assert [desk.refusal(), desk.refusal()] == [f"account office: {sentence}"] * 2
    assert len(desk.office.heard) == 1
    desk.clock.now += 900
    assert desk.tokens.token() == "access-1"


def test_a_provider_that_is_away(desk: Desk, tmp_path: Path) -> None:
    with standin() as gone:
        provider = gone.provider
    tokens = Tokens(provider, tmp_path / "oauth", desk.clock)
    tokens.sign_in(Given("access-0", "refresh-0", 3600))
    desk.clock.now += 3600
    with pytest.raises(NoToken) as refused:
        tokens.token()
    assert str(refused.value) == "account office: 127.0.0.1 does not answer (Connection refused)"
    assert not isinstance(refused.value, PermissionError), "it may pass"


def test_a_provider_that_takes_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    desk.office.slowness = 0.4
    desk.clock.now += 3600
    assert desk.refusal() == "account office: 127.0.0.1 does not answer (it takes too long)"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://login.example.org/token", "login.example.org"),
        ("http://127.0.0.1.example.org/token", "127.0.0.1.example.org"),
        ("http://127.0.0.1@login.example.org/token", "login.example.org"),
        ("file:///etc/passwd", "the address"),
    ],
)
def test_tokens_go_by_https_only(desk: Desk, url: str, host: str) -> None:
    tokens = Tokens(replace(desk.office.provider, token_url=url), desk.folder, desk.clock)
    tokens.sign_in(Given("access-0", "refresh-0", 3600))
    desk.clock.now += 3600
    with pytest.raises(NoToken) as refused:
        tokens.token()
    assert str(refused.value) == f"account office: {host} is not asked: only https:// is safe"


def test_tokens_of_one_provider_are_not_shown_to_another(desk: Desk) -> None:
    with standin() as other:
        desk.clock.now += 3600
        with pytest.raises(NoToken) as refused:
            Tokens(other.provider, desk.folder, desk.clock).token()
        assert other.heard == []
    assert str(refused.value) == f"account office: was signed in by another application or provider: {LOGIN}"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"since": 1}', "\x00\xff"])
def test_a_damaged_file_is_one_line(desk: Desk, content: str) -> None:
    path = desk.folder / "office.json"
    path.write_text(content)
    assert desk.refusal() == f"account office: {path} is damaged: {LOGIN}"


def test_what_could_not_be_stored_is_not_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.clock.now += 3600
    with monkeypatch.context() as patch:
        patch.setattr("os.replace", full)
        assert "cannot be used (No space left on device)" in desk.refusal()
    assert desk.office.heard == []
    assert sorted(path.name for path in desk.folder.iterdir()) == ["office.json", "office.lock"]
    assert desk.tokens.token() == "access-1"


def test_a_clock_that_was_wrong_once_silences_nobody_for_ever(desk: Desk) -> None:
    desk.office.next_answers = [raw("503 No", b"{}")]
    desk.clock.now += 10_000_000
    desk.refusal()
    desk.clock.now -= 10_000_000 - 3600
    assert desk.tokens.token() == "access-1"


def test_threads_that_ask_at_once_share_one_answer(desk: Desk) -> None:
    desk.office.slowness = 0.1
    desk.clock.now += 3600
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(desk.tokens.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == ["access-1"] * 8
    assert len(desk.office.heard) == 1


def _in_a_process(provider: Provider, folder: Path, told: "multiprocessing.Queue[str]") -> None:
    told.put(Tokens(provider, folder).token())


def test_processes_that_ask_at_once_share_one_answer(office: Standin, tmp_path: Path) -> None:
    office.slowness = 0.2
    folder = tmp_path / "oauth"
    Tokens(office.provider, folder, lambda: time.time() - 7200).sign_in(Given("access-0", "refresh-0", 3600))
    context = multiprocessing.get_context("fork")
    told: multiprocessing.Queue[str] = context.Queue()
    children = [context.Process(target=_in_a_process, args=(office.provider, folder, told)) for _ in range(3)]
    for child in children:
        child.start()
    assert [told.get(timeout=20) for _ in children] == ["access-1"] * 3
    for child in children:
        child.join(10)
    assert len(office.heard) == 1


def test_nothing_secret_is_in_what_a_part_says_of_itself(desk: Desk) -> None:
    shown = repr([desk.tokens, desk.tokens.grant(), Given("access-0", "refresh-0", 1.0), desk.office.provider])
    assert not [word for word in HIDDEN if word in shown]
    assert json.loads(desk.kept)["access_token"] == "access-0"

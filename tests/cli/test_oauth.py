"""`postroom oauth`: signing in by a code and by a browser, what is listed, and what is never printed."""

import os
import re
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from gateway.cli import oauth
from gateway.config import Account
from gateway.oauth import browser, device
from gateway.oauth.provider import provider_of

from ..oauth.standin import HIDDEN, Standin, standin
from .conftest import Call, Ended

CONFIG = """
[site]
state = "./var"
[relay]
folder = "./out"
[trust]
agents = "bearer"
[[account]]
ACCOUNT
[[mailbox]]
name = "old-support"
host = "127.0.0.1"
port = 1
user = "support"
account = "office"
to = "support@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""


@pytest.fixture
def office() -> Iterator[Standin]:
    with standin() as opened:
        yield opened


def configure(office: Standin, **changes: str) -> None:
    table = {key: value for key, value in (office.account | changes).items() if value}
    lines = "\n".join(f'{key} = "{value}"' for key, value in table.items())
    Path("config.toml").write_text(CONFIG.replace("ACCOUNT", lines))


@pytest.fixture
def ask(call: Call, office: Standin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Nothing secret is ever printed; and nobody really waits for a device."""
    monkeypatch.setattr(device, "await_consent", partial(device.await_consent, sleep=lambda seconds: None))
    configure(office)
    printed: list[str] = []

    def asked(*words: str, said: str = "") -> Ended:
        ended = call("oauth", *words, said=said)
        printed.append(ended.out + ended.err)
        return ended

    yield asked
    shown = "".join(printed)
    assert not [word for word in HIDDEN if word in shown]


def state(ask: Call) -> list[tuple[bool, str]]:
    return [(row["since"] is not None, row["trouble"]) for row in ask("status", "--json").rows]


def test_by_a_code_that_somebody_enters_elsewhere(ask: Call, office: Standin) -> None:
    office.pending = ["authorization_pending", "slow_down", "authorization_pending"]
    ended = ask("login", "office")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == (
        "Open https://login.example.org/device in any browser, as the owner of the mailbox, and enter WDJB-MJHT"
    )
    assert ended.out.splitlines()[-1] == "account office is signed in"
    assert len(office.asked("/device")) == 1
    assert len(office.asked()) == 4
    (row,) = ask("status", "--json").rows
    assert (row["account"], row["used_by"], row["trouble"]) == ("office", ["mailbox old-support"], "")
    assert row["good_until"] > row["since"]
    assert "mailbox old-support" in ask("status").out


def test_a_mailbox_stands_for_its_account(ask: Call) -> None:
    assert "account office is signed in" in ask("login", "old-support").out


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("access_denied", "it was declined in the browser; nothing was changed"),
        ("authorization_declined", "it was declined in the browser; nothing was changed"),
        ("expired_token", "nobody entered the code in time; nothing was changed"),
        ("invalid_scope", "the provider says no (invalid_scope)"),
    ],
)
def test_a_code_that_leads_to_nothing_is_one_line(ask: Call, office: Standin, said: str, line: str) -> None:
    office.pending = ["authorization_pending", said]
    ended = ask("login", "office")
    assert (ended.code, ended.err) == (1, f"postroom: account office: {line}\n")
    assert state(ask) == [(False, "account office is not signed in: `postroom oauth login office`")]


def test_a_device_asks_no_faster_than_it_may(office: Standin) -> None:
    slept: list[float] = []
    office.pending = ["authorization_pending", "slow_down", "authorization_pending", "slow_down"]
    device.await_consent(office.provider, device.invite(office.provider), slept.append)
    assert slept == [1.0, 1.0, 6.0, 6.0, 11.0]


def test_a_provider_that_is_away_for_a_while_is_asked_more_slowly(office: Standin) -> None:
    slept: list[float] = []
    office.next_answers = [(200, {"device_code": "device-1", "user_code": "A", "verification_uri": "x"}), b"", b""]
    device.await_consent(office.provider, device.invite(office.provider), slept.append)
    assert slept == [5.0, 10.0, 20.0]


def test_nobody_ever_enters_the_code(ask: Call, office: Standin) -> None:
    invitation = {"device_code": "device-1", "user_code": "A", "verification_uri": "x", "expires_in": 30}
    office.next_answers = [(200, invitation)]
    office.pending = ["authorization_pending"] * 100
    assert "nobody entered the code in time" in ask("login", "office").err
    assert len(office.asked()) == 6


@pytest.mark.parametrize("address", ["", "http://a b", "\x1b]0;x\x07", "https://x\r\nEnter your password: "])
def test_a_providers_words_are_not_printed_unseen(ask: Call, office: Standin, address: str) -> None:
    office.next_answers = [(200, {"device_code": "device-1", "user_code": "A", "verification_uri": address})]
    ended = ask("login", "office")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "postroom: account office: 127.0.0.1 answers with something that is no code\n"


def test_giving_up_changes_nothing(ask: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(device, "await_consent", partial(device.await_consent, sleep=interrupted))
    ended = ask("login", "office")
    assert (ended.code, ended.err) == (130, "postroom: given up; nothing was changed\n")
    assert not Path("var/oauth/office.json").exists()


# --- by a browser -----------------------------------------------------------------------------------------------------


Person = Callable[[str], object]  # what somebody does with the address


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person], None]:
    """Lets somebody act as soon as an address is shown and its answer waited for."""

    def arrange(person: Person) -> None:
        def waiting(door: browser.Door, visited: browser.Visit) -> str:
            threading.Thread(target=person, args=(visited.address,), daemon=True).start()
            return wait(door, visited)

        wait = oauth._code
        monkeypatch.setattr(oauth, "_code", waiting)

    return arrange


def get(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_by_a_browser_on_this_machine(ask: Call, office: Standin, beside: Callable[[Person], None]) -> None:
    seen: list[int] = []

    def person(address: str) -> None:
        back = office.consent(address)
        seen.append(get(back.replace("/?", "/favicon.ico?")))
        seen.append(get(re.sub("state=.*", "state=guessed", back)))
        seen.append(get(back.split("?")[0]))
        seen.append(get(back))

    beside(person)
    ended = ask("login", "office", "--browser")
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "account office is signed in"
    assert seen[:3] == [404, 404, 404]
    assert state(ask) == [(True, "")]
    (form,) = office.asked()
    assert set(form) == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", form["redirect_uri"])


def test_where_only_authorize_url_is_there_it_is_a_browser_by_itself(
    ask: Call, office: Standin, beside: Callable[[Person], None]
) -> None:
    configure(office, device_url="")
    beside(lambda address: get(office.consent(address)))
    assert ask("login", "office").code == 0
    assert office.asked("/device") == []


Paste = Callable[[str], str]  # what somebody pastes, made of the address that was shown


@pytest.fixture
def paste(ask: Call, monkeypatch: pytest.MonkeyPatch) -> Callable[[Paste], Ended]:
    """Somebody opens the address elsewhere and pastes something into the terminal."""

    def pasting(made_of: Paste) -> Ended:
        visit: Callable[..., browser.Visit] = browser.visit

        def visited(*arguments: object) -> browser.Visit:
            made = visit(*arguments)
            sys.stdin.write(made_of(made.address) + "\n")
            sys.stdin.seek(0)
            return made

        with monkeypatch.context() as patch:
            patch.setattr(browser, "visit", visited)
            patch.setattr(oauth, "LOOK", 0.01)
            return ask("login", "office", "--browser")

    return pasting


@pytest.mark.parametrize(
    "part",
    [
        lambda back: back,
        lambda back: back.split("?")[1],
        lambda back: back.split("code=")[1].split("&")[0],
        lambda back: f"  {back}  ",
    ],
)
def test_by_pasting_what_the_browser_came_back_with(
    office: Standin, paste: Callable[[Paste], Ended], part: Callable[[str], str], ask: Call
) -> None:
    ended = paste(lambda address: part(office.consent(address)))
    assert (ended.code, ended.err) == (0, "")
    assert state(ask) == [(True, "")]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("http://127.0.0.1:1/?code=code-1&state=guessed", "that is not the answer to this sign-in"),
        ("http://127.0.0.1:1/?code=code-1", "that is not the answer to this sign-in"),
        ("code=code-1", "that is not the answer to this sign-in"),
        ("code-1", "the provider says no (invalid_grant)"),
        ("STATE&error=access_denied", "it was declined in the browser; nothing was changed"),
        ("STATE", "there is no code in that answer"),
        ("\n\n", "nobody signed in in time"),
    ],
)
def test_another_paste_is_one_line(
    paste: Callable[[Paste], Ended], answer: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "PATIENCE", 0.05)
    ended = paste(lambda address: answer.replace("STATE", re.findall("state=[^&]+", address)[0]))
    assert ended.code == 1
    assert ended.err.startswith(f"postroom: account office: {line}")
    assert not Path("var/oauth/office.json").exists()


def test_a_code_that_somebody_else_began_is_worth_nothing(office: Standin, paste: Callable[[Paste], Ended]) -> None:
    theirs = browser.visit(office.provider, 1)
    ended = paste(lambda address: office.consent(theirs.address).split("code=")[1].split("&")[0])
    assert ended.err == "postroom: account office: the provider says no (invalid_grant)\n"


def test_a_terminal_is_looked_at_without_waiting_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading) as terminal, open(writing, "w") as keyboard:
        monkeypatch.setattr(sys, "stdin", terminal)
        assert not oauth._is_typed()
        keyboard.write("x\n")
        keyboard.flush()
        assert oauth._is_typed()


def test_the_known_providers_are_asked_as_they_want_it() -> None:
    google = provider_of(Account(name="g", provider="google", client_id="c"))
    query = dict(parse_qsl(urlsplit(browser.visit(google, 1234).address).query))
    assert google.device_url == ""
    assert (query["access_type"], query["prompt"], query["scope"]) == ("offline", "consent", "https://mail.google.com/")
    assert query["redirect_uri"] == "http://127.0.0.1:1234/"
    microsoft = provider_of(Account(name="m", provider="microsoft", client_id="c", tenant="example.org"))
    assert microsoft.token_url == "https://login.microsoftonline.com/example.org/oauth2/v2.0/token"
    assert microsoft.device_url == "https://login.microsoftonline.com/example.org/oauth2/v2.0/devicecode"
    assert "redirect_uri=http%3A%2F%2Flocalhost%3A1234%2F&" in browser.visit(microsoft, 1234).address


# --- forgetting, checking, mistakes -----------------------------------------------------------------------------------


def test_what_was_given_is_thrown_away(ask: Call) -> None:
    ask("login", "office")
    assert ask("forget", "office").out == "account office is signed in no longer\n"
    assert ask("forget", "office").out == "account office was not signed in\n"
    assert state(ask)[0][0] is False


def test_check_says_in_one_line_who_is_not_signed_in(ask: Call, call: Call) -> None:
    ended = call("check", "--json")
    assert [row for row in ended.rows if row["part"] != "database"] == [
        {"part": "oauth", "problem": "account office is not signed in: `postroom oauth login office`"}
    ]
    ask("login", "office")
    assert [row["part"] for row in call("check", "--json").rows] == ["mailbox old-support"]


def test_nobody_of_that_name(ask: Call) -> None:
    for words in (("login", "offise"), ("forget", "offise")):
        ended = ask(*words)
        assert (ended.code, ended.err) == (1, "postroom: there is no account 'offise'; there is office\n")


def test_an_account_without_a_way_to_sign_in(ask: Call, office: Standin) -> None:
    configure(office, device_url="", authorize_url="")
    assert ask("login", "office").err == "postroom: account office has no device_url and no authorize_url\n"
    configure(office, authorize_url="")
    assert ask("login", "office", "--browser").err == "postroom: account office has no authorize_url\n"


def test_where_nothing_could_be_kept_nobody_signs_in(ask: Call, office: Standin) -> None:
    Path("var").mkdir()
    Path("var/oauth").write_text("a file")
    ended = ask("login", "office")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "postroom: account office: var/oauth: File exists\n"
    assert office.heard == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://login.example.org/token", 0),
        ("http://127.0.0.1:80/token", 0),
        ("http://[::1]/token", 0),
        ("http://localhost/token", 0),
        ("http://login.example.org/token", 2),
        ("http://127.0.0.1.example.org/token", 2),
        ("http://localhost@example.org/token", 2),
        ("https://a@example.org/token", 2),
    ],
)
def test_addresses_that_are_not_safe_are_refused_with_their_line(
    ask: Call, office: Standin, url: str, code: int
) -> None:
    configure(office, token_url=url)
    ended = ask("status")
    assert ended.code == code
    assert bool(ended.err) == bool(code)
    assert code == 0 or re.fullmatch(
        r"postroom: config\.toml:\d+: account: addresses must begin with https://\n", ended.err
    )


def test_without_accounts_there_is_nothing_to_list(ask: Call) -> None:
    Path("config.toml").unlink()
    assert ask("status").out == "no [[account]] is configured\n"
    assert ask("status", "--json").rows == []

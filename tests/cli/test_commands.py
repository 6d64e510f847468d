"""The commands in one process, on a real database: what they print for people, and the keys of their JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from gateway.cli import desk
from gateway.cli.mails import Outcome as Listed
from gateway.cli.program import GROUPS, build
from gateway.cli.tickets import TicketStatus
from gateway.decisions import Outcome
from gateway.tickets.ticket import Status
from workers import roles

from ..intake.clamd import fake_clamd

Run = Callable[..., str]

ROOT = Path(__file__).parents[2]

TICKET_KEYS = {
    "number",
    "token",
    "subject",
    "status",
    "department",
    "priority",
    "type",
    "product",
    "requester",
    "assignee",
    "participants",
    "created",
    "resolved",
    "closed",
    "first_response",
    "articles",
    "journal",
    "snoozed",
    "rating",
    "merged",
    "follows",
    "tags",
    "repeats",
    "promised",
    "unreachable",
    "complained",
}
ARTICLE_KEYS = {"id", "kind", "author", "standing", "text", "quoted", "html", "attachments", "message_id", "at"} | {
    "seal",
    "mail",
    "refused",
    "ticket",
    "author_name",
}
MAIL_KEYS = {"id", "source", "accepted", "outcome", "reason", "ticket", "message_id", "sender", "subject", "attempts"}
OUTBOX_KEYS = {"id", "kind", "ticket", "recipient", "state", "attempts", "message_id", "due", "last_reply"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder with the demo defaults; gives what it printed. `code` is its exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSTROOM_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            build(roles, words)(words)
        printed = capsys.readouterr()
        assert (ended.value.code or 0) == code, printed.out + printed.err
        return printed.out + printed.err

    return call


def rows(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


@pytest.fixture
def first_mail(run: Run) -> Run:
    """With the README's first mail imported."""
    run("import", str(ROOT / "tests/mails/hello.eml"), "--to", "support@example.org")
    return run


def test_every_command_has_help_that_says_what_it_does(run: Run) -> None:
    for commands in GROUPS.values():
        for name in commands:
            printed = run(name, "--help")
            assert f"Usage: postroom {name}" in printed
            assert len(printed.split("\n\n")[1]) > 20, name


def test_listings_before_the_first_start_say_what_to_do(run: Run) -> None:
    for name in ("tickets", "mails", "ledger", "outbox"):
        assert "`postroom up` makes one" in run(name, code=1)


def test_empty_listings_say_so(run: Run) -> None:
    run("tick")
    assert "No tickets." in run("tickets")
    assert "No tickets like that." in run("tickets", "--status", "closed")
    assert "No mails." in run("mails")
    assert "Nothing in the outbox." in run("outbox")
    assert run("tickets", "--json") == ""


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("tickets --status foo", 2, "merged"),
        ("tickets --department nope", 1, "there is no department nope; there are: support, poshtibani"),
        ("tickets --last 0", 2, ">= 1"),
        ("tickets --before 99999999999999999999", 2, "<= 9223372036854775807"),
        ("mails --outcome foo", 2, "quarantined"),
        ("ticket abc", 2, "'abc' is no ticket's number, such as 1042"),
        ("ticket 99999999999999999999", 2, "<= 9223372036854775807"),
        ("outbox cancel 1 99999999999999999999", 2, "<= 9223372036854775807"),
        ("import /nowhere.eml", 1, "/nowhere.eml: there is no such file or folder"),
    ],
)
def test_what_finds_nothing_for_a_mistake_is_refused(first_mail: Run, words: str, code: int, told: str) -> None:
    assert told in first_mail(*words.split(), code=code)


def test_what_can_be_asked_for_is_all_that_there_is() -> None:
    assert set(get_args(TicketStatus)) == {each.value for each in Status}
    assert set(get_args(Listed)) == {each.value for each in Outcome} | {"waiting", "parked"}


def test_a_tickets_number_may_be_typed_as_it_is_read(first_mail: Run) -> None:
    for number in ("1001", "#1001", "۱۰۰۱"):
        assert "My printer is broken" in first_mail("ticket", number)


def test_an_imported_mail_is_a_ticket_with_the_promised_keys(first_mail: Run) -> None:
    (ticket,) = rows(first_mail("tickets", "--json"))
    assert set(ticket) == TICKET_KEYS
    assert ticket["status"] == "new"
    assert ticket["created"].endswith("Z")
    (whole,) = rows(first_mail("ticket", str(ticket["number"]), "--json"))
    (article,) = whole["articles"]
    assert set(article) == ARTICLE_KEYS
    assert "prints everything twice" in article["text"]
    assert whole["journal"][0]["change"] == "open"
    assert "My printer is broken" in first_mail("ticket", str(ticket["number"]))
    assert first_mail("tickets", "--requester", "nobody@example.org", "--json") == ""


def test_the_ledger_balances_and_mails_have_the_promised_keys(first_mail: Run) -> None:
    (mail,) = rows(first_mail("mails", "--json"))
    assert set(mail) >= MAIL_KEYS
    assert mail["source"] == "file"
    (ledger,) = rows(first_mail("ledger", "--json"))
    assert (ledger["accepted"], ledger["waiting"], ledger["balanced"]) == (1, 0, True)
    assert ledger["outcomes"]["ticket"] == 1
    assert "balanced" in first_mail("ledger")


def test_explain_finds_a_mail_by_id_and_by_message_id_and_tells_why(first_mail: Run) -> None:
    printed = first_mail("explain", "1")
    assert "unproven" in printed
    assert "a new request" in printed
    assert first_mail("explain", "<hello-1@customer.example>") == printed
    assert "there is no mail" in first_mail("explain", "<other@x>", code=1)
    (told,) = rows(first_mail("explain", "1", "--json"))
    assert told["trail"]["standing"] == "unproven"


def test_the_outbox_shows_each_attempt(first_mail: Run) -> None:
    listed = rows(first_mail("outbox", "--json"))
    assert {row["kind"] for row in listed} == {"received", "new_mail"}
    assert all(set(row) >= OUTBOX_KEYS for row in listed)
    assert all(row["state"] == "sent" and len(row["attempts"]) == 1 for row in listed)


def test_a_silent_import_writes_to_nobody(run: Run) -> None:
    printed = run("import", str(ROOT / "tests/mails"), "--silent")
    assert "2 mails imported; 1 file passed over" in printed
    assert run("outbox", "--json") == ""
    assert not Path("var/outgoing").exists()


def test_the_same_file_twice_is_one_ticket_and_one_duplicate(first_mail: Run) -> None:
    first_mail("import", str(ROOT / "tests/mails/hello.eml"), "--to", "support@example.org")
    assert len(rows(first_mail("tickets", "--json"))) == 1
    (ledger,) = rows(first_mail("ledger", "--json"))
    assert ledger["outcomes"]["duplicate"] == 1


def test_what_cannot_be_tried_again_is_said(first_mail: Run) -> None:
    assert "there is no mail 1 that could be tried again" in first_mail("requeue", "mail", "1", code=1)
    assert "there is no notice 99 that could be tried again" in first_mail("requeue", "notice", "99", code=1)


def test_unknown_tickets_and_wrong_words_are_one_line(first_mail: Run) -> None:
    assert first_mail("ticket", "7", code=1).strip() == "postroom: there is no ticket 7"


def test_check_says_that_all_is_well_or_what_is_not(run: Run) -> None:
    assert "all is well" in run("check")
    Path("config.toml").write_text('[site]\nzone = "Mars"\n', encoding="utf-8")
    printed = run("check", code=2)
    assert "config.toml:2: site.zone" in printed
    assert "department: is missing" in printed


def test_check_names_a_relay_that_does_not_answer(run: Run) -> None:
    Path("config.toml").write_text(
        '[relay]\nhost = "127.0.0.1"\nport = 1\ntls = "none"\n[trust]\nagents = "bearer"\n'
        '[[department]]\nname = "support"\nlabel = "Support"\naddresses = ["support@example.org"]\n',
        encoding="utf-8",
    )
    assert "relay: 127.0.0.1:1: Connection refused" in run("check", code=1)


SCANNED = """
[relay]
folder = "./out"
[trust]
agents = "bearer"
[clamav]
socket = "SOCKET"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""


def test_check_says_whether_the_virus_scanner_answers(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "clamd.sock"
    Path("config.toml").write_text(SCANNED.replace("SOCKET", str(place)), encoding="utf-8")
    assert f"clamav: {place}: No such file or directory" in run("check", code=1)
    with fake_clamd(place):
        assert "all is well" in run("check")


def test_a_ticket_shows_what_is_withheld_folded_and_sealed(run: Run, tmp_path: Path) -> None:
    logo = (
        "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n"
        "\r\nLOGO\r\n"
    )
    setup = "--b\r\nContent-Type: application/octet-stream; name=setup.exe\r\n\r\nMZ\r\n"
    for number, body in enumerate((logo, logo + setup)):
        text = f"--b\r\nContent-Type: text/plain\r\n\r\nLetter {number}.\r\n{body}--b--\r\n"
        head = f"From: x@example.net\r\nSubject: {number}\r\nMIME-Version: 1.0\r\n"
        mail = f"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{text}"
        (tmp_path / f"{number}.eml").write_bytes(mail.encode())
        run("import", str(tmp_path / f"{number}.eml"), "--silent")
    assert "[attachment] logo.png (image/png" in run("ticket", "1001")
    printed = run("ticket", "1002")
    assert "[attachment withheld: type] setup.exe (application/octet-stream" in printed
    assert "[… 1 picture of the signature, shown before]" in printed
    assert "logo.png" not in printed
    (row,) = rows(run("ticket", "1002", "--json"))
    assert [(part["hidden"], part["withheld"]) for part in row["articles"][0]["attachments"]] == [
        (True, ""),
        (False, "type"),
    ]


def test_a_ticket_says_how_a_mail_was_signed_or_encrypted(run: Run, tmp_path: Path) -> None:
    kind = 'multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"'
    parts = "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
    parts += (
        "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
    )
    head = f"From: x@example.net\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    (tmp_path / "sealed.eml").write_bytes((head + parts).encode())
    run("import", str(tmp_path / "sealed.eml"), "--silent")
    assert "[PGP encrypted: open it in a mail client, from the attachment]" in run("ticket", "1001")


def test_words_of_strangers_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    evil = tmp_path / "evil.eml"
    evil.write_bytes(
        b"From: x@example.net\r\nTo: support@example.org\r\nSubject: \x1b[2J[red]a\x1b]0;b\x07\r\n\r\nhi\x1b[2J\r\n"
    )
    run("import", str(evil))
    for words in (("tickets",), ("ticket", "1001"), ("mails",), ("explain", "1")):
        printed = run(*words)
        assert "\x1b[2J" not in printed
        assert "\x07" not in printed
        assert "[red]" in printed or words[0] == "ticket"


def test_moments_in_the_journal_are_shown_as_all_others() -> None:
    told = "resolved until 2026-11-25T04:59:49.485822+00:00"
    assert desk.dated(told, "Asia/Tehran") == "resolved until 2026-11-25 08:29"
    assert desk.dated("2026-11-25T04:59:49+00:00", "UTC") == "2026-11-25 04:59"
    assert desk.dated("my printer 2026-11-25", "UTC") == "my printer 2026-11-25"

"""The scanner's verdicts, and that nothing which it does or does not do is more than "not scanned"."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.intake import clamav
from gateway.intake.clamav import RAW_LIMIT, Scanner, ScannerSettings
from gateway.tickets.attachments import UNEXAMINED, UNSCANNED, Scan, Scanned

from .clamd import EICAR, NO_CLAMD, REAL, VIRUS, FakeClamd, fake_clamd, real_clamd

CLEAN, FOUND = Scan(Scanned.CLEAN), Scan(Scanned.INFECTED, VIRUS)


@pytest.fixture(params=["unix", "tcp"])
def fake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FakeClamd]:
    with fake_clamd(tmp_path / "clamd.sock" if request.param == "unix" else None) as playing:
        yield playing


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "PAUSE", 0.01)
    monkeypatch.setattr(clamav, "PING", 0.2)


def scanner(fake: FakeClamd, timeout: float = 5.0, max_size: int = 10_000_000) -> Scanner:
    return Scanner(ScannerSettings(fake.place, timeout, max_size))


def test_without_a_socket_nothing_is_asked_and_nothing_is_known() -> None:
    assert Scanner(ScannerSettings("")).examine(b"raw", [EICAR]) is UNEXAMINED


def test_each_part_and_the_whole_mail_get_their_verdicts(fake: FakeClamd) -> None:
    found = scanner(fake).examine(b"the mail", [b"one", EICAR, bytes(200_000)])
    assert found.whole == CLEAN
    assert found.scans == (CLEAN, FOUND, CLEAN)
    assert found.viruses == (VIRUS,)
    assert fake.asked == [b"the mail", b"one", EICAR, bytes(200_000)]


def test_the_same_content_is_asked_about_once(fake: FakeClamd) -> None:
    assert scanner(fake).examine(b"raw", [EICAR, b"x", EICAR]).scans == (FOUND, CLEAN, FOUND)
    assert fake.asked.count(EICAR) == 1


def test_a_mail_without_attachments_is_not_scanned(fake: FakeClamd) -> None:
    assert scanner(fake).examine(b"raw", []) == UNEXAMINED
    assert not fake.asked


def test_a_large_mail_is_scanned_in_its_parts_only(fake: FakeClamd) -> None:
    raw = bytes(RAW_LIMIT + 1)
    assert scanner(fake).examine(raw, [b"x"]).whole == UNSCANNED
    assert fake.asked == [b"x"]


def test_an_empty_file_is_a_file(fake: FakeClamd) -> None:
    assert scanner(fake).examine(b"raw", [b""]).scans == (CLEAN,)


def test_what_is_too_large_for_us_is_not_sent(fake: FakeClamd) -> None:
    found = scanner(fake, max_size=10).examine(b"raw", [bytes(11), bytes(10)])
    assert found.scans == (UNSCANNED, CLEAN)


def test_what_is_too_large_for_the_scanner_is_not_scanned_and_the_next_one_is(fake: FakeClamd) -> None:
    fake.limit = 100_000
    asking = scanner(fake)
    assert asking.examine(b"raw", [bytes(5_000_000), EICAR]).scans == (UNSCANNED, FOUND)
    assert asking.examine(b"raw", [EICAR]).scans == (FOUND,), "a large file must not switch the scanner off"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"\xff\xfe\x00",
        b"x" * 1_000_000,
        b"stream: OK FOUND it later\0",
    ],
)
def test_an_answer_that_is_no_verdict_is_none(fake: FakeClamd, answer: bytes) -> None:
    fake.say = [answer, answer]
    assert scanner(fake)._verdict(b"content", time.monotonic() + 5) == UNSCANNED


def test_an_answer_may_come_without_its_end(fake: FakeClamd) -> None:
    fake.say = [b"stream: OK"]
    assert scanner(fake)._verdict(b"content", time.monotonic() + 5) == CLEAN


def test_a_name_is_made_safe(fake: FakeClamd) -> None:
    fake.say = [b"stream: Evil\x1b[2J\r\nBcc: " + b"x" * 500 + b" FOUND\0", b"stream:  FOUND\0"]
    asking = scanner(fake)
    name = asking._verdict(b"content", time.monotonic() + 5).virus
    assert name.isprintable()
    assert len(name) == 100
    assert asking._verdict(b"other", time.monotonic() + 5) == Scan(Scanned.INFECTED, "unnamed")


def test_a_scanner_that_hangs_up_is_asked_once_more(fake: FakeClamd) -> None:
    fake.say = [b""]
    assert scanner(fake)._verdict(EICAR, time.monotonic() + 5) == FOUND


def test_a_silent_scanner_holds_a_mail_up_for_its_timeout_and_the_next_ones_not_at_all(fake: FakeClamd) -> None:
    fake.say = [None] * 10
    asking = scanner(fake, timeout=0.5)
    began = time.monotonic()
    assert asking.examine(b"raw", [b"one", b"two"]).scans == (UNSCANNED, UNSCANNED)
    assert 0.4 < time.monotonic() - began < 2
    began = time.monotonic()
    assert asking.examine(b"raw", [b"three"]).scans == (UNSCANNED,)
    assert time.monotonic() - began < 0.4


def test_after_its_rest_it_is_asked_again(fake: FakeClamd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "REST", 0.1)
    fake.say = [None, None]
    asking = scanner(fake, timeout=0.2)
    assert asking.examine(b"raw", [EICAR]).scans == (UNSCANNED,)
    time.sleep(0.15)
    assert asking.examine(b"raw", [EICAR]).scans == (FOUND,)


def test_one_slow_file_does_not_switch_off_a_scanner_that_answers_a_ping(fake: FakeClamd) -> None:
    fake.say = [None]
    asking = scanner(fake, timeout=0.3)
    assert asking.examine(bytes(RAW_LIMIT + 1), [b"slow"]).scans == (UNSCANNED,)
    assert asking.examine(bytes(RAW_LIMIT + 1), [EICAR]).scans == (FOUND,)


@pytest.mark.parametrize(
    "place", ["/nowhere/clamd.sock", "127.0.0.1:1", "no-such-host.invalid:3310", "127.0.0.1:99999"]
)
def test_a_scanner_that_is_not_there_is_no_exception(place: str) -> None:
    asking = Scanner(ScannerSettings(place, 2.0))
    assert asking.examine(b"raw", [EICAR]).scans == (UNSCANNED,)
    assert asking.problem()


def test_a_check_tells_whether_it_answers(fake: FakeClamd) -> None:
    asking = scanner(fake)
    assert asking.problem() == ""
    fake.say = [b"", b"HELLO\0", None]
    assert "without an answer" in asking.problem()
    assert "HELLO" in asking.problem()
    assert "in time" in asking.problem(0.2)


# --- the real one -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    if not REAL:
        pytest.skip(NO_CLAMD)
    with real_clamd(tmp_path_factory.mktemp("clamd")) as place:
        yield Scanner(ScannerSettings(place, 20.0))


def test_a_real_clamd_finds_eicar_in_a_file_and_in_a_mail(real: Scanner) -> None:
    assert real.problem() == ""
    raw = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + raw + base64.encodebytes(EICAR)
    found = real.examine(raw, [EICAR, b"harmless"])
    assert found.scans == (FOUND_BY_REAL, CLEAN)
    assert found.whole == FOUND_BY_REAL


def test_a_real_clamd_says_no_to_what_is_larger_than_it_takes(real: Scanner) -> None:
    assert real.examine(b"raw", [bytes(3_000_000), EICAR]).scans == (UNSCANNED, FOUND_BY_REAL)
    assert real.examine(b"raw", [EICAR]).scans == (FOUND_BY_REAL,)


FOUND_BY_REAL = Scan(Scanned.INFECTED, f"{VIRUS}.UNOFFICIAL")  # clamd's mark of signatures that are not its own

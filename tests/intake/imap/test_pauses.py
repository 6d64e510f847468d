"""How long we wait after trouble, and how often we speak of it."""

import pytest

from gateway.intake.imap import trouble
from gateway.intake.imap.settings import Pauses
from gateway.intake.imap.suspects import Suspects
from gateway.intake.imap.trouble import Diary, Pause, Refused, words_of


def test_a_server_in_trouble_is_asked_again_within_a_minute_however_long_it_lasts() -> None:
    pause = Pause(Pauses())
    waits = [pause.after(OSError(), 1.0) for _ in range(20)]
    assert 0.5 <= waits[0] <= 1.0
    assert all(30.0 <= wait <= 60.0 for wait in waits[-5:])
    assert len(set(waits[-5:])) == 5, "many mailboxes must not come back in step"
    assert pause.after(OSError(), 3600.0) <= 1.0, "a connection that lasted was none of that trouble"


def test_who_is_refused_asks_ever_more_slowly_up_to_a_quarter_of_an_hour() -> None:
    pause = Pause(Pauses())
    waits = [pause.after(Refused("no"), 1.0) for _ in range(12)]
    assert 2.5 <= waits[0] <= 5.0
    assert all(450.0 <= wait <= 900.0 for wait in waits[-3:])


def test_the_same_trouble_is_said_again_each_hour_whatever_numbers_are_in_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = Diary("support")
    for number in range(5):
        diary.trouble(f"unexpected response: b'ABCD{number} OK' to mail {number}")
    assert len(caplog.records) == 1
    diary.trouble("something else")
    assert len(caplog.records) == 2
    monkeypatch.setattr(trouble, "AGAIN", 0.0)
    diary.trouble("something else")
    assert len(caplog.records) == 3


def test_what_a_database_says_is_not_repeated() -> None:
    try:
        raise ValueError("INSERT INTO spool VALUES ('private')")
    except ValueError as error:
        words = words_of(error)
    assert words.startswith("ValueError at test_pauses.py:")


def test_a_mail_is_given_up_only_after_some_time() -> None:
    hasty, patient = Suspects(0.0), Suspects(60.0)
    for suspects in (hasty, patient):
        suspects.blame([1, 2], alone=False)
        for _ in range(3):
            suspects.blame([1], alone=True)
    assert hasty.hopeless(1)
    assert not hasty.hopeless(2)
    assert not patient.hopeless(1)
    hasty.clear(1)
    assert not hasty.suspected(1)

"""The log in its two forms: whatever is said, a line is a line."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from gateway import maillog
from gateway.cli.log_lines import LOGGED, JsonLines

HOSTILE = 'x"\r\n2026-01-01 ERROR postroom.mail parked spool=1 \x1b[31m\u2028\ud800" spool=2'
PIPE = 4096  # bytes that a pipe takes in one piece


def one_line(record: logging.LogRecord) -> dict[str, Any]:
    written = JsonLines().format(record)
    assert written.isascii()
    assert len(written.splitlines()) == 1
    assert len(written) < PIPE
    line: dict[str, Any] = json.loads(written)
    return line


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "postroom")
    return caplog


def test_an_event_has_its_fields_with_their_types(told: pytest.LogCaptureFixture) -> None:
    maillog.decided(7, "ticket", 42, "opened by mail")
    line = one_line(told.records[0])
    assert line.pop("pid")
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "postroom.mail",
        "event": "ticket",
        "spool": 7,
        "ticket": 42,
        "reason": "opened by mail",
    }
    assert told.records[0].getMessage() == 'ticket spool=7 ticket=42 reason="opened by mail"'


def test_what_there_is_not_is_null_or_a_dash(told: pytest.LogCaptureFixture) -> None:
    maillog.decided(7, "discarded", 0, "ours")
    assert one_line(told.records[0])["ticket"] is None
    assert told.records[0].getMessage() == 'discarded spool=7 ticket=- reason="ours"'


def test_words_of_strangers_make_no_line_and_no_field_of_ours(told: pytest.LogCaptureFixture) -> None:
    maillog.decided(7, "held", 1, HOSTILE)
    maillog.unavailable("database", HOSTILE * 100)
    for record in told.records:
        text = record.getMessage()
        assert len(text.splitlines()) == 1
        assert text.count('"') == 2
        assert "\x1b" not in text
        assert one_line(record)["reason"].count("\n") == 0
    assert one_line(told.records[0])["spool"] == 7


def test_a_library_s_words_are_one_line_however_long(told: pytest.LogCaptureFixture) -> None:
    logging.getLogger("sqlalchemy.pool").error("%s", HOSTILE * 1000)
    line = one_line(told.records[0])
    assert line["event"] == "message"
    assert line["logger"] == "sqlalchemy.pool"


def test_an_exception_is_one_line_with_the_end_of_its_story(told: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("سلام\n" * 2000)
    except ValueError:
        logging.getLogger("postroom.smtp").exception("it broke")
    line = one_line(told.records[0])
    assert line["error"] == "ValueError"
    assert line["message"] == "it broke"
    assert line["traceback"].endswith("سلام\n") or "سلام" in line["traceback"]


def test_a_record_with_no_exception_under_way_has_no_error() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "words", (), sys.exc_info())
    assert "error" not in one_line(record)


PROGRAM = """
import logging, sys, threading, warnings
from gateway.cli.log_lines import begin
from gateway.config import Log
begin(Log(format="json"))
thread = threading.Thread(target=lambda: 1 / 0, name="feeder")
thread.start()
thread.join()
warnings.warn("old words")
logging.getLogger("asyncio").error("Task exception was never retrieved\\nfuture: x")
raise OSError(28, "No space left on device")
"""


def test_what_nobody_caught_is_json_too() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["logger"] for line in lines] == ["postroom.process", "py.warnings", "asyncio", "postroom.process"]
    assert [line.get("error") for line in lines] == ["ZeroDivisionError", None, None, "OSError"]
    assert lines[0]["message"] == "thread feeder ended by an error"


def test_the_supervisor_speaks_in_it_as_well(told: pytest.LogCaptureFixture) -> None:
    LOGGED.say("worker 1 ended unexpectedly and is started again: 100 %s")
    try:
        raise KeyError("x")
    except KeyError:
        LOGGED.crashed("worker 1")
    said, crashed = (one_line(record) for record in told.records)
    assert said["message"] == "worker 1 ended unexpectedly and is started again: 100 %s"
    assert (crashed["message"], crashed["error"]) == ("worker 1 ended by an error", "KeyError")


def test_a_quiet_log_leaves_out_ordinary_days(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "postroom")
    maillog.decided(7, "ticket", 42, "opened")
    maillog.parked(8, 1, "broken")
    assert [record.getMessage().split()[0] for record in caplog.records] == ["parked"]

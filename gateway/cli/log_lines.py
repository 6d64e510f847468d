"""What the log looks like: text for people, or JSON for machines that gather it, one object a line.

Each line is ASCII and shorter than what a pipe takes in one piece, so that processes which share one cannot mix theirs.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from ..config import Log
from ..maillog import Event
from .supervisor import PLAIN, Voice

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
MESSAGE = 1000  # characters of what a library says, as they are written
STORY = 2400  # and of a traceback, whose end tells most

log = logging.getLogger("postroom.process")

LOGGED = Voice(
    say=lambda sentence: log.error("%s", sentence),
    crashed=lambda name: log.critical("%s ended by an error", name, exc_info=True),
)


class JsonLines(logging.Formatter):
    """Keys: time (UTC, ISO), level, logger, pid, event, then the event's own. What is no event of ours is "message"."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
        }
        if isinstance(record.msg, Event):
            line |= {"event": record.msg.word, **dict(record.msg.fields)}
        else:
            line |= {"event": "message", "message": _end(record.getMessage()[:MESSAGE], MESSAGE)}
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__}
            line |= {"traceback": _end(self.formatException(record.exc_info), STORY)}
        return json.dumps(line)


def _end(text: str, room: int) -> str:
    """As much of its end as takes no more room than that when it is escaped."""
    while len(json.dumps(text)) > room + 2:
        text = text[len(text) // 8 + 1 :]
    return text


def begin(table: Log) -> None:
    """From now on this process and its children log to stderr, in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if table.format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("postroom").setLevel(logging.WARNING if table.level == "warning" else logging.INFO)
    if table.format == "json":
        logging.captureWarnings(True)
        sys.excepthook = _fell
        threading.excepthook = _thread_fell


def voice(table: Log) -> Voice:
    """The supervisor's, in the same form."""
    return LOGGED if table.format == "json" else PLAIN


def _fell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("ended by an error", exc_info=(kind, error, trace))


def _thread_fell(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        name = ended.thread.name if ended.thread else "?"
        log.critical(
            "thread %s ended by an error", name, exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback)
        )

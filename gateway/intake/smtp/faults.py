"""What the log says when a session breaks: type and place, never the text, because a database error quotes the mail."""

import logging
import traceback

log = logging.getLogger("postroom.smtp")


def report(peer: str, error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    log.error("session of %s failed: %s at %s", peer, type(error).__name__, where)

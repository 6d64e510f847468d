"""Words that stand in internal notes of many tests, and a watch over all mail that leaves: they must reach agents only.

`tests/conftest.py` looks after each test whether something leaked. What a worker or a relay of this process hands on is
seen there; servers that get mail from other processes of ours call `left` for each, and `left_as_files` finds the rest.
"""

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from pathlib import Path

CANARY = "kanarek-7QX2-zolty"  # nothing that a mail, a template or a folding rule would say or change
PERSIAN = "قناری‌گمشده"
BIRDS = (CANARY, PERSIAN)

CAST = frozenset({"tom@example.org", "mina@example.org", "sara@example.org"})  # see `builders`; offices have them too

_lock = threading.Lock()
_agents: set[str] = set(CAST)
_leaks: list[str] = []


def note(text: str) -> str:
    """The text of a note, with the birds in it."""
    return f"{text} {CANARY} {PERSIAN}"


def agents(*addresses: str) -> None:
    """These are agents, too, until the test is over."""
    with _lock:
        _agents.update(address.lower() for address in addresses)


def left(recipient: str, raw: bytes) -> None:
    """A mail has left for this person."""
    with _lock:
        if recipient.lower() in _agents:
            return
    for bird in BIRDS:
        if found(bird, raw):
            with _lock:
                _leaks.append(f"{bird!r} went to {recipient}: {_subject(raw)!r}")


def left_as_files(folder: Path) -> None:
    """Mails that processes of ours wrote below this folder instead of sending them."""
    for path in folder.rglob("*.eml"):
        raw = path.read_bytes()
        head, _, rest = raw.partition(b"\r\n")
        second, _, mail = rest.partition(b"\r\n")
        if head.startswith(b"X-Postroom-Envelope-From:") and second.startswith(b"X-Postroom-Envelope-To:"):
            left(second.decode().partition("<")[2].rstrip(">"), mail)


def over() -> list[str]:
    """What leaked since the last call; the cast is the cast again."""
    with _lock:
        leaks = list(_leaks)
        _leaks.clear()
        _agents.clear()
        _agents.update(CAST)
    return leaks


@contextmanager
def leaking() -> Iterator[list[str]]:
    """What leaks inside is wanted: it is given to the test instead of being its end."""
    caught: list[str] = []
    yield caught
    with _lock:
        caught += _leaks
        _leaks.clear()


# --- reading a mail as its recipient could ----------------------------------------------------------------------------


def found(words: str, raw: bytes) -> bool:
    """Do these words stand in a mail: as bytes, in a header, in any part however it is encoded?"""
    return any(words in text for text in _texts(raw))


def _texts(raw: bytes) -> Iterator[str]:
    yield raw.decode("utf-8", "replace")
    yield raw.decode("utf-16", "replace")
    root = message_from_bytes(raw)
    for part in root.walk():
        yield from (_header(str(value)) for value in part.values())
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield from _spoken(payload, part)


def _spoken(payload: bytes, part: "Message[str, str]") -> Iterator[str]:
    for charset in {part.get_content_charset() or "utf-8", "utf-8"}:
        try:
            text = payload.decode(charset, "replace")
        except LookupError:
            continue
        yield text
        yield html.unescape(text)


def _header(value: str) -> str:
    pieces: list[str] = []
    for piece, charset in decode_header(value.replace("\r", "").replace("\n", "")):
        pieces.append(piece if isinstance(piece, str) else piece.decode(charset or "utf-8", "replace"))
    return "".join(pieces)


def _subject(raw: bytes) -> str:
    return _header(str(message_from_bytes(raw).get("subject", "")))

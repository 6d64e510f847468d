"""What an answering machine says of its owner: are they away, and until when? Read in English and Persian. Pure.

"Until 3 December" is taken with that day; on the day on which somebody says to be back, they are. Whatever can be read
in two ways is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from . import auto_words
from .moments import read_moment
from .persian import fold

LIMIT = 2000  # characters that are looked at
CUES = 20  # places of a text at which a moment is looked for
NEAR = 8  # words beside a cue that may name the moment
FARTHEST = timedelta(days=180)

_GENERAL = ("auto", fold("خودکار"), fold("اتوماتیک"))
_WORDS = tuple(
    phrase for phrase in (*auto_words.ABSENT, *auto_words.AWAY) if not any(word in phrase for word in _GENERAL)
)
_UNTIL = re.compile(
    r"(?<!\w)(?:until|till|til|through|thru|from .{1,30}? to|تا|الی|لغایت)(?!\w)"
    r"(?: (?:the )?end of(?!\w)| (?:تاریخ|پایان|روز)(?!\w))*"
)
_BACK = re.compile(
    r"(?<!\w)(?:back|returning|returns?|available again|reachable again|resume(?: work)?)(?!\w)"
    r"(?: (?:to|in|at) (?:the |my )?(?:office|work|desk)(?!\w))?"
)
_PERSIAN_BACK = re.compile(
    r"(?<!\w)(?:به (?:محل )?(?:کار|دفتر|اداره|شرکت)(?: خود)? )?"
    r"(?:(?:باز|بر) ?می ?گردم|(?:باز|بر) ?خواهم گشت|بازگشت خواهم|مراجعت (?:می ?کنم|خواهم)"
    r"|در (?:محل کار|دفتر|اداره|خدمت)(?: شما)? (?:هستم|حاضر|خواهم))"
)
_SENTENCE = re.compile(r"[\n!?;؛؟]")


@dataclass(frozen=True, slots=True)
class Absent:
    """`until` is none where nothing can be read surely."""

    until: datetime | None


def read_absence(subject: str, text: str, now: datetime, zone: tzinfo) -> Absent | None:
    """None where nothing speaks of absence: a machine may answer for other reasons."""
    said = fold(text[:LIMIT])
    until = _end(said, now, zone)
    if until is None and not any(phrase in heard for heard in (fold(subject[:LIMIT]), said) for phrase in _WORDS):
        return None
    return Absent(until)


def _end(said: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The one moment that is named, that of coming back before others."""
    back = {*_moments(_behind(said, _BACK), now, zone), *_moments(_before(said, _PERSIAN_BACK), now, zone)}
    ends = back or set(_ends(_behind(said, _UNTIL), now, zone))
    found = next(iter(ends)) if len(ends) == 1 else None
    return found if found is not None and found <= now + FARTHEST else None


def _behind(said: str, cue: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
    """What stands behind each cue in its sentence: all that may be the moment, the longest first."""
    for number, found in enumerate(cue.finditer(said)):
        if number >= CUES:
            return
        words = _SENTENCE.split(said[found.end() : found.end() + 80], 1)[0].split()[:NEAR]
        yield tuple(" ".join(words[:count]) for count in range(len(words), 0, -1))


def _before(said: str, cue: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
    for number, found in enumerate(cue.finditer(said)):
        if number >= CUES:
            return
        words = _SENTENCE.split(said[max(0, found.start() - 80) : found.start()])[-1].split()[-NEAR:]
        yield tuple(" ".join(words[-count:]) for count in range(len(words), 0, -1))


def _named(places: Iterator[tuple[str, ...]], now: datetime, zone: tzinfo) -> Iterator[str]:
    """The words at each place that name a moment."""
    for readings in places:
        named = next((text for text in readings if read_moment(text, now, zone) is not None), None)
        if named is not None:
            yield named


def _moments(places: Iterator[tuple[str, ...]], now: datetime, zone: tzinfo) -> Iterator[datetime]:
    for text in _named(places, now, zone):
        if (found := read_moment(text, now, zone, hour=0)) is not None:
            yield found


def _ends(places: Iterator[tuple[str, ...]], now: datetime, zone: tzinfo) -> Iterator[datetime]:
    for text in _named(places, now, zone):
        start, later = (read_moment(text, now, zone, hour) for hour in (0, 1))
        if start is not None:
            yield _with_the_day(start, later, zone)


def _with_the_day(start: datetime, later: datetime | None, zone: tzinfo) -> datetime:
    """The end of the day where only a day is named: then an hour is missing, and what we put for it tells."""
    if start == later:
        return start
    local = start.astimezone(zone)
    return (local + timedelta(days=1)).astimezone(start.tzinfo)

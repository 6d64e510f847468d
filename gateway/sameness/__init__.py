"""Is a mail the same request as one that its writer made before? Asked by `repeating` where a mail would open a ticket.

Precision goes before recall: a request that hides in another one's ticket is worse than a ticket too many. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..facts import EarlierRequest
from ..mail.inbound import InboundMail
from ..mail.shown import shown
from ..tickets.attachments import is_small_picture
from ..tickets.ticket import Status
from .glance import far_apart
from .matter import Matter, matter_of
from .measure import Likeness, likeness

__all__ = ["Found", "Likeness", "Said", "compared", "find", "said_in"]

_OTHER_FILES = Likeness(0.0, "other files")
_SAME, _NOT = Likeness(1.0), Likeness(0.0)


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says: its new words, what stands below them, and the SHA-256 of its files."""

    subject: str
    text: str
    below: str = ""
    files: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The earlier request that a mail makes again, and how much of the words they share."""

    request: EarlierRequest
    score: float


def said_in(mail: InboundMail, contents: tuple[bytes, ...]) -> Said:
    """`contents`: the SHA-256 of each attachment. Pictures of a signature come and go."""
    pairs = zip(mail.attachments, contents, strict=False)
    files = frozenset(sha256 for part, sha256 in pairs if not is_small_picture(part))
    return Said(mail.subject, *shown(mail, ()), files)


def find(new: Said, earlier: Iterable[EarlierRequest], unanswered: int) -> Found | None:
    """Of several the most alike, and of those the first. `unanswered`: requests of the writer that wait for us."""
    best: Found | None = None
    for request in earlier:
        alone = unanswered == 1 and request.ticket.status is not Status.WAITING
        old = Said(request.subject, request.text, "", frozenset(request.attachments))
        found = compared(new, old, alone)
        if found.same and (best is None or found.score > best.score):
            best = Found(request, found.score)
    return best


def compared(new: Said, old: Said, waits_alone: bool) -> Likeness:
    """`waits_alone`: nothing else of the writer is unanswered, so that who asks for news asks for these."""
    if new.files and old.files and not (new.files <= old.files or old.files <= new.files):
        return _OTHER_FILES
    if far_apart(new.text, old.text):
        return _NOT
    mine, theirs = matter_of(new.subject, new.text), matter_of(old.subject, old.text)
    if not mine.words or mine.is_bare:
        return _SAME if _means_it(new, mine, old, theirs, waits_alone) else _NOT
    found = likeness(mine, theirs)
    sent_again = mine.chases and bool(new.files) and new.files == old.files
    return _SAME if sent_again and not found.against else found


def _means_it(new: Said, mine: Matter, old: Said, theirs: Matter, waits_alone: bool) -> bool:
    """Does a mail without any word of a matter mean this one?"""
    if new.files:
        return new.files == old.files or (mine.chases and new.files <= old.files)
    if not mine.chases:
        return False
    return waits_alone or bool(new.below and likeness(matter_of("", new.below), theirs).same)

"""What becomes of an attachment: passed on, folded away, or withheld with a reason. Pure.

A withheld attachment is stored like any other; only no mail of ours carries it.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ..mail.inbound import Attachment

NO_LIMIT = 2**62
PICTURE_LIMIT = 50 * 1024  # bytes; a larger picture is hardly part of a signature


class Reason(Enum):
    """Why an attachment is not passed on."""

    VIRUS = "virus"
    TYPE = "type"
    SIZE = "size"
    NOT_SCANNED = "not scanned"


class Scanned(Enum):
    NOT = "not scanned"
    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the virus scanner says of one piece; `virus` is the name that it has for what it found."""

    result: Scanned = Scanned.NOT
    virus: str = ""


UNSCANNED = Scan()


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a mail's attachments, by their position, before anything is decided."""

    whole: Scan = UNSCANNED  # of the mail as it came
    scans: tuple[Scan, ...] = ()
    seen: frozenset[int] = frozenset()  # small pictures that came with an earlier mail of the same author

    def scan(self, position: int) -> Scan:
        """What was found in the mail as a whole and in no part of it may be in any of them."""
        hidden = self.whole.result is Scanned.INFECTED and not any(map(_infected, self.scans))
        return self.whole if hidden else self.scans[position] if position < len(self.scans) else UNSCANNED

    @property
    def viruses(self) -> tuple[str, ...]:
        return tuple(scan.virus for scan in (self.whole, *self.scans) if _infected(scan))


UNEXAMINED = Examination()


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """What a department passes on. `types` are "image/png" or "image/*", extensions have no dot; lower case."""

    max_size: int = NO_LIMIT
    max_total: int = NO_LIMIT
    types: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    scanned: bool = False  # only what the virus scanner has looked at


EVERYTHING = AttachmentRules()


@dataclass(frozen=True, slots=True)
class Passed:
    """Goes along with our mails, as far as they have room."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A picture that was shown before: kept, not shown again."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Kept and named, but in no mail of ours."""

    reason: Reason
    virus: str = ""

    @property
    def words(self) -> str:
        return f"{self.reason.value} {self.virus}" if self.virus else self.reason.value


Fate = Passed | Folded | Withheld


def read_withheld(words: str) -> Withheld | None:
    """The other way round: from `Withheld.words`; None for ""."""
    for reason in Reason:
        if words == reason.value or words.startswith(f"{reason.value} "):
            return Withheld(reason, words[len(reason.value) + 1 :])
    return None


def fates(attachments: tuple[Attachment, ...], known: Examination, rules: AttachmentRules) -> tuple[Fate, ...]:
    """Each attachment's fate, in their order; what is too much for `max_total` is decided in that order, too."""
    left = rules.max_total
    decided: list[Fate] = []
    for position, attachment in enumerate(attachments):
        fate = _fate(_Case(attachment, known.scan(position), rules, left), position in known.seen)
        left -= attachment.size if isinstance(fate, Passed) else 0
        decided.append(fate)
    return tuple(decided)


def is_small_picture(attachment: Attachment) -> bool:
    """May it be part of a signature: shown once, folded away when it comes again?"""
    placed = attachment.inline or bool(attachment.content_id)
    return placed and attachment.size <= PICTURE_LIMIT and attachment.content_type.startswith("image/")


# --- the checks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    attachment: Attachment
    scan: Scan
    rules: AttachmentRules
    left: int  # bytes


def _fate(case: _Case, seen: bool) -> Fate:
    withheld = next((found for check in _CHECKS if (found := check(case)) is not None), None)
    if withheld is not None:
        return withheld
    return Folded() if seen and is_small_picture(case.attachment) else Passed()


def _infected(scan: Scan) -> bool:
    return scan.result is Scanned.INFECTED


def _virus(case: _Case) -> Withheld | None:
    return Withheld(Reason.VIRUS, case.scan.virus) if _infected(case.scan) else None


def _type(case: _Case) -> Withheld | None:
    """By its name, by what it is said to be, and by what it is."""
    part, rules = case.attachment, case.rules
    said = {part.content_type, part.content_type.partition("/")[0] + "/*"}
    refused = rules.extensions & {extension(part.shown_name), _by_content(part.content)} or rules.types & said
    return Withheld(Reason.TYPE) if refused else None


def _size(case: _Case) -> Withheld | None:
    return Withheld(Reason.SIZE) if case.attachment.size > min(case.rules.max_size, case.left) else None


def _scanned(case: _Case) -> Withheld | None:
    unseen = case.rules.scanned and case.scan.result is Scanned.NOT
    return Withheld(Reason.NOT_SCANNED) if unseen else None


_CHECKS: tuple[Callable[[_Case], Withheld | None], ...] = (_virus, _type, _size, _scanned)


def extension(name: str) -> str:
    """The last one, as the system reads it that would run the file: blanks, dots and invisible signs at the end and
    look-alikes of other alphabets' widths do not help. "bill.PDF .exe " is an exe.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(c for c in folded if unicodedata.category(c)[0] not in "CZ")
    _, dot, last = visible.rstrip(".").rpartition(".")
    return last if dot else ""


def _by_content(content: bytes) -> str:
    """The extension that the first bytes ask for, "" where they say nothing."""
    return next((name for name, is_one in _SIGNS if is_one(content)), "")


_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("exe", lambda content: content.startswith(b"MZ") and b"\0" in content[:64]),  # a text may begin with MZ, too
    ("lnk", lambda content: content.startswith(b"L\0\0\0\x01\x14\x02\0")),
)

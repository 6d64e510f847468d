"""Plays labelled pairs as a house would: the first mail is an open ticket, the second comes in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.mail.html import to_text
from gateway.mail.inbound import Attachment, InboundMail
from gateway.sameness import Likeness, Said, compared, said_in

from ..builders import mail
from . import held_out_en, held_out_fa, held_out_more, tuned_en, tuned_fa, tuned_more
from .generated import generated
from .pairs import Letter, Pair
from .seeds import HELD_OUT, TUNED


def tuned() -> list[Pair]:
    """By these the measure was made what it is."""
    return [*tuned_en.PAIRS, *tuned_fa.PAIRS, *tuned_more.PAIRS, *generated(TUNED, 1)]


def held_out() -> list[Pair]:
    """Nobody looked at these while it was made."""
    return [*held_out_en.PAIRS, *held_out_fa.PAIRS, *held_out_more.PAIRS, *generated(HELD_OUT, 2)]


@dataclass(frozen=True)
class Played:
    pair: Pair
    likeness: Likeness

    @property
    def right(self) -> bool:
        return self.likeness.same is self.pair.same


@dataclass(frozen=True)
class Score:
    joined: int  # were taken for the same request
    joined_right: int
    same: int  # are the same request

    @property
    def precision(self) -> float:
        return self.joined_right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        return self.joined_right / self.same if self.same else 1.0


def play(pair: Pair) -> Played:
    first, second = said(pair.first), said(pair.second)
    return Played(pair, compared(second, Said(first.subject, first.text, "", first.files), pair.waiting == 0))


def score(played: Iterable[Played]) -> Score:
    each = tuple(played)
    joined = [one for one in each if one.likeness.same]
    return Score(len(joined), sum(one.right for one in joined), sum(one.pair.same for one in each))


def said(letter: Letter) -> Said:
    return said_in(mail_of(letter), tuple(digest(name) for name in letter.files))


def mail_of(letter: Letter) -> InboundMail:
    text = to_text(letter.body, []) if letter.html else letter.body
    files = tuple(Attachment(name, "application/octet-stream", name.encode()) for name in letter.files)
    return mail(text, subject=letter.subject, attachments=files)


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()

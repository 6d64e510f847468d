"""What of a body is shown, and what is folded away under it. Both together are the whole body, but for blank edges."""

from collections.abc import Iterable
from functools import lru_cache

from .inbound import InboundMail
from .recognise import recognise
from .references import is_forward
from .reply import Kind, Piece, Reply, split

IN_HAND = 32  # bodies of mails that are worked on at one moment: each is asked for several times, by several steps
SHORT = 50_000  # characters of a body that may be remembered


def shown(mail: InboundMail, said: Iterable[str]) -> tuple[str, str]:
    """The text that is shown, and what is folded: quotes and signature. Answers between quotes keep them.

    `said` are texts that stand on the ticket already: what repeats them is a quote, whatever client made it.
    """
    pieces = recognise(_split(mail.text, is_forward(mail.subject)), said).pieces
    new = [index for index, piece in enumerate(pieces) if piece.kind is Kind.NEW and piece.text.strip()]
    if not new:
        return mail.text.strip(), ""
    answers = pieces[: new[-1] + 1]
    if any(piece.kind is Kind.QUOTED for piece in answers):
        return _text(answers), _text(pieces[new[-1] + 1 :])
    return _parted(pieces)


def own_words(mail: InboundMail) -> tuple[str, str]:
    """What an agent wrote, and all the rest: a quote may hold notes among agents, and customers get the first only.

    What agents repeat on purpose is theirs, so nothing is folded because it was said before.
    """
    return _parted(_split(mail.text, False).pieces)


def _split(body: str, forwarded: bool) -> Reply:
    return _split_once(body, forwarded) if len(body) <= SHORT else split(body, forwarded=forwarded)


@lru_cache(IN_HAND)
def _split_once(body: str, forwarded: bool) -> Reply:
    return split(body, forwarded=forwarded)


def _parted(pieces: Iterable[Piece]) -> tuple[str, str]:
    pieces = tuple(pieces)
    new = (piece for piece in pieces if piece.kind is Kind.NEW)
    return _text(new), _text(piece for piece in pieces if piece.kind is not Kind.NEW)


def _text(pieces: Iterable[Piece]) -> str:
    return "".join([piece.text for piece in pieces]).strip()

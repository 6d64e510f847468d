"""A mail to an address for ratings: stars, perhaps a comment, and nothing else, whatever else it says. Pure."""

from dataclasses import dataclass, replace

from .case import Case
from .facts import How
from .mail.inbound import Nature
from .mail.references import base_subject
from .mail.shown import own_words
from .mail.signed import only_signed
from .mail.token import without_tokens
from .matching import Joined, part
from .notices.ratings import BAD
from .replying import Effect
from .tickets.changes import Change, Comment, Rate
from .tickets.people import Role
from .tickets.standing import Act
from .tickets.stars import drawn, stars_named
from .tickets.ticket import ArticleKind, Ticket


def rates(case: Case) -> Case | None:
    """The case, with the very ticket that the address for ratings was made for; None for mail to other addresses. What
    an agent let in is read as any other mail.
    """
    found = next((each for each in case.facts.candidates if each.how is How.REPLY_ADDRESS), None)
    if case.facts.slip is None or case.facts.released or found is None:
        return None
    return replace(case, match=Joined(found, part(case.facts.author, found.ticket, case.policy)))


def rating_effect(case: Case, ticket: Ticket) -> Effect | None:
    """None where its author may not rate this ticket: only the requester's own address counts, and only for people."""
    slip = case.facts.slip
    person = case.mail.judgement.nature is Nature.PERSON
    asked = case.author.role is Role.REQUESTER
    if slip is None or not (slip.own and asked and person and case.may(Act.RATE)):
        return None
    said = _read(case)
    changes: tuple[Change, ...] = (Comment(),) if said.comment or case.weighed(ticket).attachments else ()
    text = "\n".join(piece for piece in (drawn(said.stars) if said.stars else "", said.comment) if piece)
    if slip.late:
        return Effect(changes, ArticleKind.INTERNAL, text, quiet=not changes, late=bool(said.stars))
    new = (Rate(said.stars),) if said.stars not in (0, ticket.rating) else ()
    bad = bool(new) and said.stars <= BAD
    return Effect((*new, *changes), ArticleKind.INTERNAL, text, quiet=not changes and not bad)


@dataclass(frozen=True, slots=True)
class _Said:
    stars: int  # 0 for none
    comment: str


def _read(case: Case) -> _Said:
    """The stars stand in the subject that our link gave; or who writes it by hand puts them into the first line."""
    words = own_words(case.mail)[0]
    first, _, rest = words.partition("\n")
    by_hand = stars_named(first)
    stars = by_hand or stars_named(base_subject(without_tokens(case.mail.subject)))
    comment = rest.strip() if by_hand else words
    names = (case.mail.writer.name, case.facts.author.person.name)
    return _Said(stars, "" if only_signed(comment, names) else comment)

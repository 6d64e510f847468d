"""What an order is: its words, what it needs, and what may come of it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from ..facts import Facts
from ..policy import Policy
from ..tickets.effects import Effect
from ..tickets.people import Author
from ..tickets.standing import Act
from ..tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    en: str
    fa: str

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en


NOTHING_SAID = Words("", "")


@dataclass(frozen=True, slots=True)
class Complaint:
    """An order that cannot be followed, and why, in words for its writer."""

    why: Words


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What follows from an order, in this sequence. `told` goes into the transcript; `internal`: what else the mail
    says is a note among agents; `note` is the beginning of that note.
    """

    effects: tuple[Effect, ...] = ()
    told: Words = NOTHING_SAID
    internal: bool = False
    note: str = ""


Reply = Obeyed | Complaint


@dataclass(frozen=True, slots=True)
class Lobby:
    """What an order may look at that concerns no ticket."""

    author: Author
    facts: Facts
    policy: Policy

    @property
    def language(self) -> str:
        """The language in which the writer is told what came of it."""
        agent = self.policy.agent_named(self.author.agent) if self.author.agent else None
        return agent.language if agent else self.author.person.language or self._otherwise

    @property
    def _otherwise(self) -> str:
        return "en"


@dataclass(frozen=True, slots=True)
class Desk(Lobby):
    """What an order on a ticket may look at: the ticket is as the orders before this one left it."""

    ticket: Ticket

    @property
    def _otherwise(self) -> str:
        """Who never chose a language is told in that of the ticket, as by all other mail about it."""
        return self.ticket.language


@dataclass(frozen=True, slots=True)
class Command:
    """One order. `name` is its English word, `persian` its Persian one as we write it; `also` are other writings that
    people try. `takes` names its argument, `does` says in half a sentence what it is for.
    """

    name: str
    persian: str
    act: Act
    obey: Callable[[str, Desk], Reply]
    does: Words
    takes: Words = NOTHING_SAID
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One order of a requester that needs no ticket."""

    name: str
    persian: str
    act: Act
    obey: Callable[[str, Lobby], Reply]
    does: Words
    takes: Words = NOTHING_SAID
    also: tuple[str, ...] = ()

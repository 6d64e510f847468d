"""What there would be, had some rules been in force. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..decisions import Update
from ..facts import Beginning, Candidate, DeskState, EarlierRequest, Facts, How
from ..mail.inbound import InboundMail
from ..mail.references import conversation, key, thread_ids
from ..policy import Policy
from ..tickets.attachments import is_small_picture
from ..tickets.ticket import Status, Ticket
from ..triage import triage
from .past import Past, Routed, routed_by

COUNTED = 100  # open tickets of one person, and those of them that are compared, as the store has it
LOOKED_AT = 5
TEXT = 4000  # characters of what each said


@dataclass(frozen=True, slots=True)
class _Opened:
    """A ticket of this world. `number` is the real one's, or below zero where there is none."""

    ticket: Ticket
    ended: datetime | None
    request: EarlierRequest

    def is_open(self, at: datetime) -> bool:
        return self.ticket.status is not Status.SPAM and (self.ended is None or self.ended > at)


class World:
    """What there would be, had these rules been in force. Tickets that only this world has are found by the names of
    their mails, as the real ones were.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._tickets: dict[int, _Opened] = {}
        self._real_spam: set[int] = set()  # tickets that a rule took for spam when they came
        self._missing: set[int] = set()  # real tickets that nobody opened here
        self._moved: set[int] = set()  # real tickets that lie elsewhere here, so that other mails say the same again
        self._by_name: dict[str, list[int]] = {}
        self._by_author: dict[str, list[int]] = {}
        self._desks = {department.name: DeskState(department.name) for department in policy.departments}
        self._loads: dict[str, Counter[str]] = {department.name: Counter() for department in policy.departments}

    def meet(self, past: Past) -> Routed | None:
        """None where the mail joins the ticket that it joined."""
        if past.spam:
            self._real_spam.add(past.ticket)
        if not past.opened and past.ticket and not self._differs(past):
            return None
        decision = triage(past.mail, self._facts(past), self._policy)
        routed = routed_by(decision)
        if isinstance(decision, Update) and decision.before is None:
            self._open(past, decision)
            return routed
        if isinstance(decision, Update) and decision.before is not None:
            self._remember(past.mail, decision.before.number)
        if past.opened:
            self._missing.add(past.ticket)
        return routed

    def _differs(self, past: Past) -> bool:
        """Might a mail that joined a ticket do something else here?"""
        number = past.ticket
        here = self._tickets.get(number)
        became_spam = here is not None and here.ticket.status is Status.SPAM and number not in self._real_spam
        return number in self._missing or became_spam or (past.again and number in self._moved)

    def _facts(self, past: Past) -> Facts:
        return Facts(
            now=past.at,
            author=past.author,
            released=past.released,
            candidates=tuple(self._candidates(past)),
            accepted=past.accepted,
            contents=_contents(past.mail),
            beginning=self._beginning(past),
        )

    def _candidates(self, past: Past) -> Iterator[Candidate]:
        """The ticket that it joined or went on from, as it is here; then those that only this world has."""
        before = past.follows.number if past.follows else 0 if past.opened else past.ticket
        here = None if past.again else self._tickets.get(before)
        if here is not None and (before in self._real_spam or past.follows is None):
            yield Candidate(How.IN_REPLY_TO, f"#{before}", here.ticket)
        elif past.follows is not None and before not in self._missing:
            yield Candidate(How.IN_REPLY_TO, f"#{before}", replace(past.follows, status=Status.CLOSED))
        numbers = (number for name in _names(past.mail) for number in self._by_name.get(name, ()))
        for number in dict.fromkeys(numbers):
            yield Candidate(How.REFERENCES, f"#{number}", self._tickets[number].ticket)

    def _beginning(self, past: Past) -> Beginning:
        """What opened a ticket though another one was open said something else; so only tickets that were not there, or
        lay elsewhere, may be what it says again.
        """
        numbers = self._by_author.get(past.author.person.address, ())
        mine = [number for number in reversed(numbers) if self._tickets[number].is_open(past.at)]
        compared = [each for each in mine[:LOOKED_AT] if each < 0 or each in self._moved or not past.opened]
        count = min(past.others + len(mine), COUNTED)
        earlier = tuple(self._tickets[number].request for number in compared)
        return Beginning(count, count, desks=tuple(self._states()), earlier=earlier)

    def _states(self) -> Iterator[DeskState]:
        for name, state in self._desks.items():
            yield replace(state, loads=tuple(self._loads[name].items()))

    def _open(self, past: Past, decision: Update) -> None:
        """Its number is the real one's, where its mail opened one."""
        number = past.ticket if past.opened else -past.id
        ticket = replace(decision.after, number=number)
        request = _request(past, ticket, decision.article.text)
        self._tickets[number] = _Opened(ticket, past.ended if past.opened else None, request)
        self._by_author.setdefault(ticket.requester.address, []).append(number)
        if past.opened and past.place not in (None, (ticket.department, ticket.type, ticket.product)):
            self._moved.add(number)
        if number < 0:
            self._remember(past.mail, number)
        if ticket.assignee and ticket.department in self._loads:
            self._loads[ticket.department][ticket.assignee] += 1
        for turn in decision.aftermath.turns:
            self._desks[turn.department] = DeskState(turn.department, turn.agent, turn.version + 1)

    def _remember(self, mail: InboundMail, number: int) -> None:
        """The mail leads to this ticket here, and did not in truth."""
        for name in _names(mail):
            self._by_name.setdefault(name, []).append(number)


def _request(past: Past, ticket: Ticket, text: str) -> EarlierRequest:
    files = (
        digest
        for part, digest in zip(past.mail.attachments, _contents(past.mail), strict=True)
        if not is_small_picture(part)
    )
    recipients = tuple(address.lower() for address in past.mail.envelope.recipients)
    return EarlierRequest(ticket, past.mail.subject, text[:TEXT], tuple(files), past.at, recipients)


def _contents(mail: InboundMail) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(part.content).digest() for part in mail.attachments)


def _names(mail: InboundMail) -> tuple[str, ...]:
    """Every name that a mail has or mentions."""
    talk = conversation(mail)
    names = (key(mail.message_id), *thread_ids(mail), talk.key if talk else "")
    return tuple(name for name in dict.fromkeys(names) if name)

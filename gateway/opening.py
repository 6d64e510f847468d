"""The first step of a ticket: its department, people, language and subject, and what the first lines say of it, read
from the mail that opens it. Pure.
"""

from dataclasses import dataclass

from .commands.command import Words
from .commands.fields import Fields, read_fields
from .facts import Facts
from .mail.inbound import InboundMail
from .mail.persian import language_of
from .mail.references import base_subject
from .mail.token import without_tokens
from .policy import Department, Policy
from .tickets.changes import AddParticipant
from .tickets.people import Person
from .tickets.standing import Act, may
from .tickets.ticket import UNNUMBERED, Priority, Status, Ticket

SUBJECT_LIMIT = 300  # characters
NO_SUBJECT = {"en": "(no subject)", "fa": "(بدون موضوع)"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A new ticket, and what could not be understood of the lines that describe it."""

    ticket: Ticket
    complaints: tuple[Words, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """The complaints for who wrote the mail, in the language of the ticket."""
        return tuple(words.in_language(self.ticket.language) for words in self.complaints)


def open_ticket(mail: InboundMail, facts: Facts, policy: Policy, follows: Ticket | None = None) -> Ticket:
    """The ticket that a mail opens; one that goes on from a closed ticket stays in its department."""
    return opened(mail, facts, policy, follows).ticket


def opened(
    mail: InboundMail, facts: Facts, policy: Policy, follows: Ticket | None = None, text: str | None = None
) -> Opened:
    """The same, with complaints about the lines that describe it. `text` is what is left where orders stood on top.
    The lines stay where they are: agents read what was written.
    """
    says = _fields(mail.text if text is None else text, facts, policy)
    department = policy.department(follows.department) if follows else department_for(mail, policy)
    person = facts.author.person
    language = person.language or language_of(f"{mail.subject}\n{mail.text}") or department.language
    ticket = Ticket(
        number=UNNUMBERED,
        subject=subject_of(mail) or NO_SUBJECT[language],
        status=Status.NEW,
        department=says.department or department.name,
        requester=person,
        language=language,
        created=facts.asked,
        priority=says.priority or Priority.NORMAL,
        type=says.type or policy.types[0].name,
        product=says.product,
        follows=follows.number if follows else UNNUMBERED,
    )
    return Opened(ticket, says.complaints)


def _fields(text: str, facts: Facts, policy: Policy) -> Fields:
    allowed = may(facts.author.standing, Act.SET_FIELDS)
    return read_fields(text, policy) if allowed else Fields("", None, "", "", text)


def department_for(mail: InboundMail, policy: Policy) -> Department:
    """By the envelope, then by To and Cc; the first department where neither names one."""
    addresses = [address.lower() for address in mail.envelope.recipients]
    addresses += [mailbox.key for mailbox in mail.addressed]
    found = (policy.department_at(address) for address in addresses)
    return next((department for department in found if department), policy.departments[0])


def subject_of(mail: InboundMail) -> str:
    return base_subject(without_tokens(mail.subject))[:SUBJECT_LIMIT].strip()


def people_brought(mail: InboundMail, ticket: Ticket, facts: Facts, policy: Policy) -> tuple[AddParticipant, ...]:
    """Who becomes a participant because a mail that may do so names them in To or Cc; never ourselves or our agents."""
    if not may(facts.author.standing, Act.ADD_PEOPLE):
        return ()
    new: dict[str, AddParticipant] = {}
    for mailbox in mail.addressed:
        key = mailbox.key
        if not key or ticket.involves(key) or policy.owns(key) or policy.agent_at(key):
            continue
        new.setdefault(key, AddParticipant(Person(0, key, mailbox.name)))
    return tuple(new.values())[: policy.participants]

"""The first step of a ticket: its department, people, language and subject, read from the mail that opens it. Pure."""

from .facts import Facts
from .mail.inbound import InboundMail
from .mail.persian import language_of
from .mail.references import base_subject
from .mail.token import without_tokens
from .policy import Department, Policy
from .tickets.changes import AddParticipant
from .tickets.people import Person
from .tickets.standing import Act, may
from .tickets.ticket import UNNUMBERED, Status, Ticket

SUBJECT_LIMIT = 300  # characters
NO_SUBJECT = {"en": "(no subject)", "fa": "(بدون موضوع)"}


def open_ticket(mail: InboundMail, facts: Facts, policy: Policy, follows: Ticket | None = None) -> Ticket:
    """The ticket that a mail opens; one that goes on from a closed ticket stays in its department."""
    department = policy.department(follows.department) if follows else department_for(mail, policy)
    person = facts.author.person
    language = person.language or language_of(f"{mail.subject}\n{mail.text}") or department.language
    return Ticket(
        number=UNNUMBERED,
        subject=subject_of(mail) or NO_SUBJECT[language],
        status=Status.NEW,
        department=department.name,
        requester=person,
        language=language,
        created=facts.now,
        follows=follows.number if follows else UNNUMBERED,
    )


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

"""What tests of the pure core build: a mail, the facts about it, a policy, a ticket.

The cast: Ali asks, Reza is copied in, Eve is a stranger. Tom and Mina answer in `support`, Sara in `poshtibani`.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.facts import Candidate, Facts, How
from gateway.mail.inbound import Attachment, Envelope, InboundMail, Judgement, Mailbox, Nature, Source
from gateway.mail.reply_address import KeyRing
from gateway.policy import Department, Policy
from gateway.tickets.lifecycle import Window
from gateway.tickets.people import Agent, Author, Person, Role, Standing
from gateway.tickets.ticket import Article, ArticleKind, Status, Ticket

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
KEY = b"k" * 32
RING = KeyRing({1: KEY}, 1)

ALI = Person(1, "ali@customer.example", "Ali Rezaei")
REZA = Person(2, "reza@customer.example", "Reza Karimi")
EVE = Person(3, "eve@elsewhere.example", "Eve")

TOM = Agent("tom", "tom@example.org", "Tom Baker", "en")
MINA = Agent("mina", "mina@example.org", "Mina Sadr", "en")
SARA = Agent("sara", "sara@example.org", "Sara Ahmadi", "fa")

SUPPORT = Department(
    name="support",
    labels=(("en", "Support"), ("fa", "پشتیبانی")),
    addresses=("support@example.org", "help@example.org"),
    agents=(TOM, MINA),
    lead="tom",
    language="en",
    window=Window(timedelta(days=3)),
)
POSHTIBANI = replace(
    SUPPORT,
    name="poshtibani",
    addresses=("poshtibani@example.org",),
    agents=(SARA,),
    lead="sara",
    language="fa",
)

PICTURE = Attachment("picture.png", "image/png", b"\x89PNG")


def policy(**changes: Any) -> Policy:
    built = Policy(
        site=(("en", "Example Organisation"), ("fa", "سازمان نمونه")),
        zone="Asia/Tehran",
        departments=(SUPPORT, POSHTIBANI),
        agents=(TOM, MINA, SARA),
        needed=Standing.ALIGNED,
        authserv_id="border.example.org",
        reply_domain="in.example.org",
        ring=RING,
    )
    return replace(built, **changes)


def ticket(**changes: Any) -> Ticket:
    """Number 7, open in `support`, asked by Ali, Reza takes part, nobody has taken it."""
    built = Ticket(7, "Printer broken", Status.OPEN, "support", ALI, "en", NOW - timedelta(hours=2), (REZA,))
    return replace(built, **changes)


def resolved(**changes: Any) -> Ticket:
    since = NOW - timedelta(days=1)
    ends = {"closes": since + timedelta(days=3), "reminds": since + timedelta(days=2)}
    return ticket(**{"status": Status.RESOLVED, "resolved": since, **ends, **changes})


def mail(text: str = "It is broken.", **changes: Any) -> InboundMail:
    """From Ali to the support address, written by a person."""
    built = InboundMail(
        envelope=Envelope("ali@customer.example", ("support@example.org",), Source.SMTP),
        fields=(),
        subject="Printer broken",
        from_=(Mailbox("ali@customer.example", "Ali Rezaei"),),
        to=(Mailbox("support@example.org"),),
        cc=(),
        reply_to=(),
        message_id="1@customer.example",
        in_reply_to=(),
        references=(),
        date=NOW,
        text=text,
        html="",
        attachments=(),
        judgement=Judgement(Nature.PERSON),
        bounce=None,
    )
    return replace(built, **changes)


def written_by(nature: Nature, text: str = "I am away.", **changes: Any) -> InboundMail:
    return mail(text, judgement=Judgement(nature, f"it is {nature.value}"), **changes)


def person(someone: Person | Agent) -> Person:
    return someone if isinstance(someone, Person) else Person(9, someone.address, someone.shown, someone.language)


def facts(someone: Person | Agent = ALI, standing: Standing = Standing.ALIGNED, **changes: Any) -> Facts:
    return replace(Facts(NOW, Author(person(someone), standing, Role.STRANGER)), **changes)


def about(found: Ticket, someone: Person | Agent = ALI, standing: Standing = Standing.ALIGNED, **changes: Any) -> Facts:
    """Facts about a mail that names this ticket by its token."""
    return replace(facts(someone, standing, candidates=(Candidate(How.TOKEN, "#7", found),)), **changes)


def author(someone: Person | Agent, standing: Standing = Standing.ALIGNED, role: Role | None = None) -> Author:
    agent = someone.name if isinstance(someone, Agent) else ""
    known = Role.AGENT if agent else Role.REQUESTER if someone is ALI else Role.PARTICIPANT
    return Author(person(someone), standing, role or known, agent)


def article(someone: Person | Agent = ALI, kind: ArticleKind = ArticleKind.PUBLIC) -> Article:
    return Article(kind, author(someone), "It is broken.", "", "", (), "1@customer.example", NOW)

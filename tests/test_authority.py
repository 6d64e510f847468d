"""T-SEC-4, the authority matrix: every way to name an author, every word of a border server, every relation to a
ticket, everything that somebody may want. Through real parsing and the real decision; what proves nothing never acts.

Cells that give the decision the very same input are decided about once: what a mail's header says of its author reaches
it as a standing, a parsed author and defects, and in no other way.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

import pytest

from gateway.decisions import Aftermath, Decision, Discard, Hold, Quarantine, Update
from gateway.facts import Candidate, Contribution, Facts, How, Proposal, Surroundings
from gateway.mail.auth import authentication
from gateway.mail.inbound import Envelope, InboundMail, Mailbox, Source
from gateway.mail.parse import parse
from gateway.notices import Kind, Manner, Notice
from gateway.tickets.changes import Change, Reopen, SetStatus, Wake
from gateway.tickets.people import Author, Person, Role, Standing
from gateway.tickets.standing import Act, Evidence, Login, judge
from gateway.tickets.ticket import ArticleKind, Status, Ticket
from gateway.triage import triage

from .builders import ALI, NOW, REZA, TOM, policy, ticket
from .mail.from_shapes import FROM_SHAPES, FromShape
from .mail.results_shapes import BORDER, RESULTS_SHAPES, ResultsShape

SECONDS = 60
POLICY = policy(authserv_id=BORDER, admins=frozenset({"tom"}))
OTHER = ticket(number=9, subject="Another one", participants=())
OUTSIDER = "eve@evil.example"


@dataclass(frozen=True)
class Relation:
    """Who is claimed to write, what leads the mail to the ticket, and what that person is to it."""

    name: str
    address: str
    how: How
    ticket: Ticket
    holds: bool = False  # it came to the very signed address that the claimed person was given
    login: str = ""  # the agent who logged in


ASKED_BY_ALI = ticket()
ASKED_BY_REZA = ticket(requester=REZA, participants=(ALI,))
FOREIGN = ticket(requester=REZA, participants=(), department="poshtibani")
REQUESTER, HOLDER, PARTICIPANT, AGENT, OTHER_AGENT, STRANGER, LOGGED_IN = RELATIONS = (
    Relation("the requester, by token", ALI.address, How.TOKEN, ASKED_BY_ALI),
    Relation("the requester, by their own address", ALI.address, How.REPLY_ADDRESS, ASKED_BY_ALI, holds=True),
    Relation("a participant", ALI.address, How.TOKEN, ASKED_BY_REZA),
    Relation("an agent, by their own address", TOM.address, How.REPLY_ADDRESS, ASKED_BY_ALI, holds=True),
    Relation("an agent of another department", TOM.address, How.TOKEN, FOREIGN),
    Relation("somebody who takes no part", ALI.address, How.TOKEN, FOREIGN),
    Relation("an agent who logged in", TOM.address, How.TOKEN, ASKED_BY_ALI, login="tom"),
)

# What somebody writes who wants this. With ADMINISTER comes a document of rules, as an answer to ours; BE_EXCUSED is
# what machines want (test_attendance).
WANTED: dict[Act, tuple[str, ...]] = {
    Act.OPEN: ("The printer is broken.",),
    Act.SET_FIELDS: ("Priority: urgent\nThe printer is broken.",),
    Act.BE_ANSWERED: ("The printer is broken again.",),
    Act.BE_QUOTED: ("Please quote me.",),
    Act.APPEND: ("One thing more.",),
    Act.DISTRIBUTE: ("Tell everybody.",),
    Act.ADD_PEOPLE: ("Eve should read this, too.",),
    Act.INTRUDE: ("Let me in.",),
    Act.ASK: ("#status", "#list"),
    Act.MANAGE_OWN: ("#close", "#language fa", "#leave"),
    Act.RATE: ("#rate 5",),
    Act.ANSWER: ("We sent a new one.",),
    Act.FORWARD: ("---------- Forwarded message ---------\nFrom: Kim <kim@else.example>\nSubject: Help\n\nIt burns.",),
    Act.ORDER_LOW: ("#priority urgent", "#resolve\nDone.", "#away"),
    Act.ORDER_MEDIUM: ("#close", "#department poshtibani", "#assign mina"),
    Act.ORDER_HIGH: (f"#cc {OUTSIDER}", f"#requester {OUTSIDER}", "#merge 9", "#spam", "#split"),
    Act.SEE_RULES: ("#rules",),
    Act.ADMINISTER: ("Printers are Mina's now.",),
}
TICKETLESS = frozenset(
    {Act.OPEN, Act.SET_FIELDS, Act.BE_ANSWERED, Act.BE_QUOTED, Act.FORWARD, Act.ASK, Act.SEE_RULES, Act.ADMINISTER}
)
PROPOSAL = Proposal(0, "[[rule]]", diff=("+[[rule]]",))


@dataclass(frozen=True)
class Header:
    """What a mail says and what is said of it, before any of its words."""

    shape: FromShape
    results: ResultsShape
    relation: Relation

    @property
    def honest(self) -> bool:
        """Is it truly from the claimed author, and was that proven: by the border, or by a login?"""
        proven = bool(self.relation.login) or (self.results.proves and not self.results.disowns)
        return self.shape.honest and proven

    def __str__(self) -> str:
        return f"{self.shape.name} / {self.results.name} / {self.relation.name}"


@dataclass
class Group:
    """Headers that give the decision the same input."""

    mail: InboundMail
    author: Author
    relation: Relation
    headers: list[Header] = field(default_factory=list)

    @property
    def honest(self) -> bool:
        return all(header.honest for header in self.headers)

    def decisions(self) -> Iterator[tuple[Act, str, Decision]]:
        for act, texts in WANTED.items():
            for text in texts:
                yield act, text, triage(*input_of(self.mail, self.author, self.relation, act, text), POLICY)


@cache
def read(shape: FromShape, results: ResultsShape, address: str) -> InboundMail:
    raw = results.lines(address.partition("@")[2]) + shape.lines(address)
    raw += b"To: support@example.org\r\nSubject: Re: Printer broken\r\nMessage-ID: <1@x.example>\r\n\r\ntext\r\n"
    return parse(raw, Envelope(address, ("support@example.org",), Source.SMTP))


def author_of(mail: InboundMail, relation: Relation) -> Author:
    """As the store gathers it: who is named, and with what standing."""
    claimed = mail.writer.key == relation.address
    writer = Person(1 if claimed else 99, mail.writer.key, mail.writer.name)
    agent = POLICY.agent_at(mail.writer.key)
    login = Login.NONE
    if relation.login:
        login = Login.OWN if agent and agent.name == relation.login else Login.FOREIGN
    evidence = Evidence(
        authentication(mail, "" if relation.login else BORDER),
        holds_address=relation.holds and claimed,
        login=login,
        diverts=agent is not None and bool({mailbox.key for mailbox in mail.reply_to} - {mail.writer.key}),
    )
    return Author(writer, judge(evidence), Role.STRANGER)


def input_of(mail: InboundMail, author: Author, relation: Relation, act: Act, text: str) -> tuple[InboundMail, Facts]:
    subject = "Fwd: Help" if act is Act.FORWARD else mail.subject
    cc = (Mailbox(OUTSIDER),) if act in (Act.ADD_PEOPLE, Act.INTRUDE) else ()
    envelope = replace(mail.envelope, login=relation.login)
    wanted = replace(mail, fields=(), text=text, subject=subject, cc=cc, envelope=envelope)
    found = () if act in TICKETLESS else (Candidate(relation.how, "#7", relation.ticket),)
    around = Surroundings(named=(OTHER,), about=Contribution(5, REZA, Role.PARTICIPANT, "Something else"))
    proposal = PROPOSAL if act is Act.ADMINISTER else None
    return wanted, Facts(NOW, author, candidates=found, around=around, proposal=proposal)


@cache
def matrix() -> tuple[Group, ...]:
    groups: dict[tuple[object, ...], Group] = {}
    for relation in RELATIONS:
        for shape in FROM_SHAPES:
            for results in RESULTS_SHAPES:
                mail = read(shape, results, relation.address)
                author = author_of(mail, relation)
                same = (relation, mail.from_, mail.reply_to, mail.defects, mail.judgement, mail.message_id, author)
                group = groups.setdefault(same, Group(mail, author, relation))
                group.headers.append(Header(shape, results, relation))
    return tuple(groups.values())


# --- what harms -------------------------------------------------------------------------------------------------------

# What an unproven reply may do to its own ticket, and what may be said to its author (reference: security, 7.4).
HARMLESS_CHANGES: tuple[Change, ...] = (SetStatus(Status.OPEN), Reopen(), Wake())
SAID_TO_THE_AUTHOR = frozenset({Kind.RECEIVED, Kind.REOPENED, Kind.CONFIRM, Kind.WITHHELD, Kind.REFUSED})


def harm(decision: Decision, group: Group) -> Iterator[str]:
    """Everything that a mail which proves nothing must not bring about."""
    mail = group.mail
    for notice in getattr(decision, "notices", ()):
        yield from harm_of_notice(notice, group)
    match decision:
        case Quarantine():
            return
        case Discard(aftermath=follows) | Hold(aftermath=follows):
            yield from harm_beyond(follows)
        case Update(before=None, after=after):
            yield from harm_beyond(decision.aftermath)
            if after.requester.address != mail.writer.key or after.participants:
                yield "a ticket in somebody else's name"
            if after.requester.address == "":
                yield "a ticket of nobody"
        case Update(before=before, after=after):
            yield from harm_beyond(decision.aftermath)
            yield from (f"does {change}" for change in decision.changes if change not in HARMLESS_CHANGES)
            if before and after.participants != before.participants:
                yield "brings people along"
            if decision.article.author.role is Role.AGENT and decision.article.kind is ArticleKind.PUBLIC:
                yield "speaks for the house"


def harm_of_notice(notice: Notice, group: Group) -> Iterator[str]:
    mail, to = group.mail, notice.recipient.person.address
    if notice.kind is Kind.RULES:
        yield "tells of the rules"
    if notice.recipient.role is Role.AGENT and to == (agent.address if (agent := POLICY.agent_at(to)) else ""):
        return
    proven = group.author.standing >= Standing.ALIGNED  # somebody else, as whom nobody is claimed to write
    if to == mail.writer.key and proven and notice.kind in (*SAID_TO_THE_AUTHOR, Kind.LISTED, Kind.TRANSCRIPT):
        return
    if to != mail.writer.key or notice.kind not in SAID_TO_THE_AUTHOR:
        yield f"sends {notice.kind.value} to {to}"
    elif notice.manner is not Manner.CONTENT_FREE:
        yield f"repeats words of theirs to {to}"


def harm_beyond(follows: Aftermath) -> Iterator[str]:
    if follows.sides or follows.settled or follows.language or follows.absences or follows.rules:
        yield f"reaches beyond its ticket: {follows}"


def acted(decision: Decision) -> bool:
    """Did something come of what was wanted, at once?"""
    match decision:
        case Update(before=None):
            return True
        case Update():
            moved = any(change not in HARMLESS_CHANGES for change in decision.changes)
            told = any(notice.recipient.role is not Role.AGENT for notice in decision.notices)
            return moved or told or decision.aftermath not in (Aftermath(), Aftermath(asks=True))
        case Discard():
            told = any(notice.kind in (Kind.LISTED, Kind.RULES) for notice in decision.notices)
            return (told and not decision.aftermath.asks) or decision.aftermath.rules is not None
        case _:
            return False


def asks_back(decision: Decision) -> bool:
    return any(notice.kind is Kind.CONFIRM for notice in getattr(decision, "notices", ())) or (
        isinstance(decision, Discard) and decision.aftermath.asks
    )


# --- the matrix -------------------------------------------------------------------------------------------------------


def test_the_whole_matrix_takes_less_than_a_minute() -> None:
    """Comes first: what it computes is kept for the others."""
    start = time.process_time()
    for group in matrix():
        for _, _, decision in group.decisions():
            list(harm(decision, group))
    assert time.process_time() - start < SECONDS


def test_the_matrix_is_as_large_as_it_says() -> None:
    assert len(FROM_SHAPES) >= 60
    assert len(RESULTS_SHAPES) >= 30
    assert len(RELATIONS) >= 6
    assert set(WANTED) == set(Act) - {Act.BE_EXCUSED, Act.BE_REACHED}  # these two take no words
    headers = sum(len(group.headers) for group in matrix())
    assert headers == len(FROM_SHAPES) * len(RESULTS_SHAPES) * len(RELATIONS)


def test_nobody_is_believed_to_be_the_claimed_author_without_proof() -> None:
    for group in matrix():
        claimed = group.author.person.address == group.relation.address
        if claimed and group.author.standing >= Standing.ALIGNED:
            assert group.honest, [str(header) for header in group.headers if not header.honest][:5]


def test_no_cell_that_proves_nothing_acts() -> None:
    wrong: list[str] = []
    for group in matrix():
        if group.honest:
            continue
        for act, text, decision in group.decisions():
            wrong += [f"{group.headers[0]} / {act.name} {text!r}: {each}" for each in harm(decision, group)]
    assert not wrong, f"{len(wrong)} cells act: " + "\n".join(wrong[:20])


def test_honest_cells_act_as_far_as_the_table_says() -> None:
    """The other side of the matrix: were nothing ever done, nothing forged would be, either."""
    done: Counter[tuple[str, Act]] = Counter()
    asked: Counter[tuple[str, Act]] = Counter()
    for group in matrix():
        for act, _, decision in group.decisions() if group.honest else ():
            done[group.relation.name, act] += acted(decision)
            asked[group.relation.name, act] += asks_back(decision)
            assert getattr(decision, "aftermath", Aftermath()).rules is None, "nobody is asked first"
    for act in (Act.OPEN, Act.SET_FIELDS, Act.DISTRIBUTE, Act.ADD_PEOPLE, Act.ASK, Act.MANAGE_OWN, Act.RATE):
        assert done[REQUESTER.name, act], act
    for act in (Act.ANSWER, Act.FORWARD, Act.ORDER_LOW, Act.ORDER_MEDIUM, Act.SEE_RULES):
        assert done[AGENT.name, act], act
    assert asked[AGENT.name, Act.ORDER_HIGH]
    assert not done[AGENT.name, Act.ORDER_HIGH]
    assert done[LOGGED_IN.name, Act.ORDER_HIGH]
    assert not asked[LOGGED_IN.name, Act.ORDER_HIGH]
    assert not done[STRANGER.name, Act.INTRUDE]
    assert [relation for relation in RELATIONS if asked[relation.name, Act.ADMINISTER]] == [LOGGED_IN]


@pytest.mark.parametrize("wanted", [Act.ORDER_LOW, Act.ORDER_HIGH, Act.MANAGE_OWN, Act.ADD_PEOPLE])
def test_the_matrix_would_notice_a_cell_that_acts(wanted: Act) -> None:
    """An honest, proven mail does what a forged one must not, so the same eyes must see it there."""
    seen = (
        list(harm(decision, group))
        for group in matrix()
        if group.honest
        for act, _, decision in group.decisions()
        if act is wanted
    )
    assert any(seen)

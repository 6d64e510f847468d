"""One mail on the table, what was found out about it so far, and the parts that every decision is made of. Pure."""

from dataclasses import dataclass, replace

from .commands import Desk, Lobby
from .decisions import Trail
from .facts import Facts
from .findings import Finding, Verdict
from .mail.inbound import InboundMail
from .mail.shown import shown
from .matching import Joined, Match, Nowhere, weigh
from .notices import Kind, Manner, Notice, Step, plan
from .policy import Policy
from .tickets import attachments, promise
from .tickets.attachments import Fate, Folded
from .tickets.changes import Change
from .tickets.people import Agent, Author, Role, Standing
from .tickets.standing import Act, counted, may
from .tickets.ticket import Article, ArticleKind, Ticket


@dataclass(frozen=True, slots=True)
class Case:
    mail: InboundMail
    facts: Facts
    policy: Policy
    findings: tuple[Finding, ...]
    worst: Finding | None
    match: Match

    @property
    def author(self) -> Author:
        """The author, with the part that they play in the matched ticket."""
        role = self.match.role if isinstance(self.match, Joined) else Role.STRANGER
        known = self.agent
        agent = known.name if known and role in (Role.AGENT, Role.STRANGER) else ""
        role, author = Role.AGENT if agent else role, self.facts.author
        return author if (author.role, author.agent) == (role, agent) else replace(author, role=role, agent=agent)

    @property
    def agent(self) -> Agent | None:
        """The agent whose address the mail is from, whatever part they play."""
        return self.policy.agent_at(self.facts.author.person.address)

    @property
    def admin(self) -> Agent | None:
        """The same, where they may change the rules."""
        return self.agent if self.agent and self.agent.name in self.policy.admins else None

    @property
    def standing(self) -> Standing:
        """An agent's as it counts on this site."""
        standing = self.facts.author.standing
        return counted(standing, self.policy.needed) if self.author.agent else standing

    @property
    def manner(self) -> Manner:
        worst = self.worst.verdict if self.worst else None
        if worst is None:
            return Manner.FULL
        return Manner.CONTENT_FREE if worst is Verdict.CONTENT_FREE else Manner.SILENT

    @property
    def lobby(self) -> Lobby:
        return Lobby(self.author, self.facts, self.policy)

    @property
    def reason(self) -> str:
        return self.worst.reason if self.worst else ""

    @property
    def how(self) -> str:
        """What led to the matched ticket, in words; "" for none."""
        return (
            f"{self.match.candidate.how.value} {self.match.candidate.evidence}"
            if not isinstance(self.match, Nowhere)
            else ""
        )

    @property
    def words(self) -> tuple[str, str]:
        """What is shown of the mail, and what is folded away."""
        return shown(self.mail, self.facts.said)

    def may(self, act: Act) -> bool:
        """Is it allowed at once? An agent who lets a held mail in vouches for it, but not for orders in it."""
        admitted = self.facts.released and act in _ADMITTED
        return admitted or may(self.standing, act)

    def desk(self, ticket: Ticket) -> Desk:
        return Desk(self.author, self.facts, self.policy, ticket)

    def trail(self, winner: str, orders: tuple[str, ...] = ()) -> Trail:
        found = self.match if winner and winner == self.how else None
        candidates = weigh(self.facts, self.policy, found)
        defects = tuple(defect.value for defect in self.mail.defects)
        return Trail(self.facts.author.standing.label, self.findings, candidates, winner, orders, defects)

    def article(self, ticket: Ticket, kind: ArticleKind, words: tuple[str, str]) -> Article:
        mail = self.mail
        text, quoted = words
        at, fates = self.facts.now, self.fates(ticket)
        return Article(kind, self.author, text, quoted, mail.html, mail.attachments, mail.message_id, at, fates)

    def fates(self, ticket: Ticket) -> tuple[Fate, ...]:
        rules = self.policy.department(ticket.department).attachments
        return attachments.fates(self.mail.attachments, self.facts.examination, rules)

    def weighed(self, ticket: Ticket) -> InboundMail:
        """The mail without the pictures of its signature, which say nothing: "Thanks!" with a logo is only thanks."""
        pairs = zip(self.mail.attachments, self.fates(ticket), strict=True)
        return replace(self.mail, attachments=tuple(part for part, fate in pairs if not isinstance(fate, Folded)))

    def promised(self, before: Ticket | None, after: Ticket) -> tuple[Change, ...]:
        """What a step means for the promise of a first answer. Nobody was promised anything by a silent import."""
        terms = self.policy.department(after.department).terms
        if before is None:
            return () if self.facts.silent else promise.begun(after, terms)
        if before.department == after.department:
            return ()
        return promise.moved(after, self.policy.department(before.department).terms, terms)

    def step(self, before: Ticket | None, after: Ticket, article: Article) -> Step:
        addressed = frozenset(mailbox.key for mailbox in self.mail.addressed)
        staff = replace(self.policy.staff(after), writer=self.agent)
        shares = self.may(Act.DISTRIBUTE)
        return Step(before, after, article, self.author, staff, self.manner, addressed, shares=shares)

    def notices(self, step: Step, only: frozenset[Kind] = frozenset(Kind)) -> tuple[Notice, ...]:
        if self.facts.silent:
            return ()
        return tuple(notice for notice in plan(step) if notice.kind in only)


_ADMITTED = frozenset({Act.APPEND, Act.DISTRIBUTE, Act.INTRUDE, Act.ANSWER})

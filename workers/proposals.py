"""Rules that come by mail: read, and tried on the mails that came last, before it is decided what becomes of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from gateway.app import App
from gateway.facts import Proposal, Tryout
from gateway.mail.inbound import Attachment, InboundMail
from gateway.policy import Policy
from gateway.rules import Mistake, read
from gateway.ruleset import RuleSet
from gateway.store import proposals, rosters, rules
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.trying import Attempt, try_out
from gateway.tickets.people import Agent
from gateway.trial import decoded, difference, told

LAST = 500  # mails that are tried
SECONDS = 20.0  # in which they are; the lease on the mail itself is longer
SHOWN = 50  # mails that are told of one by one


def examine(app: App, claim: Claim, mail: InboundMail) -> Proposal | None:
    """None for nearly every mail: only an admin's answer to a mail about rules can bring some. Whoever did not log in
    makes us try nothing, and what its author said yes to was tried before.
    """
    document = next(_documents(mail), None)
    if document is None or not app.policy.admins:
        return None
    with app.database.read() as connection:
        everybody = rosters.organised(connection, app.policy)  # rules may name agents who are disabled now
        policy = in_force(connection, app.policy, datetime.now(UTC))
        admin = policy.agent_at(mail.writer.key)
        if admin is None or admin.name not in policy.admins:
            return None
        base = proposals.base(connection, mail, admin.address)
        last = rules.latest(connection)
    if base is None:
        return None
    proposal = _read(everybody, base, document.content, last.document if last else "")
    if not _logged_in(mail, admin) or claim.confirmed or not proposal.diff or proposal.mistakes:
        return proposal
    new = read(proposal.document, everybody).rules
    return replace(proposal, tryout=_try(app, policy, new, admin.language))


def _documents(mail: InboundMail) -> Iterator[Attachment]:
    return (part for part in mail.attachments if part.name.lower().endswith(".toml"))


def _logged_in(mail: InboundMail, admin: Agent) -> bool:
    return mail.envelope.login == admin.name


def _read(policy: Policy, base: int, content: bytes, before: str) -> Proposal:
    document = decoded(content)
    if isinstance(document, Mistake):
        return Proposal(base, "", (_line(document),))
    mistakes = tuple(map(_line, read(document, policy).mistakes))
    return Proposal(base, document, mistakes, difference(before, document, (f"revision {base}", "rules.toml")))


def _line(mistake: Mistake) -> str:
    return f"{mistake.line}: {mistake.sentence}"


def _try(app: App, policy: Policy, new: RuleSet, language: str) -> Tryout:
    """As `postroom rules try` does, on fewer mails and for a bounded time."""
    trial = try_out(app.database, app.read_again, Attempt(policy, new, LAST, SECONDS))
    result = trial.result
    changes = tuple(told(each, language) for each in result.changed[-SHOWN:])
    return Tryout(result.replayed, len(result.changed), changes, result.dead, trial.whole)

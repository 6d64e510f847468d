"""A report about a mail of ours: it is kept on the ticket, and what follows depends on what shows that it is genuine.

It opens no ticket and is answered by nobody, whatever it says. Pure.
"""

from dataclasses import replace

from .case import Case
from .decisions import Decision, Discard, Outcome, Setback, Update
from .facts import Returned
from .mail.complained import Complaint
from .mail.inbound import Bounce, Failure, InboundMail, Mailbox, Reason
from .notices import Kind, Notice, tell
from .tickets.returns import NO_COMPLAINT, SUFFICES, Loss, Lost, Proof, Use, loss_of
from .tickets.ticket import ArticleKind, Ticket


def come_back(case: Case) -> Decision:
    """A warning that it takes longer is kept, too, but nothing follows from it."""
    found, report = case.facts.returned, case.mail.bounce
    outcome = Outcome.AUTOMATIC if report and report.only_warns else Outcome.BOUNCE
    lost = _lost(case.mail, found) if found else None
    if found is None or found.ticket is None:
        setback = Setback(lost) if lost else None
        return Discard(outcome, case.reason, case.trail(""), setback=setback)
    article = case.article(found.ticket, ArticleKind.INTERNAL, (case.mail.text, ""))
    trail = case.trail(f"report about notice {found.notice}, by {found.proof.value}")
    setback = Setback(lost, _told(case, lost, found, found.ticket)) if lost else None
    return Update(outcome, found.ticket, found.ticket, (), article, (), case.reason, trail, setback=setback)


def keep_unread(case: Case, found: Returned) -> Decision:
    """It came to an address that only mail systems know, and says nothing that we understand: people have a look."""
    trail = case.trail(f"mail to the bounce address of notice {found.notice}")
    if found.ticket is None:
        return Discard(Outcome.AUTOMATIC, case.reason, trail)
    article = case.article(found.ticket, ArticleKind.INTERNAL, case.words)
    step = replace(case.step(found.ticket, found.ticket, article), author=None)
    notices = () if found.to_agent else case.notices(step, frozenset({Kind.NOTE}))
    return Update(Outcome.AUTOMATIC, found.ticket, found.ticket, (), article, notices, case.reason, trail)


def _lost(mail: InboundMail, found: Returned) -> Lost | None:
    """What the report says about the notice; None where nothing follows from it."""
    if Use.END not in SUFFICES[found.proof]:
        return None
    if mail.complaint is not None:
        return _called_spam(mail.complaint, found)
    failure = _failure(mail.bounce, found) if mail.bounce else None
    if failure is None:
        return None
    loss = loss_of(failure)
    again = loss is Loss.LATER and found.again
    told = not found.to_agent and not again and (found.answer or loss is not Loss.LATER)
    return Lost(found.notice, loss, failure.reason, failure.words, again, told, found.to_agent)


def _called_spam(complaint: Complaint, found: Returned) -> Lost | None:
    if complaint.kind in NO_COMPLAINT:
        return None
    return Lost(found.notice, Loss.SPAM, Reason.UNKNOWN, "", told=not found.to_agent, to_agent=found.to_agent)


def _failure(report: Bounce, found: Returned) -> Failure | None:
    """What is said about the one to whom we sent it. Somebody whom the report names instead is where their mail goes
    on to, if the report came to the address that was made for them.
    """
    own = next((one for one in report.failures if _is_to(one, found)), None)
    if own is not None or found.proof is not Proof.BOUNCE_ADDRESS or any(_is_to(one, found) for one in report.delays):
        return own
    return next(iter(report.failures), None)


def _is_to(failure: Failure, found: Returned) -> bool:
    return Mailbox(failure.recipient).key == found.recipient


def _told(case: Case, lost: Lost, found: Returned, at: Ticket) -> tuple[Notice, ...]:
    if case.facts.silent:
        return ()
    staff = replace(case.policy.staff(at), writer=case.policy.agent_at(found.wrote))
    return tell(lost, found.recipient, at, staff)

"""Who is away though they gave no order: an agent whose answering machine answers us, until they write again. Pure."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from .case import Case
from .decisions import Absence, Aftermath, Decision, Discard, Hold, Said, Update
from .findings import Verdict
from .mail.absence import read_absence
from .mail.inbound import Nature
from .mail.shown import own_words
from .tickets.standing import Act, counted, may

WITHOUT_A_DATE = timedelta(days=7)


def with_excuse(case: Case, decision: Update | Discard) -> Decision:
    """A machine's answer, and what it says of an agent whose it is."""
    away = _excused(case)
    if away is None or away.until is None:
        return decision
    reason = f"{decision.reason}; {away.agent} is away until {away.until:%Y-%m-%d %H:%M} UTC"
    follows = replace(decision.aftermath, absences=(away,))
    if isinstance(decision, Discard):
        return replace(decision, reason=reason, aftermath=follows, author=case.author)
    return replace(decision, reason=reason, aftermath=follows)


def _excused(case: Case) -> Absence | None:
    """What an agent ordered stands, whatever their machine says. A day that is past says nothing."""
    agent, policy, now = case.agent, case.policy, case.facts.now
    if agent is None or case.mail.judgement.nature is not Nature.VACATION:
        return None
    if not may(case.facts.author.standing, Act.BE_EXCUSED) or agent.name in policy.away - policy.excused:
        return None
    found = read_absence(case.mail.subject, own_words(case.mail)[0], now, ZoneInfo(policy.zone))
    if found is None or (found.until is not None and found.until <= now):
        return None
    return Absence(agent.name, True, found.until or now + WITHOUT_A_DATE, Said.REPLY)


def back_at_work(case: Case, decision: Decision) -> Decision:
    """The same decision; whoever writes to us is not away any more, where only their machine said so."""
    agent = case.agent
    if agent is None or agent.name not in case.policy.excused or not _writes(case) or _speaks_of_it(decision):
        return decision
    back = Absence(agent.name, False, None, Said.REPLY)
    match decision:
        case Update() | Hold():
            return replace(decision, reason=_back(decision.reason, back), aftermath=_with(decision.aftermath, back))
        case Discard() if decision.author is not None:
            return replace(decision, reason=_back(decision.reason, back), aftermath=_with(decision.aftermath, back))
        case _:
            return decision


def _writes(case: Case) -> bool:
    """Themselves, and believed as somebody who may answer customers."""
    kept_out = case.worst is not None and case.worst.verdict > Verdict.SILENT
    believed = may(counted(case.facts.author.standing, case.policy.needed), Act.ANSWER)
    return case.mail.judgement.nature is Nature.PERSON and believed and not kept_out


def _speaks_of_it(decision: Decision) -> bool:
    return isinstance(decision, Update | Hold | Discard) and bool(decision.aftermath.absences)


def _back(reason: str, back: Absence) -> str:
    return f"{reason}; {back.agent} is back"


def _with(follows: Aftermath, back: Absence) -> Aftermath:
    return replace(follows, absences=(back,))

"""What the orders of a mail do besides changing its own ticket: to other tickets, held mails, their writer. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from .case import Case
from .decisions import Absence, Aftermath, Said, Settled, Settlement, Side
from .notices import Kind, Step
from .tickets.changes import apply
from .tickets.effects import Ask, Asked, BeAway, Beyond, ComeBack, OnOther, Reunite, SetLanguage, Settle, SplitOff
from .tickets.people import Author, Role, Standing
from .tickets.ticket import UNNUMBERED, Article, ArticleKind, Nudge, Status, Ticket

_SPLIT_NOTICES = frozenset({Kind.RECEIVED, Kind.NEW_MAIL})
_HOW = {True: Settlement.RELEASED, False: Settlement.REFUSED}


def aftermath(case: Case, ticket: Ticket, beyond: tuple[Beyond, ...]) -> Aftermath:
    """`ticket` is the one that the mail belongs to, as it is afterwards."""
    language = next((each.language for each in beyond if isinstance(each, SetLanguage)), "")
    settled = tuple(Settled(each.mail, _HOW[each.admitted]) for each in beyond if isinstance(each, Settle))
    sides = _joined(_sides(case, ticket, beyond))
    return Aftermath(sides, settled, language=language, absences=absences(case, beyond))


def absences(case: Case, beyond: tuple[Beyond, ...]) -> tuple[Absence, ...]:
    """What an agent says of their own coming and going; the last word counts."""
    agent = case.agent.name if case.agent else ""
    said = [each for each in beyond if isinstance(each, BeAway | ComeBack)]
    if not agent or not said:
        return ()
    last = said[-1]
    until = last.until if isinstance(last, BeAway) else None
    return (Absence(agent, isinstance(last, BeAway), until, Said.ORDER),)


def asked(beyond: tuple[Beyond, ...]) -> frozenset[Asked]:
    return frozenset(each.what for each in beyond if isinstance(each, Ask))


def _joined(sides: Iterable[Side]) -> tuple[Side, ...]:
    """What several orders do to one other ticket is one step of it."""
    found: list[Side] = []
    for side in sides:
        number = side.before.number if side.before else UNNUMBERED
        place = next((i for i, each in enumerate(found) if each.before and each.before.number == number), None)
        if place is None:
            found.append(side)
        else:
            found[place] = _both(found[place], side)
    return tuple(found)


def _both(first: Side, second: Side) -> Side:
    return replace(
        first,
        after=apply(first.after, second.changes),
        changes=(*first.changes, *second.changes),
        notices=(*first.notices, *second.notices),
        article=first.article or second.article,
    )


def _sides(case: Case, ticket: Ticket, beyond: tuple[Beyond, ...]) -> Iterable[Side]:
    for each in beyond:
        match each:
            case OnOther(before, changes):
                yield Side(before, apply(before, changes), changes)
            case Reunite(article, origin):
                yield Side(origin, origin, (), article=article)
            case SplitOff():
                yield _split_off(case, ticket, each)
            case _:
                pass


def _split_off(case: Case, ticket: Ticket, part: SplitOff) -> Side:
    """The part as a ticket of its own: its author is told its number, its department hears of it as of any other,
    whoever split it among them: they have no other mail that leads there.
    """
    requester = part.requester
    new = replace(
        ticket,
        number=UNNUMBERED,
        subject=part.subject or ticket.subject,
        status=Status.NEW,
        requester=requester,
        language=requester.language or ticket.language,
        created=case.facts.now,
        participants=(),
        first_response=None,
        resolved=None,
        closes=None,
        reminds=None,
        reminded=False,
        closed=None,
        snoozed=None,
        rating=0,
        follows=UNNUMBERED,
        merged=UNNUMBERED,
        version=0,
        repeats=0,
        promised=None,
        nudge=Nudge.NONE,
        nudge_at=None,
    )
    changes = case.promised(None, new)
    new = apply(new, changes)
    author = Author(requester, Standing.UNPROVEN, Role.REQUESTER)
    about = Article(ArticleKind.PUBLIC, author, "", "", "", (), "", case.facts.now)
    notices = case.notices(Step(None, new, about, author, case.policy.staff(new)), _SPLIT_NOTICES)
    return Side(None, new, changes, notices, part.article)

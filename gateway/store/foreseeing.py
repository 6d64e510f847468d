"""What the letters of several tickets would ask the database one after the other is asked for all of them at once."""

from collections.abc import Callable, Collection, Iterable
from functools import cache, partial
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, literal, select, union_all

from ..notices import TELLS_OF_FILES, Kind
from ..tickets.people import Role
from . import enclosures, letters, letters_articles, letters_particulars, letters_steps, letters_thread
from .asking import Asking, padded
from .driver import together
from .letters_articles import SHOW_ARTICLE, SHOW_HISTORY
from .outbox import Claimed
from .prepared import Prepared
from .schema import article, attachment, journal, notice, ticket

_TICKETS: BindParameter[Any] = bindparam("tickets", expanding=True)
_ARTICLES: BindParameter[Any] = bindparam("articles", expanding=True)
_MAILS: BindParameter[Any] = bindparam("mails", expanding=True)

_ABOUTS = Prepared(letters.about_where(ticket.c.number.in_(_TICKETS)))
_THREADS = Prepared(letters_thread.thread_where(article.c.ticket.in_(_TICKETS), notice.c.ticket.in_(_TICKETS)))
_SHOWN = Prepared(letters_articles.ARTICLES.where(article.c.id.in_(_ARTICLES)))
_PARTS = Prepared(enclosures.parts_where(attachment.c.article.in_(_ARTICLES)))
_DONE = Prepared(letters_steps.done_where(journal.c.ticket.in_(_TICKETS), journal.c.mail.in_(_MAILS)))


def foresee(asking: Asking, claimed: tuple[Claimed, ...]) -> None:
    """Letters about one ticket share their answers anyway: what they ask is only said ahead."""
    asking.ahead(letters.NAMES, persons=asking.persons)
    tickets = {each.ticket for each in claimed if each.ticket is not None}
    if len(tickets) < 2:
        for each in claimed:
            _say_ahead(asking, each)
        return
    articles = {each.article for each in claimed if each.article is not None}
    histories = {(each.ticket, letters_articles.before(each)) for each in claimed if _shows_history(each)}
    steps = {(each.ticket, each.mail) for each in claimed if each.ticket and each.mail}
    wanted: list[tuple[Callable[[Asking, Any], None], Collection[Any]]] = [
        (_abouts, tickets),
        (_threads, tickets),
        (_articles, articles),
        (_parts, articles),
        (_histories, histories),
        (_steps, steps),
    ]
    together(asking.connection, [partial(look, asking, these) for look, these in wanted if these])
    _measures(asking, [each for each in claimed if _is_measured(each)])


def _say_ahead(asking: Asking, claimed: Claimed) -> None:
    """What each letter about a ticket asks for, whatever it finds."""
    if claimed.ticket is not None:
        asking.ahead(letters.ABOUT, number=claimed.ticket)
        asking.ahead(letters_thread.THREAD_OF[0], number=claimed.ticket, persons=asking.persons)
    if _shows_history(claimed):
        asking.ahead(letters_articles.HISTORIES[0], number=claimed.ticket, before=letters_articles.before(claimed))
    if _is_measured(claimed):
        asking.ahead(letters_particulars.ANSWERED, **letters_particulars.measuring(claimed))
    if claimed.mail is not None and Kind(claimed.kind) in letters_steps.STEPS:
        asking.ahead(letters_steps.DONE, number=claimed.ticket, mail=claimed.mail)
    if claimed.article is not None and Kind(claimed.kind) in SHOW_ARTICLE:
        asking.ahead(letters_articles.ARTICLE, id=claimed.article)
    if claimed.article is not None and Kind(claimed.kind) in SHOW_ARTICLE | TELLS_OF_FILES:
        asking.ahead(enclosures.PARTS, id=claimed.article)


def _abouts(asking: Asking, tickets: set[int]) -> None:
    found = asking.sorted_by("number", _ABOUTS, tickets=padded(tickets))
    for number in tickets:
        asking.learn(letters.ABOUT, found.get(number, ()), number=number)


def _threads(asking: Asking, tickets: set[int]) -> None:
    threads = asking.sorted_by("about", _THREADS, tickets=padded(tickets), persons=asking.persons)
    for number in tickets:
        asking.learn(letters_thread.THREAD_OF[0], threads.get(number, ()), number=number, persons=asking.persons)


def _is_measured(claimed: Claimed) -> bool:
    return claimed.ticket is not None and claimed.kind == Kind.RECEIVED.value


def _measures(asking: Asking, received: Iterable[Claimed]) -> None:
    """The tickets of one department have one."""
    firsts: dict[tuple[str, Any], dict[str, Any]] = {}
    for each in received:
        values, about = letters_particulars.measuring(each), asking.row(letters.ABOUT, number=each.ticket)
        if about is not None:
            first = firsts.setdefault((about.department, values["since"]), values)
            asking.learn(letters_particulars.ANSWERED, asking.rows(letters_particulars.ANSWERED, **first), **values)


def _articles(asking: Asking, articles: set[int]) -> None:
    found = asking.sorted_by("id", _SHOWN, articles=padded(articles))
    for id in articles:
        asking.learn(letters_articles.ARTICLE, found.get(id, ()), id=id)


def _parts(asking: Asking, articles: set[int]) -> None:
    parts = asking.sorted_by("article", _PARTS, articles=padded(articles))
    for id in articles:
        asking.learn(enclosures.PARTS, parts.get(id, ()), id=id)


def _steps(asking: Asking, pairs: set[tuple[int, int]]) -> None:
    mails = padded(mail for _, mail in pairs)
    found = asking.sorted_by("mail", _DONE, tickets=padded(number for number, _ in pairs), mails=mails)
    for number, mail in pairs:
        done = [row for row in found.get(mail, ()) if row.ticket == number]
        asking.learn(letters_steps.DONE, done, number=number, mail=mail)


def _shows_history(claimed: Claimed) -> bool:
    return claimed.ticket is not None and claimed.role == Role.AGENT.value and Kind(claimed.kind) in SHOW_HISTORY


def _histories(asking: Asking, wanted: Iterable[Any]) -> None:
    places = sorted(wanted)
    size = len(padded(range(len(places))))
    filled = [*places, *[(0, 0)] * (size - len(places))]  # no ticket has the number 0
    values = {f"number{place}": number for place, (number, _) in enumerate(filled)}
    values |= {f"before{place}": before for place, (_, before) in enumerate(filled)}
    found = asking.sorted_by("place", _some_histories(size), **values)
    for place, (number, before) in enumerate(places):
        asking.learn(letters_articles.HISTORIES[0], found.get(place, ()), number=number, before=before)


@cache
def _some_histories(count: int) -> Prepared:
    return Prepared(union_all(*(_history(place) for place in range(count))))


def _history(place: int) -> Any:
    belongs: ColumnElement[bool] = article.c.ticket == bindparam(f"number{place}")
    found = letters_articles.history_where(belongs, bindparam(f"before{place}")).subquery()
    return select(found, literal(place).label("place"))

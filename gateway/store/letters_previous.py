"""The closed ticket that a new one goes on from, in a few words for agents who look at the new one."""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from ..mail.token import mint
from ..notices import ArticleView, PreviousView
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.ticket import ArticleKind
from . import letters_articles
from .schema import article, ticket

SHOWN = 3  # articles, the last ones
LENGTH = 400  # characters of each

_TICKET = select(ticket).where(ticket.c.number == bindparam("number"))
_LAST = (
    letters_articles.ARTICLES.where(
        article.c.ticket == bindparam("number"), article.c.kind != ArticleKind.HELD.value, article.c.text != ""
    )
    .order_by(article.c.id.desc())
    .limit(SHOWN)
)


def gather(connection: Connection, number: int, policy: Policy) -> PreviousView | None:
    row = connection.execute(_TICKET, {"number": number}).one_or_none()
    if row is None:
        return None
    agent = policy.agent_named(row.assignee) if row.assignee else None
    last = connection.execute(_LAST, {"number": number})
    return PreviousView(
        token=mint(number, policy.ring.locator),
        subject=row.subject,
        closed=row.closed,
        assignee=agent.shown if agent else row.assignee,
        rating=row.rating,
        articles=tuple(_shortened(letters_articles.view_of(each, [], Role.AGENT)) for each in last),
    )


def _shortened(view: ArticleView) -> ArticleView:
    text = view.text.strip()
    if len(text) > LENGTH:
        text = f"{text[:LENGTH].rpartition(' ')[0] or text[:LENGTH]}…"
    return replace(view, text=text, quoted="")

"""Registry 6: the pages of the console. A new one is a file with its handlers and its `PAGES`, and a line here."""

from . import language, mails, outbox, rules, rules_history, signing_in, state, tickets, today
from .page import Page

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *tickets.PAGES,
    *mails.PAGES,
    *outbox.PAGES,
    *state.PAGES,
    *rules.PAGES,
    *rules_history.PAGES,
    *signing_in.PAGES,
    *language.PAGES,
)

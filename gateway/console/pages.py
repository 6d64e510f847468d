"""Registry 6: the pages of the console. A new one is a file with its handlers and its `PAGES`, and a line here."""

from . import language, rules, rules_history, signing_in, tickets, today
from .page import Page

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *tickets.PAGES,
    *rules.PAGES,
    *rules_history.PAGES,
    *signing_in.PAGES,
    *language.PAGES,
)

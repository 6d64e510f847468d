"""Registry 6: the pages of the console. A new one is a file with its handlers and its `PAGES`, and a line here."""

from . import (
    guest_entering,
    language,
    my_requests,
    new_request,
    requests,
    rules,
    rules_history,
    signing_in,
    tickets,
    today,
)
from .page import Page

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *tickets.PAGES,
    *rules.PAGES,
    *rules_history.PAGES,
    *signing_in.PAGES,
    *language.PAGES,
    *my_requests.PAGES,
    *new_request.PAGES,
    *guest_entering.PAGES,
    *requests.PAGES,  # the last of these: what no other page is called is a link to a request
)

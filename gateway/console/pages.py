"""Registry 6: the pages of the console. A new one is a file with its handlers and its `PAGES`, and a line here."""

from . import (
    guest_entering,
    language,
    mails,
    my_requests,
    new_request,
    outbox,
    reporting,
    requests,
    rules,
    rules_history,
    signing_in,
    state,
    tickets,
    today,
)
from .page import Page

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *tickets.PAGES,
    *mails.PAGES,
    *outbox.PAGES,
    *state.PAGES,
    *rules.PAGES,
    *rules_history.PAGES,
    *reporting.PAGES,
    *signing_in.PAGES,
    *language.PAGES,
    *my_requests.PAGES,
    *new_request.PAGES,
    *guest_entering.PAGES,
    *requests.PAGES,  # the last of these: what no other page is called is a link to a request
)

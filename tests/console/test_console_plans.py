"""No page about mail reads a growing table from end to end, whatever it is asked for. SQLite plans without knowing how
many rows there are, so a handful shows what it would do with a million.
"""

import pytest

from ..bench.plans import Statements
from .house import ConsoleHouse
from .test_tickets import request

NEWEST = ("ORDER BY spool.id DESC LIMIT", "ORDER BY notice.id DESC LIMIT")  # begins there and stops after so many
PAGES = (
    *("/", "/month", "/state", "/mails/1", "/outbox/1", "/mails", "/outbox"),
    *(f"/mails?outcome={outcome}&before=9" for outcome in ("waiting", "parked", "ticket", "held", "quarantined")),
    "/mails?sender=ali@customer.example",
    "/mails?sender=Ali@customer.example&outcome=ticket&ticket=1001&before=9",
    "/mails?ticket=1001",
    *("/people", "/departments", "/holidays"),
    *(f"/outbox?state={state}" for state in ("waiting", "uncertain", "sent", "bounced", "parked", "cancelled")),
    "/outbox?recipient=ali@customer.example&state=sent",
    "/outbox?ticket=1001&state=waiting",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_question_has_an_index(house: ConsoleHouse, path: str) -> None:
    house.take_in(request())
    olga = house.signed_in("olga@example.org")
    with Statements().of(house.app.database) as statements:
        assert olga.get(path).status == 200
    assert len(statements.asked) > 2
    slow = [str(each) for each in statements.scanning]
    assert [each for each in slow if not any(words in each for words in NEWEST)] == []

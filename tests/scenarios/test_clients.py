"""The same order, written with six mail programs in two languages, does the same thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from ..workers.house import ALI, MINA, SUPPORT, TOM, House, open_house
from .clients import CLIENTS, Answer
from .office import Caught, Office
from .test_first_mail import token_of

LANGUAGES = ("en", "fa")


@dataclass(frozen=True)
class Result:
    """What an order came to: all that anybody could tell apart."""

    changes: tuple[tuple[str, str], ...]
    status: str
    assignee: str
    article: tuple[str, str]  # kind and text
    public: tuple[str, ...]  # the customer's mails
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    outcome: str


ORDERS: dict[str, tuple[str, ...]] = {
    "assign": ("#assign mina", "#note", "", "He calls often, please be kind."),
    "resolve": ("#resolve", "", "A new one is on its way.", "It comes on Monday."),
    "persian": ("#حل‌شد", "", "دستگاه نو را فرستادیم.", "روز دوشنبه می‌رسد."),
    "close": ("#close",),
}
EXPECTED = {
    "assign": Result(
        changes=(("assign", "mina"),),
        status="new",
        assignee="mina",
        article=("internal", "He calls often, please be kind."),
        public=(),
        kinds=((ALI, ()), (MINA, ("note",)), (TOM, ("transcript",))),
        outcome="note",
    ),
    "resolve": Result(
        changes=(("answered", ""), ("assign", "tom"), ("resolve", "")),
        status="resolved",
        assignee="tom",
        article=("public", "A new one is on its way.\nIt comes on Monday."),
        public=("A new one is on its way.\nIt comes on Monday.",),
        kinds=((ALI, ("resolved",)), (MINA, ()), (TOM, ("transcript",))),
        outcome="reply",
    ),
    "persian": Result(
        changes=(("answered", ""), ("assign", "tom"), ("resolve", "")),
        status="resolved",
        assignee="tom",
        article=("public", "دستگاه نو را فرستادیم.\nروز دوشنبه می‌رسد."),
        public=("دستگاه نو را فرستادیم.\nروز دوشنبه می‌رسد.",),
        kinds=((ALI, ("resolved",)), (MINA, ()), (TOM, ("transcript",))),
        outcome="reply",
    ),
    "close": Result(
        changes=(("close", "closed"),),
        status="closed",
        assignee="",
        article=("internal", "#close"),
        public=("",),
        kinds=((ALI, ("closed",)), (MINA, ()), (TOM, ("transcript",))),
        outcome="note",
    ),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all: each answer is about a ticket of its own."""
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


def lines(text: str) -> str:
    """As a reader sees it: without blank lines, marks of direction, and kinds of blanks."""
    text = re.sub("[\u200e\u200f\u2066-\u2069\ufeff]", "", text.replace("\xa0", " ").replace("\r\n", "\n"))
    return "\n".join(line for line in (" ".join(row.split()) for row in text.split("\n")) if line)


def told(caught: Caught) -> str:
    """The agent's words in a mail to a customer: what stands between our own first line and what follows."""
    body = lines(caught.text)
    found = re.search(r"Tom Baker[^\n]*resolved[^\n]*\n(.*?)\n(?:If all is well|اگر)", body, re.DOTALL)
    return found[1] if found else ""


def answer_with(house: House, client: str, order: str, language: str, html_only: bool) -> Result:
    house.write(f"Ali Rezaei <{ALI}>", SUPPORT, "Printer broken", f"It is broken. {client} {order}", proof="pass")
    notice = house.news(TOM)[-1]
    _, number = token_of(notice.subject)
    house.look()
    before = len(house.journal(number))
    written = Answer(ORDERS[order], notice, language, message_id=f"<{number}@client.example>", html_only=html_only)
    raw = CLIENTS[client](written)
    id = house.take(raw, TOM, str(notice.mail["Reply-To"]).rpartition("<")[2].rstrip(">"))
    news = {who: house.news(who) for who in (ALI, MINA, TOM)}
    ticket, article = house.ticket(number), house.whole(number).articles[-1]
    return Result(
        changes=tuple(_change(entry) for entry in house.journal(number)[before:]),
        status=ticket.status.value,
        assignee=ticket.assignee,
        article=(article.kind, lines(article.text)),
        public=tuple(told(caught) for caught in news[ALI]),
        kinds=tuple((who, tuple(house.kind(caught) for caught in came)) for who, came in news.items()),
        outcome=house.outcome(id),
    )


def _change(entry: tuple[str, str, str]) -> tuple[str, str]:
    """Without moments, which differ."""
    change, _, new = entry
    return change, "" if re.search(r"\d{4}-\d\d-\d\d", new) else new


@pytest.mark.parametrize("form", ["both", "html"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("order", ORDERS)
def test_an_order_does_the_same_from_every_program(
    house: House, order: str, client: str, language: str, form: str
) -> None:
    """`html`: as it arrives where a server on the way, or the program itself, leaves the plain text out."""
    result = answer_with(house, client, order, language, html_only=form == "html")
    assert result == (_signed(EXPECTED[order], language) if client == "outlook" else EXPECTED[order])


def _signed(result: Result, language: str) -> Result:
    """A signature that nothing marks goes along with words, and is none itself."""
    name = "تام بیکر\nسازمان نمونه" if language == "fa" else "Tom Baker\nExample Organisation"
    kind, text = result.article
    public = tuple(f"{text}\n{name}" for text in result.public) if any(result.public) else result.public
    return replace(result, article=(kind, f"{text}\n{name}"), public=public)


@pytest.mark.scenario
def test_two_programs_through_the_real_processes(office: Office) -> None:
    for count, (client, language) in enumerate((("outlook", "fa"), ("gmail", "en")), 1):
        office.write(f"Ali Rezaei <{ALI}>", SUPPORT, "Printer broken", f"It is broken. {client}")
        notice = office.expect(TOM, 2 * count - 1)[-1]
        _, number = token_of(notice.subject)
        answer = Answer(ORDERS["resolve"], notice, language, message_id=f"<{client}@client.example>")
        office.hand_in(CLIENTS[client](answer), TOM, str(notice.mail["Reply-To"]).rpartition("<")[2].rstrip(">"))
        resolved = office.expect(ALI, 2 * count)[-1]
        office.expect(TOM, 2 * count)
        expected = _signed(EXPECTED["resolve"], language) if client == "outlook" else EXPECTED["resolve"]
        assert told(resolved) == expected.public[0]
        ticket = office.ticket(number)
        assert ticket["status"] == "resolved"
        assert lines(ticket["articles"][-1]["text"]) == expected.article[1]

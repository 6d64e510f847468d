"""A working day by mail, in English and in Persian: everything that people do to a ticket, from their mail programs."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from .. import canary
from .office import Caught, Office, free_port, wait_until
from .test_first_mail import token_of
from .test_submission import PASSWORD, certificate, enter, give_password

pytestmark = pytest.mark.scenario

__all__ = ["certificate"]

ALI, REZA, MINA = "ali@customer.example", "reza@customer.example", "mina@example.org"
PROVEN = {"Authentication_Results": "border.example.org; dmarc=pass header.from=customer.example"}
MANY = "[brakes]\nhour = 1000\nday = 1000\nticket = 1000\nechoes = 1000\ndomain = 1000\neveryone = 1000\n"
COLLEAGUE = """
[[agent]]
name = "mina"
address = "mina@example.org"
shown = "{shown}"
language = "{language}"
"""
_LINK = re.compile(r'href="(mailto:[^"]+)"')


@dataclass(frozen=True)
class Words:
    """What people say on that day, in one language."""

    language: str
    agent: str
    department: str
    mina: str
    ali: str
    reza: str
    subject: str
    request: str
    take: str
    question: str
    details: str
    note: str
    known: str
    cc: str
    welcome: str
    yes: str
    again: str
    again_text: str
    merge: str
    by_old_token: str
    by_new_token: str
    resolve: str
    solution: str
    thanks: str
    not_solved: str
    close: str
    status: str
    list: str
    seen: tuple[str, str, str]  # of status, list and rating, in the answers


ENGLISH = Words(
    language="en",
    agent="tom",
    department="support",
    mina="Mina Sadr",
    ali="Ali Rezaei",
    reza="Reza Karimi",
    subject="Printer broken",
    request="Hello,\nthe printer in room 5 does not print.\n\nAli",
    take="#take",
    question="Which light is on, the red or the green one?",
    details="The red one.",
    note="#note",
    known="It is the third time this month.",
    cc="#cc",
    welcome="I let your colleague know, who has the key of the room.",
    yes="yes",
    again="No printing today",
    again_text="Room 5 cannot print. Is anybody there?",
    merge="#merge",
    by_old_token="It beeps, too.",
    by_new_token="Now it has stopped beeping.",
    resolve="#resolve",
    solution="A new cartridge is in it now.",
    thanks="Thank you very much!",
    not_solved="It is not solved, the pages are all black.",
    close="#close",
    status="#status",
    list="#list",
    seen=("closed", "Printer broken", "5 of 5"),
)

PERSIAN = Words(
    language="fa",
    agent="sara",
    department="poshtibani",
    mina="مینا صدر",
    ali="علی رضایی",
    reza="رضا کریمی",
    subject="چاپگر خراب است",
    request="با سلام\nچاپگر اتاق ۵ چاپ نمی‌کند.\n\nعلی",
    take="#برداشتم",
    question="کدام چراغ روشن است، قرمز یا سبز؟",
    details="چراغ قرمز.",
    note="#یادداشت",
    known="این سومین بار در این ماه است.",
    cc="#رونوشت",
    welcome="همکارتان را که کلید اتاق دست اوست در جریان گذاشتم.",
    yes="بله",
    again="امروز چیزی چاپ نمی‌شود",
    again_text="اتاق ۵ نمی‌تواند چاپ کند. کسی آنجا هست؟",
    merge="#ادغام",
    by_old_token="بوق هم می‌زند.",
    by_new_token="دیگر بوق نمی‌زند.",
    resolve="#حل‌شد",
    solution="کارتریج تازه‌ای در آن گذاشتیم.",
    thanks="خیلی ممنون!",
    not_solved="هنوز حل نشده است، همهٔ صفحه‌ها سیاه چاپ می‌شود.",
    close="#بستن",
    status="#وضعیت",
    list="#فهرست",
    seen=("بسته", "چاپگر خراب است", "۵ از ۵"),
)


def plain(caught: Caught) -> str:
    """Without the marks of direction."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", caught.text.replace("\r\n", "\n"))


@dataclass
class Day:
    """One office on one day, and what its people read of their mail already."""

    office: Office
    words: Words
    certificate: Path
    number: int = 0
    double: int = 0
    read: dict[str, int] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        return f"{self.words.agent}@example.org"

    @property
    def support(self) -> str:
        return f"{self.words.department}@example.org"

    def got(self, address: str, count: int = 1) -> list[Caught]:
        """The next mails of somebody; the first of those that nobody looked at."""
        seen = self.read.get(address, 0)
        self.read[address] = seen + count
        return self.office.expect(address, seen + count)[seen:]

    def one(self, address: str) -> Caught:
        return self.got(address)[0]

    def newest(self, address: str, subject: str) -> Caught:
        return next(caught for caught in reversed(self.office.sink.to(address)) if subject in caught.subject)

    def ali(self, caught: Caught, text: str) -> EmailMessage:
        return self.office.answer(caught, f"{self.words.ali} <{ALI}>", text, **PROVEN)

    def writes(self, subject: str, text: str) -> EmailMessage:
        return self.office.write(f"{self.words.ali} <{ALI}>", self.support, subject, text, **PROVEN)

    def orders(self, caught: Caught, text: str) -> EmailMessage:
        """The agent answers a mail without having logged in: the signed address is all that proves them."""
        return self.office.answer(caught, self.agent, text)

    def orders_by_login(self, caught: Caught, text: str) -> None:
        mail = self.office.answered(caught, self.agent, text)
        with enter(self.office, self.certificate) as client:
            client.login(self.words.agent, PASSWORD)
            client.send_message(mail)

    def confirms(self) -> None:
        """The agent finds a question instead of a transcript, and says yes."""
        question = self.one(self.agent)
        assert "confirm-" in question.subject
        self.office.answer(question, self.agent, self.words.yes)

    def nothing_more(self) -> None:
        """Everybody has read all that they got."""
        self.office.settled()
        wait_until(lambda: not self.office.rows("outbox", "--state", "waiting"), 30, lambda: self.office.log)
        unread = {caught.recipient: caught.subject for caught in self.office.sink.caught}
        left = {who for who in unread if len(self.office.sink.to(who)) != self.read.get(who, 0)}
        assert not left, {who: [caught.subject for caught in self.office.sink.to(who)] for who in left}


@pytest.fixture(params=[ENGLISH, PERSIAN], ids=["en", "fa"])
def day(request: pytest.FixtureRequest, tmp_path: Path, certificate: Path) -> Iterator[Day]:
    """Mina is a second agent of the department; agents can log in."""
    words: Words = request.param
    office = open_office(tmp_path, words, certificate)
    try:
        yield Day(office, words, certificate)
    finally:
        office.close()


def open_office(folder: Path, words: Words, certificate: Path) -> Office:
    entrance = f"port = {free_port()}\ncertificate = '{certificate}'\nprivate_key = '{folder / 'key'}'\n"
    office = Office(folder, f"[submission]\n{entrance}", MANY)
    text = office.config.read_text("utf-8").replace(
        f'agents = ["{words.agent}"]', f'agents = ["{words.agent}", "mina"]'
    )
    office.config.write_text(text + COLLEAGUE.format(shown=words.mina, language=words.language), "utf-8")
    office.start_quickly()
    give_password(office, words.agent)
    return office


# --- the hours of the day ---------------------------------------------------------------------------------------------


def asks_and_is_asked_back(day: Day) -> None:
    words = day.words
    day.writes(words.subject, words.request)
    received = day.one(ALI)
    _, day.number = token_of(received.subject)
    assert received.mail["Content-Language"] == words.language
    told, mina = day.one(day.agent), day.one(MINA)
    assert "5" in told.text or "۵" in told.text

    day.orders(told, f"{words.take}\n{words.question}")
    transcript, answer = day.one(day.agent), day.one(ALI)
    assert ALI in plain(transcript)
    assert words.question in plain(answer)
    assert words.take not in plain(answer)
    ticket = day.office.ticket(day.number)
    assert (ticket["status"], ticket["assignee"]) == ("waiting", words.agent)

    day.ali(answer, words.details)
    assert words.details in plain(day.one(day.agent))
    assert day.office.ticket(day.number)["status"] == "open"

    day.office.answer(mina, MINA, f"{words.note}\n{canary.note(words.known)}")
    note = day.one(day.agent)
    assert words.known in plain(note)
    assert "customer" not in str(note.mail["Reply-To"])
    day.one(MINA)
    day.orders(note, canary.note(words.known))
    day.nothing_more()
    kinds = [article["kind"] for article in day.office.ticket(day.number)["articles"]]
    assert kinds == ["public", "public", "public", "internal", "internal"]


def copies_in_a_colleague(day: Day) -> None:
    """The agent has not logged in, so it needs a yes."""
    words = day.words
    newest = day.newest(day.agent, f"#{day.number}-")
    told = next(each for each in day.office.sink.to(day.agent) if words.details in plain(each))
    assert newest
    day.orders(told, f"{words.cc} {words.reza} <{REZA}>\n{words.welcome}")
    day.confirms()
    transcript = day.one(day.agent)
    assert REZA in plain(transcript).rpartition(REZA)[1]
    for address in (ALI, REZA):
        answer = day.one(address)
        assert words.welcome in plain(answer)
        assert words.cc not in plain(answer)
    ticket = day.office.ticket(day.number)
    assert ticket["participants"] == [REZA]
    assert words.request.split("\n")[1] not in plain(day.office.sink.to(REZA)[0]), "what was before is not Reza's"
    day.nothing_more()


def merges_a_double_request(day: Day) -> None:
    """The agent has logged in, so it is done at once."""
    words = day.words
    day.writes(words.again, words.again_text)
    received = day.one(ALI)
    token, day.double = token_of(received.subject)
    assert day.double == day.number + 1
    told = day.one(day.agent)
    day.one(MINA)
    first = token_of(day.office.sink.to(ALI)[0].subject)[0]
    day.orders_by_login(told, f"{words.merge} {first}")
    day.one(day.agent)
    merged = day.one(ALI)
    assert (token in plain(merged), first in plain(merged)) == (True, True)
    assert day.office.ticket(day.double)["status"] == "merged"

    for subject, text in ((token, words.by_old_token), (first, words.by_new_token)):
        day.writes(f"Re: {subject}", text)
        assert text in plain(day.one(day.agent))
        assert text in plain(day.one(REZA))
    texts = [article["text"] for article in day.office.ticket(day.number)["articles"]]
    assert texts[-2:] == [words.by_old_token, words.by_new_token]
    day.nothing_more()


def resolves_is_thanked_and_opens_again(day: Day) -> None:
    words = day.words
    day.orders(day.office.sink.to(day.agent)[-1], f"{words.resolve}\n{words.solution}")
    resolved = day.one(ALI)
    assert words.solution in plain(resolved)
    assert words.solution in plain(day.one(REZA))
    assert ALI in plain(day.one(day.agent))
    assert day.office.ticket(day.number)["status"] == "resolved"

    day.ali(resolved, words.thanks)
    day.one(day.agent)
    day.one(REZA)
    day.nothing_more()
    assert day.office.ticket(day.number)["status"] == "resolved"

    day.ali(resolved, words.not_solved)
    assert words.not_solved in plain(day.one(day.agent))
    day.got(ALI)
    day.one(REZA)
    assert day.office.ticket(day.number)["status"] == "open"
    day.nothing_more()


def closes_and_is_rated(day: Day) -> None:
    words = day.words
    day.orders(day.office.sink.to(day.agent)[-1], words.close)
    day.one(day.agent)
    closed = day.one(ALI)
    assert day.office.ticket(day.number)["status"] == "closed"

    by_link = five_stars(closed)
    by_link["From"] = f"{words.ali} <{ALI}>"
    by_link["Message-ID"] = "<by-link@client.example>"
    by_link["Authentication-Results"] = PROVEN["Authentication_Results"]
    day.office.send(by_link, str(by_link["To"]))
    assert words.seen[2] in plain(day.one(ALI))

    day.ali(closed, words.status)
    assert words.seen[0] in plain(day.one(ALI))
    day.writes("?", words.list)
    assert words.seen[1] in plain(day.one(ALI))
    day.nothing_more()
    assert day.office.ticket(day.number)["status"] == "closed"
    assert [row["number"] for row in day.office.rows("tickets")] == [day.double, day.number]


def five_stars(caught: Caught) -> EmailMessage:
    """What a mail program makes of a click on the fifth star."""
    page = caught.mail.get_body(("html",))
    assert page is not None
    links = [urlsplit(html.unescape(link)) for link in _LINK.findall(page.get_content())]
    link = next(each for each in links if parse_qs(each.query)["subject"][0].startswith(("Rating: 5/5", "امتیاز: ۵")))
    mail = EmailMessage()
    mail["To"], mail["Subject"] = unquote(link.path), parse_qs(link.query)["subject"][0]
    mail.set_content("")
    return mail


def live(day: Day) -> None:
    for hour in (
        asks_and_is_asked_back,
        copies_in_a_colleague,
        merges_a_double_request,
        resolves_is_thanked_and_opens_again,
        closes_and_is_rated,
    ):
        hour(day)


# --- the evening ------------------------------------------------------------------------------------------------------

TO_ALI = """
    received answered answered received merged resolved reopened closed rated status listed
"""
TO_REZA = "answered shared shared resolved shared shared"
TO_THE_AGENT = """
    new_mail transcript new_mail note confirm transcript new_mail transcript new_mail new_mail
    transcript new_mail new_mail transcript
"""
TO_MINA = "new_mail transcript new_mail"
JOURNAL = """
    open promise answered status assign status confirmed status participant status resolve thanks reopen close rate
"""


def test_a_whole_day(day: Day) -> None:
    live(day)
    office = day.office
    kinds: dict[str, list[str]] = {}
    for row in reversed(office.rows("outbox")):
        assert row["state"] == "sent"
        kinds.setdefault(row["recipient"], []).append(row["kind"])
    assert kinds[ALI] == TO_ALI.split()
    assert kinds[REZA] == TO_REZA.split()
    assert kinds[day.agent] == TO_THE_AGENT.split()
    assert kinds[MINA] == TO_MINA.split()
    assert sum(map(len, kinds.values())) == len(office.sink.caught)

    for caught in (*office.sink.to(ALI), *office.sink.to(REZA)):
        assert caught.mail["Content-Language"] == day.words.language
        assert day.words.known not in plain(caught)
        assert "confirm-" not in caught.subject
        assert caught.mail["Auto-Submitted"] in (None, "auto-replied", "auto-generated")

    ledger = office.settled()
    assert ledger["balanced"]
    assert {name: count for name, count in ledger["outcomes"].items() if count} == {
        "ticket": 2,
        "reply": 8,
        "note": 7,
        "answered": 1,
    }
    journal = [entry["change"] for entry in office.ticket(day.number)["journal"]]
    assert journal == JOURNAL.split()
    assert [entry["change"] for entry in office.ticket(day.double)["journal"]] == ["open", "promise", "merge"]
    keep_together(day)


def keep_together(day: Day) -> None:
    """All mails of the ticket stand in one thread in each customer's client."""
    for address in (ALI, REZA):
        known: set[str] = set()
        for caught in day.office.sink.to(address):
            if f"[#{day.number}-" not in caught.subject:
                continue
            references = str(caught.mail["References"] or "").split()
            if known:
                assert known & set(references), caught.subject
                assert str(caught.mail["In-Reply-To"]) == references[-1]
            known.add(str(caught.mail["Message-ID"]))
            assert caught.subject.count("[#") == 1

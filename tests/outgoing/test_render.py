"""Every kind of notice, in every language, with whatever people may have written."""

import re
import time
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import AutoSubmitted, OutboundMail, serialise
from gateway.mail.reply import OUR_MARKERS
from gateway.mail.strict import check
from gateway.notices import (
    AgeView,
    ArticleView,
    AttachmentView,
    ColleagueView,
    Compared,
    DayView,
    DeskFigures,
    DigestLine,
    DigestList,
    DigestView,
    FieldLine,
    Kind,
    Manner,
    NoticeView,
    OrderLine,
    PreviousView,
    ReportView,
    RulesState,
    RulesView,
    TicketLine,
    UndeliveredView,
)
from gateway.outgoing.filters import linkify, paragraphs
from gateway.outgoing.render import Rendered, Renderer, environment_of, templates_folder
from gateway.tickets.attachments import Reason, Withheld
from gateway.tickets.people import Role
from gateway.tickets.ticket import Status

from ..folded import every
from ..thorough import examples

RENDERER = Renderer(templates_folder())
AT = datetime(2026, 11, 21, 10, 35, tzinfo=UTC)
TOKEN = "[#1042-7KQM]"
ADDRESS = f"support+{'a' * 45}@in.example.org"
STARS = f"support+{'b' * 45}@in.example.org"
CODE = f"confirm-57-{'b' * 26}"
ABOUT_OURSELVES = {Kind.ALERT, Kind.DIGEST, Kind.WEEKLY, Kind.RULES, Kind.SIGN_IN, Kind.VISIT, Kind.NEW_REQUEST}
LINES = {Kind.ALERT: ("address_brake", "ali@customer.example", "3", "57")}  # of kinds whose lines are not for reading
ARTICLE = ArticleView(
    author="Sara Ahmadi",
    author_address="sara@example.com",
    at=AT,
    text="Good morning,\n\nI cannot log in.",
    quoted="",
    attachments=(
        AttachmentView("log.zip", 38_400_000, False),
        AttachmentView("setup.exe", 38_400, False, withheld=Withheld(Reason.VIRUS, "Eicar-Signature")),
        AttachmentView("screen.png", 348_211, True, picture=True),
    ),
    seal=("S/MIME signed", "PGP encrypted"),
)
REFUSED_FILES = tuple(
    AttachmentView(f"{reason.name}.exe", 38_400, False, withheld=Withheld(reason)) for reason in Reason
)
TICKET = DigestLine(TOKEN, "Cannot log in", "Sara Ahmadi", "high", "Support", "Tom Baker", 90, -125)
DIGEST = DigestView(
    pressing=DigestList((TICKET,)),
    mine=DigestList((replace(TICKET, left=35, priority="", assignee=""),), 12),
    unassigned=DigestList((replace(TICKET, left=None),)),
    desks=(DeskFigures("Support", 24, 3, 1, 7),),
)
REPORT = ReportView(
    first=date(2026, 11, 14),
    last=date(2026, 11, 20),
    opened=Compared(118, 1204),
    resolved=Compared(110, 97),
    reopened=Compared(4, 2),
    open=Compared(31, 28),
    median=Compared(840, 12_000),
    p95=Compared(4_000, None),
    share=Compared(0.912, None),
    rating=Compared(None, 4.25),
    waiting=3,
    overdue=1,
    ratings=4,
    promise=1_800,
    days=tuple(DayView(date(2026, 11, 14 + number), 10 + number, 9) for number in range(7)),
    ages=(AgeView(0, 1, 4), AgeView(1, 3, 0), AgeView(3, None, 27)),
    colleagues=(ColleagueView("Tom Baker", 60, 800, 50, 12), ColleagueView("سارا احمدی", 3, None, 0, 1)),
)
VIEW = NoticeView(
    kind=Kind.RECEIVED,
    language="en",
    role=Role.REQUESTER,
    manner=Manner.FULL,
    site="Example Org",
    department="Support",
    zone="Asia/Tehran",
    token=TOKEN,
    number=1042,
    subject="Cannot log in",
    status=Status.OPEN,
    priority="high",
    requester="Sara Ahmadi",
    requester_address="sara@example.com",
    recipient="Sara Ahmadi",
    created=AT,
    closes=AT + timedelta(days=3),
    article=ARTICLE,
    history=(replace(ARTICLE, author="Reza Karimi", internal=True, at=AT - timedelta(hours=2)),),
    first_response=12,
    window_days=3,
    reopened=True,
    follows="[#0987-AB2C]",
    lines=("#resolve\n  done",),
    answerable=True,
    withheld=REFUSED_FILES,
    reply_address=ADDRESS,
    code=CODE,
    held=57,
    tickets=(TicketLine(TOKEN, "Cannot log in", Status.OPEN, AT, "Support"),),
    orders=(OrderLine("#rate", "1 to 5", "how well you were helped"),),
    fields=(FieldLine("Priority", ("low", "high")),),
    answers="Tom Baker",
    last_answer=AT,
    merged_into="[#1001-AAAA]",
    rules=RulesView(
        RulesState.ASKS,
        revision=7,
        diff=("--- revision 7", "+++ rules.toml", "+[[rule]]", '+name = "چاپگر"'),
        changes=("#1042 Cannot log in: tags: – → vpn",),
        dead=("Never",),
        replayed=500,
        changed=1,
    ),
    digest=DIGEST,
    report=REPORT,
    rating_address=STARS,
    moved_from="Sales",
    previous=PreviousView("[#0987-AB2C]", "Cannot log in", AT, "Tom Baker", 4, (ARTICLE,)),
    answer="We are back on Saturday.",
    undelivered=UndeliveredView(
        loss="gone",
        reason="no_such_user",
        words="550 5.1.1 Unknown",
        kind="answered",
        person="Sara Ahmadi",
        address="sara@example.com",
        sent=AT,
        text="Try it again, please.",
        files=2,
        muted=True,
        others=("sara@home.example",),
    ),
)


def rendered(kind: Kind = Kind.RECEIVED, language: str = "en", **changes: Any) -> Rendered:
    return RENDERER.render(replace(VIEW, kind=kind, language=language, **changes))


def as_mail(words: Rendered, language: str = "en") -> OutboundMail:
    return OutboundMail(
        envelope_sender="",
        recipient="sara@example.com",
        from_=Mailbox("support@in.example.org", "Support"),
        to=Mailbox("sara@example.com"),
        reply_to=None,
        subject=words.subject,
        date=AT,
        message_id="t.1042.3.abcdef@in.example.org",
        in_reply_to="",
        references=(),
        auto_submitted=AutoSubmitted.GENERATED,
        language=language,
        text=words.text,
        html=words.html,
    )


class Tags(HTMLParser):
    """The tags and attribute names that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.targets: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attributes}
        self.targets += [value or "" for name, value in attributes if name in ("href", "src")]
        if tag not in ("br", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


OUR_TAGS = {"html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "p", "b", "a", "br", "bdi"}
OUR_NAMES = {"lang", "dir", "xmlns", "xmlns:o", "charset", "name", "content", "class", "bgcolor", "style", "role",
             "width", "cellpadding", "cellspacing", "border", "align", "valign", "href"}  # fmt: skip
PIECES = ["<script>alert(1)</script>", '" onload="x', "' onclick='x", "{{7*7}}", "{% for x in y %}", "{#", "\r\nBcc: x",
          "\x00", "\ud83d", "💩", "\u202e", "\u2066", "سلام", "http://x.example/?a=\"><b>", "https://", "&lt;", "]]>",
          "<!--", "-->", "%s", "%(x)s", "=?utf-8?q?x?=", "\n\n\n", "\t", "   ", "می‌شود", "[#9-ABCD]"]  # fmt: skip
hostile = st.one_of(
    st.text(max_size=40), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=6).map("".join)
)
withheld = st.one_of(st.none(), st.builds(Withheld, st.sampled_from(Reason), hostile))
files = st.lists(
    st.builds(AttachmentView, hostile, st.integers(0, 10**10), st.booleans(), st.booleans(), withheld), max_size=2
).map(tuple)
refused_files = st.lists(
    st.builds(AttachmentView, hostile, st.integers(0, 10**10), withheld=st.builds(Withheld, st.sampled_from(Reason)),
              included=st.just(False)), max_size=2
).map(tuple)  # fmt: skip
articles = st.builds(
    ArticleView,
    author=hostile,
    author_address=hostile,
    at=st.just(AT),
    text=hostile,
    quoted=hostile,
    attachments=files,
    internal=st.booleans(),
    held=st.booleans(),
    unverified=st.booleans(),
    seal=st.lists(st.one_of(hostile, st.just("PGP signed")), max_size=2).map(tuple),
)
previous = st.builds(PreviousView, st.just(TOKEN), hostile, st.sampled_from([None, AT]), hostile, st.integers(0, 5),
                     st.lists(articles, max_size=2).map(tuple))  # fmt: skip
tickets = st.builds(TicketLine, st.just(TOKEN), hostile, st.sampled_from(Status), st.just(AT), hostile)
order_lines = st.builds(OrderLine, hostile, hostile, hostile)
field_lines = st.builds(FieldLine, hostile, st.lists(hostile, max_size=2).map(tuple))
digest_lines = st.builds(
    DigestLine,
    st.just(TOKEN),
    hostile,
    hostile,
    hostile,
    hostile,
    hostile,
    st.integers(0, 10**6),
    st.one_of(st.none(), st.integers(-(10**6), 10**6)),
)
digest_lists = st.builds(DigestList, st.lists(digest_lines, max_size=2).map(tuple), st.integers(0, 1000))
counts = st.integers(0, 10**6)
desks = st.lists(st.builds(DeskFigures, hostile, counts, counts, counts, counts), max_size=2).map(tuple)
figures = st.builds(Compared, *(st.one_of(st.none(), st.integers(0, 10**7)) for _ in range(2)))
shares = st.builds(Compared, *(st.one_of(st.none(), st.floats(0, 1)) for _ in range(2)))
reports = st.builds(
    ReportView,
    first=st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    last=st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    opened=st.builds(Compared, *(st.integers(0, 10**7) for _ in range(2))),
    resolved=st.builds(Compared, *(st.integers(0, 10**7) for _ in range(2))),
    reopened=figures,
    open=st.builds(Compared, *(st.integers(0, 10**7) for _ in range(2))),
    median=figures,
    p95=figures,
    share=shares,
    rating=shares,
    waiting=st.integers(0, 3),
    overdue=st.integers(0, 3),
    ratings=st.integers(0, 3),
    promise=st.one_of(st.none(), st.integers(60, 10**6)),
    days=st.just(REPORT.days),
    ages=st.just(REPORT.ages),
    colleagues=st.lists(
        st.builds(
            ColleagueView,
            hostile,
            st.integers(0, 9),
            st.one_of(st.none(), st.integers(0, 10**6)),
            st.just(1),
            st.just(2),
        ),
        max_size=2,
    ).map(tuple),
)
views = st.builds(
    NoticeView,
    kind=st.sampled_from(Kind),
    language=st.sampled_from(["en", "fa", "xx", "../en", ""]),
    role=st.sampled_from(Role),
    manner=st.sampled_from([Manner.FULL, Manner.CONTENT_FREE]),
    site=hostile,
    department=hostile,
    zone=st.sampled_from(["Asia/Tehran", "Europe/Berlin", "UTC"]),
    token=st.just(TOKEN),
    number=st.just(1042),
    subject=hostile,
    status=st.sampled_from(Status),
    priority=hostile,
    requester=hostile,
    requester_address=hostile,
    recipient=hostile,
    created=st.just(AT),
    closes=st.sampled_from([None, AT]),
    article=articles,
    history=st.lists(articles, max_size=2).map(tuple),
    first_response=st.one_of(st.none(), st.integers(0, 10_000)),
    window_days=st.integers(1, 30),
    reopened=st.booleans(),
    follows=st.sampled_from(["", "[#0987-AB2C]"]),
    lines=st.lists(hostile, max_size=3).map(tuple),
    answerable=st.booleans(),
    withheld=refused_files,
    staff_note=hostile,
    reply_address=st.sampled_from(["", ADDRESS]),
    code=st.just(CODE),
    held=st.integers(0, 10**6),
    tickets=st.lists(tickets, max_size=2).map(tuple),
    more_tickets=st.booleans(),
    orders=st.lists(order_lines, max_size=2).map(tuple),
    fields=st.lists(field_lines, max_size=2).map(tuple),
    answers=hostile,
    last_answer=st.sampled_from([None, AT]),
    rating=st.integers(0, 5),
    merged_into=st.sampled_from(["", "[#1001-AAAA]"]),
    answer=hostile,
    snoozed=st.sampled_from([None, AT]),
    rules=st.builds(
        RulesView,
        state=st.sampled_from(RulesState),
        revision=st.integers(0, 9),
        mistakes=st.lists(hostile, max_size=2).map(tuple),
        diff=st.lists(hostile, max_size=3).map(tuple),
        changes=st.lists(hostile, max_size=2).map(tuple),
        dead=st.lists(hostile, max_size=2).map(tuple),
        changed=st.integers(0, 9),
        whole=st.booleans(),
    ),
    digest=st.builds(DigestView, digest_lists, digest_lists, digest_lists, digest_lists, desks),
    report=st.one_of(st.none(), reports),
    undelivered=st.builds(
        UndeliveredView,
        loss=st.sampled_from(["gone", "refused", "later", "spam"]),
        reason=st.sampled_from(["unknown", "too_big", "something else"]),
        words=hostile,
        kind=st.sampled_from(["answered", "received", "something else"]),
        person=hostile,
        address=hostile,
        sent=st.just(AT),
        text=hostile,
        files=st.integers(0, 3),
        muted=st.booleans(),
        others=st.lists(hostile, max_size=3).map(tuple),
    ),
    unreachable=st.sampled_from([None, AT]),
    promised=st.sampled_from([None, AT]),
    keeps_hours=st.booleans(),
    window_works=st.booleans(),
    courtesy=st.booleans(),
    rated=st.booleans(),
    rating_address=st.sampled_from(["", STARS]),
    moved_from=hostile,
    previous=st.none() | previous,
)


@examples(80)
@given(views)
def test_whatever_people_write_a_lawful_mail_comes_out(view: NoticeView) -> None:
    words = RENDERER.render(view)
    mail = as_mail(words)
    assert check(serialise(mail), mail) == ()
    assert TOKEN in words.subject or view.kind in ABOUT_OURSELVES
    assert "\n" not in words.subject
    page = Tags(words.html)
    assert page.open == []
    assert page.tags <= OUR_TAGS | {"span"}
    assert page.names <= OUR_NAMES
    ours = [target for target in page.targets if target.startswith("mailto:")]
    known = {f"mailto:{address.replace('+', '%2B')}" for address in (ADDRESS, STARS)}
    assert {target.partition("?")[0] for target in ours} <= known
    others = (target for target in page.targets if target not in ours)
    assert all(target.lower().startswith(("http://", "https://")) for target in others)
    assert bool(view.reply_address or view.rating_address) or not ours


@every(
    ("kind", "language", "role", "manner"),
    list(product(Kind, ("en", "fa"), Role, (Manner.FULL, Manner.CONTENT_FREE))),
    ids=lambda value: value if isinstance(value, str) else value.name.lower(),
)
def test_every_kind_has_its_words(kind: Kind, language: str, role: Role, manner: Manner) -> None:
    for answerable, closes, minutes in product((True, False), (None, AT), (None, 12)):
        words = rendered(kind, language, role=role, manner=manner, answerable=answerable, closes=closes,
                         first_response=minutes, lines=LINES.get(kind, VIEW.lines))  # fmt: skip
        mail = as_mail(words, language)
        assert check(serialise(mail), mail) == ()
        marker = OUR_MARKERS[language == "fa"]
        assert words.text.startswith(marker) == answerable
        assert (marker in words.html) == answerable
        assert "\n\n\n" not in words.text
        assert not re.search(r"(?m)(?<!^--)[ \t]+$", words.text)
        assert f'lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}"' in words.html
        assert "None" not in words.text + words.html


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("kind", [Kind.NEW_MAIL, Kind.NOTE, Kind.MOVED, Kind.TRANSFERRED, Kind.RATED])
def test_what_a_mail_did_to_its_ticket_has_its_words(kind: Kind, language: str) -> None:
    before = replace(VIEW.previous, closed=None, assignee="", rating=0, articles=()) if VIEW.previous else None
    for courtesy, rated, promised, rating, moved_from, previous in product(
        (True, False), (True, False), (None, AT), (0, 2), ("", "Sales"), (None, before, VIEW.previous)
    ):
        words = rendered(kind, language, role=Role.AGENT, courtesy=courtesy, rated=rated, promised=promised,
                         rating=rating, moved_from=moved_from, previous=previous, answers="")  # fmt: skip
        mail = as_mail(words, language)
        assert check(serialise(mail), mail) == ()
        assert "\n\n\n" not in words.text
        assert not re.search(r"(?m)(?<!^--)[ \t]+$", words.text)
        assert "None" not in words.text + words.html
        undo = "#reopen" if language == "en" else "#بازگشایی"
        offered = (kind is Kind.NEW_MAIL and courtesy) or (kind is Kind.NOTE and rated)
        assert (undo in words.text, undo in Tags(words.html).words) == (offered, offered)
        shown = kind in (Kind.NEW_MAIL, Kind.MOVED) and previous is not None and bool(previous.articles)
        assert ("[#0987-AB2C]" in words.text) >= shown


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("kind", [Kind.CONFIRM, Kind.LISTED, Kind.TRANSCRIPT])
def test_a_mail_about_no_ticket_shows_no_empty_number(kind: Kind, language: str) -> None:
    for role, manner in product(Role, (Manner.FULL, Manner.CONTENT_FREE)):
        words = rendered(kind, language, role=role, manner=manner, token="", number=0, subject="", reply_address="")
        mail = as_mail(words, language)
        assert check(serialise(mail), mail) == ()
        assert "\n\n\n" not in words.text
        assert "\u2068\u2069" not in words.text
        assert 'unicode-bidi:isolate"></span>' not in words.html
        assert not re.search(r"\(\)|  [a-zآ-ی]| \.| $", words.subject + "\n" + words.text.replace("\n  ", "\n"))


SECRET = "zzsecretzz"


@pytest.mark.parametrize(
    ("kind", "language"),
    list(
        product(
            (
                *(Kind.RECEIVED, Kind.AGAIN, Kind.WITHHELD, Kind.REOPENED, Kind.REFUSED, Kind.LISTED, Kind.STATUS),
                *(Kind.TRANSCRIPT, Kind.RATED),
            ),
            ("en", "fa"),
        )
    ),
)
def test_content_free_mail_has_no_byte_of_the_sender(kind: Kind, language: str) -> None:
    """T-SEC-3: an acknowledgement must not carry a stranger's words to a victim."""
    theirs = replace(
        ARTICLE, author=SECRET, author_address=f"{SECRET}@example.com", text=SECRET, quoted=SECRET,
        attachments=(AttachmentView(SECRET, 1, True),),
    )  # fmt: skip
    words = rendered(kind, language, manner=Manner.CONTENT_FREE, subject=SECRET, requester=SECRET, recipient=SECRET,
                     requester_address=SECRET, article=theirs, history=(theirs,), lines=(SECRET,),
                     withheld=(replace(REFUSED_FILES[0], name=SECRET),), answers=SECRET,
                     tickets=(TicketLine(TOKEN, SECRET, Status.OPEN, AT, SECRET),))  # fmt: skip
    assert SECRET not in words.subject + words.text + words.html
    assert TOKEN in words.subject


@pytest.mark.parametrize("manner", [Manner.FULL, Manner.CONTENT_FREE])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_words_of_the_house_are_the_first_paragraphs_of_an_acknowledgement(language: str, manner: Manner) -> None:
    words = "Our {{ office }} is closed.\n\nشنبه برمی‌گردیم: https://example.org/<fa>"
    shown = rendered(language=language, manner=manner, answer=words)
    assert f"\n\n{words}\n\n" in shown.text
    assert shown.text.index(TOKEN) < shown.text.index("{{ office }}")
    assert shown.text.index("{{ office }}") < shown.text.index(
        "#0987-AB2C" if manner is Manner.FULL else "If you did not" if language == "en" else "اگر شما پیامی"
    )
    assert "Our {{ office }} is closed.</p>" in shown.html
    assert 'dir="rtl" align="right"' in shown.html.partition("{{ office }}")[2]
    assert 'href="https://example.org/"' in shown.html
    assert "{{ office }}" not in rendered(Kind.NEW_MAIL, language, answer=words).text


@pytest.mark.parametrize("payload", ["{{7*7}}", "{% raw %}x", "{{x|attr('format')}}", "{#c#}", "%(x)s %s {0}"])
def test_template_words_in_mail_stay_words(payload: str) -> None:
    """T-TPL-1, and again when our own mail comes back as a quote."""
    theirs = replace(ARTICLE, text=payload, author=payload, quoted=payload)
    first = rendered(Kind.NEW_MAIL, subject=payload, requester=payload, article=theirs)
    assert payload in first.subject
    assert first.text.count(payload) >= 4
    assert "49" not in first.text
    second = rendered(Kind.NEW_MAIL, article=replace(theirs, text=first.text, quoted=first.html))
    assert payload in second.text
    assert payload in Tags(second.html).words


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Cannot log in", f"Re: Cannot log in {TOKEN}"),
        ("Re: Cannot log in", f"Re: Cannot log in {TOKEN}"),
        ("RE: re[2]: AW: Cannot log in", f"Re: Cannot log in {TOKEN}"),
        ("پاسخ: ورود", f"Re: ورود \u200e{TOKEN}"),  # or its halves change places on the screen
        ("ورود به ERP", f"Re: ورود به ERP {TOKEN}"),
        ("خطای 500", f"Re: خطای 500 \u200e{TOKEN}"),
        (f"Cannot log in {TOKEN}", f"Re: Cannot log in {TOKEN}"),
        ("More: Cannot log in", f"Re: More: Cannot log in {TOKEN}"),
        ("Fwd: Cannot log in", f"Re: Fwd: Cannot log in {TOKEN}"),
        ("Hello\r\nBcc: x", f"Re: Hello Bcc: x {TOKEN}"),
        ("\u202egpj.exe", f"Re: gpj.exe {TOKEN}"),
        ("", f"Request {TOKEN}"),
        ("Re: ", f"Request {TOKEN}"),
        ("word " * 100, f"Re: {('word ' * 30).strip()}… {TOKEN}"),
        ("x" * 300, f"Re: {'x' * 150}… {TOKEN}"),
    ],
)
def test_one_subject_for_a_ticket(subject: str, expected: str) -> None:
    kinds = (Kind.RECEIVED, Kind.ANSWERED, Kind.RESOLVED, Kind.REMINDER, Kind.CLOSED)
    assert {rendered(kind, subject=subject).subject for kind in kinds} == {expected}


def test_a_token_behind_persian_words_of_ours_keeps_its_order_too() -> None:
    subject = rendered(Kind.AGAIN, "fa", manner=Manner.CONTENT_FREE).subject
    assert subject == f"پیام شما به دست ما رسید \u200e{TOKEN}"
    assert rendered(Kind.AGAIN, "en", manner=Manner.CONTENT_FREE).subject.endswith(f" {TOKEN}")


def test_persian_mail_has_jalali_dates_persian_digits_and_isolates() -> None:
    words = rendered(Kind.RESOLVED, "fa", article=None)
    assert "سه‌شنبه ۳ آذر ۱۴۰۵، ساعت ۱۴:۰۵" in words.text
    assert "تا ۳ روز" in words.text
    assert f"\u2068{TOKEN}\u2069" in words.text
    assert '<span dir="ltr"' in words.html
    assert "حدود ۱۲ دقیقه" in rendered(Kind.RECEIVED, "fa").text


def test_english_mail_says_when_a_request_closes_and_in_which_zone() -> None:
    words = rendered(Kind.REMINDER)
    assert "closes on Tuesday 24 November 2026, 14:05 (UTC+03:30)." in words.text
    assert "(CET)" in rendered(Kind.REMINDER, zone="Europe/Berlin").text


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "1 minute."),
        (1, "1 minute."),
        (25, "25 minutes."),
        (100, "2 hours."),
        (2_000, "33 hours."),
        (9_000, "6 days."),
    ],
)
def test_a_first_answer_is_promised_only_as_measured(minutes: int, expected: str) -> None:
    assert f"takes about {expected}" in rendered(first_response=minutes).text
    assert "takes about" not in rendered(first_response=None).text


def test_agents_see_banners_and_customers_do_not() -> None:
    doubtful = replace(ARTICLE, unverified=True)
    words = rendered(Kind.NEW_MAIL, article=doubtful, role=Role.AGENT)
    assert "NOT VERIFIED" in words.text
    assert "Not verified." in words.html
    assert "REOPENED" in words.text
    assert "erified" not in rendered(Kind.SHARED, article=doubtful).text
    assert "too large to go along" in words.text


@pytest.mark.parametrize("kind", [Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED, Kind.TRANSCRIPT])
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("These files were not passed on", "TYPE.exe", "38 KB", "Send it in another form", "Make it smaller")),
        (
            "fa",
            ("این فایل‌ها به گیرندگان تحویل داده نشد", "TYPE.exe", "۳۸ کیلوبایت", "مانند PDF یا تصویر", "کوچک‌تر کنید"),
        ),
    ],
)
def test_a_sender_reads_which_files_were_not_passed_on_why_and_what_to_do(
    kind: Kind, language: str, says: tuple[str, ...]
) -> None:
    words = rendered(kind, language)
    for text in (words.text, Tags(words.html).words):
        assert all(each in text for each in says), text
        assert "virus" in text or "ویروس" in text
    without = rendered(kind, language, withheld=())
    assert says[0] not in without.text + without.html


@pytest.mark.parametrize(("language", "says"), [("en", "Some files that came with it"), ("fa", "چند فایل همراه آن")])
def test_whoever_may_be_somebody_else_reads_only_that_there_were_files(language: str, says: str) -> None:
    for kind in (Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED):
        words = rendered(kind, language, manner=Manner.CONTENT_FREE)
        assert says in words.text
        assert says in words.html
        assert ".exe" not in words.text + words.html
        assert "virus" not in words.text + words.html
        assert "ویروس" not in words.text + words.html


def test_agents_read_why_a_file_is_missing_and_how_a_mail_was_sealed() -> None:
    for kind in (Kind.NEW_MAIL, Kind.HELD, Kind.NOTE):
        text = rendered(kind, role=Role.AGENT).text
        assert "- setup.exe, 38 KB (not passed on: a virus was found in it – Eicar-Signature)\n" in text
        assert "- Picture: screen.png, 348 KB\n" in text
        assert "Signed (S/MIME); the signature was not verified." in text
        assert "Encrypted (PGP): open it in your mail client, from the attachment." in text
        persian = rendered(kind, "fa", role=Role.AGENT)
        assert "درستی امضا بررسی نشده است" in persian.text
        assert "درستی امضا بررسی نشده است" in persian.html
    assert "igned" not in rendered(Kind.SHARED).text


@pytest.mark.parametrize(("language", "says"), [("en", "(without a name)"), ("fa", "(بدون نام)")])
def test_a_file_without_a_name_is_called_that(language: str, says: str) -> None:
    nameless = (AttachmentView("", 3, False, withheld=Withheld(Reason.SIZE)),)
    article = replace(ARTICLE, attachments=nameless)
    for words in (
        rendered(Kind.NEW_MAIL, language, article=article),
        rendered(Kind.WITHHELD, language, withheld=nameless),
    ):
        assert says in words.text
        assert says in words.html


def test_each_paragraph_has_the_direction_of_its_first_letter() -> None:
    found = [paragraph.direction for paragraph in paragraphs("hello سلام\n\nسلام hello\n \n123\n\n- سلام")]
    assert found == ["ltr", "rtl", "ltr", "rtl"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("see https://example.com/a?b=1&c=2.", "https://example.com/a?b=1&amp;c=2"),
        ("(http://example.com/x)", "http://example.com/x"),
        ("«https://example.com»،", "https://example.com"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://example.com", None),
        ('https://example.com/"onmouseover="x', "https://example.com/"),
    ],
)
def test_only_web_addresses_become_links(text: str, target: str | None) -> None:
    html = str(linkify(text))
    assert re.findall(r'href="([^"]*)"', html) == ([target] if target else [])


def test_languages_have_the_same_words_and_kinds() -> None:
    folder = templates_folder()
    assert {"en", "fa"} == RENDERER.languages
    for language in ("en", "fa"):
        names = {path.name for path in (folder / language).iterdir()}
        parts = ("_withheld", "_orders", "_fields", "_rate", "_previous", "_repeats")
        shared = {
            "_words.txt",
            "_why.txt",
            "_digest_labels.txt",
            *(f"{part}.{form}" for part in parts for form in ("txt", "html")),
        }
        assert names == {f"{kind.value}.{form}" for kind in Kind for form in ("txt", "html")} | shared
    said = [re.findall(r"set (\w+)", (folder / language / "_words.txt").read_text()) for language in ("en", "fa")]
    assert said[0] == said[1]


def test_the_words_are_calm_and_well_spelt() -> None:
    """No exclamation marks; in Persian no Arabic letters and no space where a half-space belongs."""
    for path in templates_folder().glob("??/*"):
        text = path.read_text()
        assert "!" not in text, path
    for path in (templates_folder() / "fa").iterdir():
        assert not re.search(r"[كيى]|\bن?می |[آ-ی] ها\b|[آ-ی] های\b| ،| ؛|[,;?](?=\s*[آ-ی])", path.read_text()), path


def test_a_view_holds_nothing_that_a_template_could_walk() -> None:
    """Plain values only: no stored rows, no lazy reads (style: trap 15)."""
    assert {field.name for field in fields(NoticeView)} >= {"token", "subject", "article"}
    with pytest.raises(Exception, match="undefined"):
        environment_of(templates_folder(), "en").from_string("{{ nothing }}").render()


def test_templates_are_found_beside_the_package() -> None:
    assert (templates_folder() / "en" / "received.txt").is_file()
    assert Path(__file__).parents[2] / "templates" == templates_folder()


def test_a_notice_is_rendered_quickly() -> None:
    rendered(Kind.NEW_MAIL)
    begin = time.process_time()
    for _ in range(50):
        rendered(Kind.NEW_MAIL)
    assert (time.process_time() - begin) / 50 < 0.05


@pytest.mark.parametrize(
    "text", ["\n \n" * 20_000, "https://" * 10_000, " " * 100_000, "a\n" * 50_000, "re: " * 25_000]
)
def test_long_words_take_linear_time(text: str) -> None:
    begin = time.process_time()
    rendered(Kind.NEW_MAIL, subject=text, article=replace(ARTICLE, text=text, quoted=text))
    assert time.process_time() - begin < 5

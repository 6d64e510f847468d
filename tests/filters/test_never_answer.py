"""The mails that no automatic answer may follow (T-LOOP-1): RFC 3834 section 2, RFC 5230 sections 4.5 and 4.6."""

import pytest

from gateway.decisions import Hold, Update
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.mail.reply_address import AddressKind
from gateway.notices import Kind, answers_the_writer
from gateway.tickets.people import Standing
from gateway.triage import triage

from ..builders import ALI, facts, policy, ticket
from ..builders import about as known

FROM = "Ali Rezaei <ali@customer.example>"
US = "support@example.org"
BY_HAND = "User-Agent: Mozilla Thunderbird|Precedence: "


def answered(
    fields: str = "",
    *,
    sender: str = "ali@customer.example",
    from_: str = FROM,
    to: str = US,
    text: str = "It is broken.",
    standing: Standing = Standing.ALIGNED,
    reply: AddressKind | None = None,
    source: Source = Source.SMTP,
) -> list[Kind]:
    """The automatic answers to a mail with these fields, which are separated by bars."""
    plain = "" if "content-type" in fields.lower() else "Content-Type: text/plain; charset=utf-8"
    head = [f"From: {from_}", f"To: {to}" if to else "", "Subject: Printer", plain, *fields.split("|")]
    raw = "\r\n".join([line for line in head if line]).replace("~", "\r\n") + f"\r\n\r\n{text}\r\n"
    mail = parse(raw.encode(), Envelope(sender, (US,), source))
    decision = triage(mail, facts(ALI, standing, reply_kind=reply), policy())
    notices = decision.notices if isinstance(decision, Update | Hold) else ()
    return [each.kind for each in notices if answers_the_writer(each.kind, each.recipient.role)]


NEVER = [
    "Auto-Submitted: auto-generated",
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-notified",
    "Auto-Submitted: AUTO-REPLIED",
    "Auto-Submitted: auto-replied; x=no",
    "Auto-Submitted: (no) auto-generated",
    "Auto-Submitted:~ auto-generated",
    'Auto-Submitted: "auto-generated"',
    "Auto-Submitted: no|Auto-Submitted: auto-generated",
    "Auto-Submitted: auto-generated|Auto-Submitted: no",
    "Auto-Submitted: yes",
    "auto-submitted: auto-replied (vacation)",
    "List-Id: <talk.lists.example>",
    "List-Id:~ Talk~ <talk.lists.example>",
    "List-Post: <mailto:talk@lists.example>",
    "List-Help: <mailto:help@lists.example>",
    "List-Subscribe: <mailto:on@lists.example>",
    "List-Owner: <mailto:boss@lists.example>",
    "List-Archive: <https://lists.example/>",
    "List-Unsubscribe: <mailto:off@news.example>",
    "Mailing-List: list talk@lists.example|List-Id: <x.lists.example>",
    "Precedence: bulk",
    "Precedence: BULK (really)",
    "Precedence: junk",
    "Precedence: list",
    f"{BY_HAND}bulk",
    f"{BY_HAND}junk",
    f"{BY_HAND}list",
    "Precedence: first-class|Precedence: bulk",
    "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: OOF",
    "X-Auto-Response-Suppress: DR, AutoReply",
    "X-Autoreply: yes",
    "X-Autorespond: Away",
    "Feedback-ID: 1:news:example",
    "Return-Path: <>|X-Failed-Recipients: x@y.example",
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
    "Content-Type: message/disposition-notification",
]


@pytest.mark.parametrize("fields", NEVER)
def test_what_a_machine_or_a_list_sends_is_not_answered(fields: str) -> None:
    assert answered(fields) == []
    assert answered(fields, standing=Standing.UNPROVEN) == []


@pytest.mark.parametrize(
    ("sender", "from_"),
    [
        ("", FROM),
        ("mailer-daemon@customer.example", FROM),
        ("MAILER-DAEMON@customer.example", FROM),
        ("ali@customer.example", "Mail System <mailer-daemon@customer.example>"),
        ("ali@customer.example", "noreply@customer.example"),
        ("ali@customer.example", "Support <support@example.org>"),
        ("ali@customer.example", "poshtibani@example.org"),
        ("ali@customer.example", "x <support+abc@in.example.org>"),
    ],
)
def test_neither_are_senders_that_nobody_reads_or_that_are_ourselves(sender: str, from_: str) -> None:
    assert answered(sender=sender, from_=from_) == []


def test_a_blind_copy_is_not_answered() -> None:
    assert answered(to="boss@customer.example") == []
    assert answered("Cc: help@example.org", to="boss@customer.example") == [Kind.RECEIVED]
    assert answered("Cc: Support <SUPPORT@Example.ORG>", to="boss@customer.example") == [Kind.RECEIVED]
    assert answered(to="info@example.org") == [Kind.RECEIVED], "another name of ours, which brought it here"
    assert answered(to="") == [Kind.RECEIVED], "who names nobody does not name others"
    assert answered(to="old@provider.example", source=Source.IMAP) == [Kind.RECEIVED]


def test_a_blind_copy_by_lmtp_is_one_and_by_a_pipe_an_alias_may_have_brought_it() -> None:
    assert answered(to="boss@customer.example", source=Source.LMTP) == []
    assert answered(to="old@provider.example", source=Source.PIPE) == [Kind.RECEIVED]


def test_what_came_to_our_return_path_is_not_answered() -> None:
    assert answered(reply=AddressKind.BOUNCE) == []


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "Auto-Submitted: no",
        "Auto-Submitted: NO",
        "Auto-Submitted: no; x=y",
        "Auto-Submitted: (automatic?) no",
        "Auto-Submitted:~ no",
        "Precedence: first-class",
        "Precedence: special-delivery",
        "X-Auto-Response-Suppress: DR, NDR, RN, NRN",
        "X-Auto-Response-Suppress: None",
        "X-Autoreply: no",
        "Importance: high",
        "List-Id: <support.example.org>|List-Post: <mailto:support@example.org>|Precedence: list",
    ],
)
def test_people_are_answered(fields: str) -> None:
    assert answered(fields) == [Kind.RECEIVED]


def test_who_is_in_a_ticket_already_may_copy_us_in_blindly() -> None:
    mail = parse(
        f"From: {FROM}\r\nTo: boss@customer.example\r\nSubject: x\r\n\r\nMore.\r\n".encode(),
        Envelope("ali@customer.example", (US,), Source.SMTP),
    )
    decision = triage(mail, known(ticket()), policy())
    assert isinstance(decision, Update)
    assert "addressed_to_others" not in [finding.check for finding in decision.trail.findings]

"""An example of every condition and action: as it is written, and mails for which it holds and does not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gateway.mail.inbound import Attachment, Envelope, Mailbox, Source
from gateway.sight import Sight
from gateway.tickets.people import Standing
from gateway.tickets.ticket import Priority
from tests.builders import PICTURE, ticket

from .desk import NIGHT, RELAY, at, known, seen

PDF = Attachment("scan.PDF", "application/octet-stream", b"%PDF" * 100)
LOGO = replace(PICTURE, inline=True)
VIPS = 'vip = ["ali@customer.example", "*@bigcorp.example"]'


@dataclass(frozen=True)
class Example:
    """`written` is a TOML value, or several lines that begin with the condition's name."""

    written: str
    holds: Callable[[], Sight]
    fails: Callable[[], Sight]
    top: str = ""


def _from(address: str) -> Sight:
    return seen(from_=(Mailbox(address),))


def _to(address: str) -> Sight:
    return seen(envelope=Envelope("ali@customer.example", (address,), Source.SMTP), to=())


def _by_relay(peer: str, *fields: tuple[str, str]) -> Sight:
    envelope = Envelope("ali@customer.example", ("support@example.org",), Source.SMTP, peer=peer)
    return seen(envelope=envelope, fields=fields)


CONDITIONS: dict[str, tuple[Example, ...]] = {
    "recipient": (
        Example('"help@example.org"', lambda: _to("HELP@example.org"), lambda: _to("support@example.org")),
        Example('["*@other.example", "h?lp@*"]', lambda: _to("help@example.org"), lambda: _to("heelp@example.org")),
    ),
    "sender": (
        Example('"Ali@Customer.example"', lambda: _from("ali@customer.example"), lambda: _from("eve@x.example")),
        Example('"*@customer.example"', lambda: _from("a@customer.example"), lambda: _from("a@x.customer.example")),
        Example('["x@y.example", "a*@*"]', lambda: _from("ali@a.example"), lambda: _from("bali@a.example")),
    ),
    "sender_domain": (
        Example('"customer.example"', lambda: _from("a@x.customer.example"), lambda: _from("a@xcustomer.example")),
        Example('["@b.example", "bücher.example"]', lambda: _from("a@bücher.example"), lambda: _from("a@c.example")),
    ),
    "standing": (
        Example(
            '"aligned"',
            lambda: seen(known=known(standing=Standing.BOUND)),
            lambda: seen(known=known(standing=Standing.BEARER)),
        ),
    ),
    "vip": (
        Example("true", lambda: _from("x@bigcorp.example"), lambda: _from("x@customer.example"), VIPS),
        Example("false", lambda: _from("x@customer.example"), lambda: _from("ali@customer.example"), VIPS),
    ),
    "open_tickets": (
        Example("3", lambda: seen(known=known(open_tickets=3)), lambda: seen(known=known(open_tickets=2))),
    ),
    "subject": (
        Example('"Invoice"', lambda: seen(subject="Your INVOICES"), lambda: seen(subject="Hello")),
        Example('["bill", "صورتحساب"]', lambda: seen(subject="صورت‌حساب"), lambda: seen(subject="صورت")),
        Example('{ equals = "help me" }', lambda: seen(subject=" Help\n me "), lambda: seen(subject="help me!")),
        Example('{ glob = "re?: *invoice*" }', lambda: seen(subject="Re1: an Invoice"), lambda: seen(subject="Re: a")),
    ),
    "body": (
        Example('{ contains = ["a b", "x"] }', lambda: seen("... A\n\n  b ..."), lambda: seen("ab")),
        Example('{ word = "test" }', lambda: seen("latest (test)"), lambda: seen("the latest")),
        Example('{ word = "فاکتور" }', lambda: seen("این «فاكتور» است"), lambda: seen("فاکتورها")),
        Example("{ regex = 'فاكتور\\s*\\d{3}$' }", lambda: seen("شماره فاکتور ۱۲۳"), lambda: seen("فاکتور ۱۲۳۴")),
        Example('{ contains = "a", regex = "b+c" }', lambda: seen("a bbc"), lambda: seen("bbc d")),
    ),
    "header": (
        Example(
            '{ X-Mailer = "Outlook", List-Id = false }',
            lambda: seen(fields=(("x-mailer", "Microsoft OUTLOOK 16"),)),
            lambda: seen(fields=(("x-mailer", "Outlook"), ("list-id", "<a>"))),
        ),
        Example("{ X-Any = true }", lambda: seen(fields=(("x-any", ""),)), lambda: seen()),
    ),
    "language": (
        Example('"fa"', lambda: seen(opened=ticket(language="fa")), lambda: seen(opened=ticket(language="en"))),
    ),
    "department": (
        Example(
            '["poshtibani", "support"]',
            lambda: seen(opened=ticket(department="poshtibani")),
            lambda: seen(opened=ticket(department="gone")),
        ),
        Example('"کمک"', lambda: seen(opened=ticket(department="poshtibani")), lambda: seen(opened=ticket())),
    ),
    "type": (
        Example('"inquiry"', lambda: seen(opened=ticket(type="inquiry")), lambda: seen(opened=ticket())),
        Example('"استعلام"', lambda: seen(opened=ticket(type="inquiry")), lambda: seen(opened=ticket())),
    ),
    "product": (Example('"printer"', lambda: seen(opened=ticket(product="printer")), lambda: seen(opened=ticket())),),
    "priority": (
        Example(
            '["high", "Urgent"]',
            lambda: seen(opened=ticket(priority=Priority.URGENT)),
            lambda: seen(opened=ticket(priority=Priority.NORMAL)),
        ),
    ),
    "business_hours": (
        Example("true", lambda: seen(), lambda: seen(known=at(NIGHT))),
        Example("false", lambda: seen(known=at(NIGHT)), lambda: seen(opened=ticket(department="poshtibani"))),
    ),
    "attachment": (
        Example("true", lambda: seen(attachments=(PDF,)), lambda: seen(attachments=(LOGO,))),
        Example("false", lambda: seen(attachments=(LOGO,)), lambda: seen(attachments=(PICTURE,))),
        Example('"pdf"', lambda: seen(attachments=(PDF,)), lambda: seen(attachments=(PICTURE,))),
        Example('["image/*", ".doc"]', lambda: seen(attachments=(LOGO,)), lambda: seen(attachments=(PDF,))),
        Example('"png"', lambda: seen(attachments=(replace(LOGO, name=""),)), lambda: seen()),
    ),
    "larger_than": (
        Example('"0.3 KB"', lambda: seen(attachments=(PDF,)), lambda: seen("x" * 307)),
        Example("5", lambda: seen("سه x"), lambda: seen("12345")),
    ),
    "smaller_than": (Example('"۱ KB"', lambda: seen("x" * 1023), lambda: seen("x" * 1024)),),
    "spam_level": (
        Example(
            "3.5",
            lambda: _by_relay(RELAY, ("x-spam-score", "4.1")),
            lambda: _by_relay("198.51.100.7", ("x-spam-score", "9")),
        ),
        Example("2", lambda: _by_relay(RELAY, ("x-spam-level", "**")), lambda: _by_relay(RELAY, ("x-spam-level", "*"))),
    ),
}

ACTIONS: dict[str, tuple[str, ...]] = {
    "department": ('"poshtibani"', '"Help"'),
    "priority": ('"high"',),
    "type": ('"inquiry"', '"تمدید"'),
    "product": ('"portal"',),
    "assign": ('"tom"', '"round robin"', '"least_loaded"'),
    "tag": ('"invoice"', '["one", "دو"]'),
    "cc": ('"boss@customer.example"', '["a@b.example", "c@d.example"]'),
    "answer": ('"holiday"',),
    "acknowledge": ("false",),
    "hold": ("true",),
    "spam": ("true",),
}

ANSWER = """[[answer]]
name = "holiday"
en = "We are back on Saturday."
fa = "شنبه برمی‌گردیم."
"""

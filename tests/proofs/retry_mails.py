"""What people send to a Postroom whose rules are tried: real mail where it is at hand, the rest made up, in English and
Persian; answers to earlier mails among them, and people who write often. And the rules, old and new.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

BORDER = "border.example.org"
PEOPLE = 120
TO = ("support@example.org", "support@example.org", "billing@example.org", "poshtibani@example.org")
DOMAINS = ("customer.example", "mail.customer.example", "bigcorp.example", "elsewhere.example", "spammer.example")

OLD_RULES = """
vip = ["p1@customer.example", "*@bigcorp.example"]

[[rule]]
name = "Very important people"
when.vip = true
then.priority = "high"
go_on = true

[[rule]]
name = "Invoices"
when.subject = ["invoice", "فاکتور"]
then.department = "billing"
then.tag = "invoice"

[[rule]]
name = "Prizes"
when.body = ["lottery", "قرعه‌کشی"]
unless.standing = "aligned"
then.hold = true

[[rule]]
name = "Spammers"
when.sender_domain = "spammer.example"
when.subject = "offer"
then.spam = true

[[rule]]
name = "Many at once"
when.open_tickets = 6
then.priority = "low"
then.assign = "sara"
"""

NEW_RULES = """
vip = ["p1@customer.example", "p2@customer.example", "*@bigcorp.example"]

[[answer]]
name = "night"
en = "We are asleep."
fa = "ما خوابیم."

[[rule]]
name = "Very important people"
when.vip = true
unless.business_hours = true
then.priority = "urgent"
then.cc = "manager@customer.example"
go_on = true

[[rule]]
name = "Night"
from = "22:00"
until = "06:00"
then.answer = "night"
then.tag = "night"
go_on = true

[[rule]]
name = "Persian letters go to Sara"
when.language = "fa"
unless.department = ["poshtibani", "billing"]
then.department = "poshtibani"
then.assign = "sara"
go_on = true

[[rule]]
name = "Invoices"
when.subject = { word = ["invoice", "invoices", "فاکتور", "صورتحساب"] }
then.department = "billing"
then.type = "inquiry"
then.tag = ["invoice", "money"]

[[rule]]
name = "Prizes"
when.body = ["lottery", "قرعه کشی"]
unless.standing = "bound"
then.hold = true

[[rule]]
name = "Offers"
when.subject = { regex = '(?i)\\boffer [0-9]+' }
then.spam = true

[[rule]]
name = "Pictures"
when.attachment = "image/*"
then.product = "mail"
then.assign = "tom"
then.acknowledge = false

[[rule]]
name = "Documents"
when.attachment = ["pdf", "docx"]
then.tag = "document"
then.assign = "round robin"

[[rule]]
name = "Large"
when.larger_than = "40 KB"
then.priority = "low"

[[rule]]
name = "From the form"
when.header.X-Form = "vpn"
then.product = "vpn"
then.assign = "tom"

[[rule]]
name = "Many at once"
when.open_tickets = 4
then.priority = "low"
then.tag = "many"

[[rule]]
name = "To billing"
when.recipient = "billing@example.org"
when.body = { glob = "*refund*" }
then.priority = "high"

[[rule]]
name = "Never"
when.sender = "nobody@nowhere.example"
then.tag = "never"
"""

_ENGLISH = (
    "My printer is broken again and prints everything twice",
    "Invoice 4711 is wrong",
    "Two invoices came for the same order, and I want a refund",
    "I cannot log in to the VPN since this morning",
    "You have won the lottery, claim your prize",
    "Special offer 99 only today",
    "An offer for you",
    "Please renew the licence of our firewall",
    "How do I change my password?",
    "The mailbox is full",
)
_PERSIAN = (
    "چاپگر ما از کار افتاده است",
    "فاکتور شمارهٔ ۴۷۱۱ نادرست است",
    "صورتحساب این ماه نرسیده است",
    "از صبح نمی‌توانم وارد سامانه شوم",
    "شما در قرعه‌کشی برنده شده‌اید",
    "لطفاً گذرواژهٔ مرا عوض کنید",
    "تمدید اشتراک چگونه است؟",
    "صندوق ایمیل من پر شده است",
)
_FIRST_LINES = (
    "",
    "",
    "",
    "",
    "Priority: high\n\n",
    "Type: inquiry\n\n",
    "اولویت: فوری\n\n",
    "Department: billing\n\n",
)


@dataclass(frozen=True)
class Sent:
    """One mail, as it is handed in."""

    name: str
    sender: str
    to: str
    raw: bytes


def mails(count: int, seed: int, corpus: Path) -> tuple[Sent, ...]:
    """At most a third of them real ones, among the others."""
    dice = random.Random(seed)
    real = list(_real(corpus))[: count // 3]
    made = list(_made(count - len(real), dice))
    places = sorted(dice.sample(range(count), len(real)))
    for place, each in zip(places, real, strict=True):
        made.insert(place, each)
    return tuple(made)


def _real(corpus: Path) -> Iterator[Sent]:
    names = corpus / "mails.txt"
    if names.is_file():
        for name in names.read_text("utf-8").split("\n"):
            if name:
                yield Sent(name, "somebody@elsewhere.example", TO[0], (corpus / name).read_bytes())


def _made(count: int, dice: random.Random) -> Iterator[Sent]:
    written: dict[str, list[str]] = {}  # by whom, the ids
    for number in range(count):
        who = int(PEOPLE * dice.random() ** 2)  # some write often
        sender = f"p{who}@{DOMAINS[who % len(DOMAINS)]}"
        earlier = written.setdefault(sender, [])
        id = f"<{number}.{who}@client.example>"
        answers = dice.choice(earlier) if earlier and dice.random() < 0.15 else ""
        to = dice.choice(TO)
        yield Sent(id, sender, to, bytes(_letter(sender, to, id, answers, dice)))
        earlier.append(id)


def _letter(sender: str, to: str, id: str, answers: str, dice: random.Random) -> EmailMessage:
    words = _PERSIAN if dice.random() < 0.4 else _ENGLISH
    built = EmailMessage(policy=SMTP)
    if dice.random() < 0.7:
        built["Authentication-Results"] = f"{BORDER}; dmarc=pass header.from={sender.rpartition('@')[2]}"
    built["From"], built["To"], built["Message-ID"] = sender, to, id
    if dice.random() < 0.2:
        built["Cc"] = f"colleague{dice.randrange(9)}@customer.example"
    if dice.random() < 0.1:
        built["X-Form"] = dice.choice(["VPN access", "printer"])
    subject = dice.choice(words)
    built["Subject"] = f"Re: {subject}" if answers else subject
    if answers:
        built["In-Reply-To"] = built["References"] = answers
    body = dice.choice(_FIRST_LINES) + "\n\n".join(dice.sample(words, 3)) + f"\n\n{id[1:-1]}"
    built.set_content(body + "\nword" * (20_000 if dice.random() < 0.02 else 0))
    _attach(built, dice)
    return built


def _attach(built: EmailMessage, dice: random.Random) -> None:
    chance = dice.random()
    if chance < 0.1:
        built.add_attachment(b"%PDF-1.4 " + dice.randbytes(500), "application", "pdf", filename="bill.pdf")
    elif chance < 0.2:
        built.add_attachment(b"\x89PNG\r\n" + dice.randbytes(500), "image", "png", filename="screen.png")

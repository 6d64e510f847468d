"""An outbox as a busy morning leaves it, made by the real ingest: acknowledgements and agents' notices, English and
Persian, plain and with HTML, some with files, four in ten about replies.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

from gateway.app import App
from gateway.config import Config, parse
from gateway.mail.acceptance import Accepted
from gateway.mail.inbound import Envelope, Source
from workers import ingest

from .. import services
from .desk import configuration

TABLES = """
[broker]
url = "{broker}"
[repeats]
within_days = 0
{extra}
"""

ENGLISH = """
    printer paper second floor prints twice stops thinks about meeting room invoice password login network slow
    yesterday morning please could you look into this because the report has to leave before Friday thank
""".split()  # noqa: SIM905
PERSIAN = """
    سلام چاپگر طبقه دوم هر صفحه را دو بار چاپ می‌کند لطفاً بررسی کنید گزارش باید تا جمعه آماده باشد با تشکر
""".split()  # noqa: SIM905
FILE = 100 * 1024


def settings(folder: Path, relay: int, url: str = "", broker: str = "", extra: str = "") -> Config:
    """`relay` is a port of this machine; an empty `url` means SQLite below the folder."""
    text = configuration(folder, relay, url, TABLES.format(broker=broker, extra=extra))
    return parse(text, "config.toml")


@contextmanager
def databases(names: list[str]) -> Iterator[dict[str, str]]:
    """URLs by the names "sqlite" and "postgresql"; the latter's database is dropped afterwards."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(services.postgresql()) if name == "postgresql" else "" for name in names}


def fill(app: App, mails: int, first: int = 0) -> list[int]:
    """Takes so many mails over and decides about them; the notices that wait."""
    dice = random.Random(first)
    notices: list[int] = []
    for number in range(first, first + mails):
        accepted = app.accept(*_mail(number, number - 3 if number % 10 in (3, 5, 7, 9) else -1, dice))
        assert isinstance(accepted, Accepted)
        notices += ingest.run(app, accepted.id)
    return notices


def _mail(number: int, answers: int, dice: random.Random) -> tuple[Envelope, bytes]:
    """The mail of this number, or another one of who wrote that which it `answers`."""
    words = PERSIAN if number % 3 == 0 else ENGLISH
    author = f"person{answers if answers >= 0 else number}@load{number % 50}.example"
    if answers >= 0:
        author = f"person{answers}@load{answers % 50}.example"
    mail = EmailMessage()
    mail["From"] = f"Person {number} <{author}>"
    mail["To"] = "support@example.org"
    mail["Subject"] = f"{' '.join(dice.choices(words, k=5))} {number}"
    mail["Message-ID"] = f"<{number}@load.example>"
    mail["Date"] = "Sat, 21 Nov 2026 10:00:00 +0330"
    if answers >= 0:
        mail["In-Reply-To"] = f"<{answers}@load.example>"
    paragraphs = [" ".join(dice.choices(words, k=60)) for _ in range(dice.randint(4, 10))]
    mail.set_content("\n\n".join(paragraphs))
    if number % 2:
        mail.add_alternative("".join(f"<p>{each}</p>\n" for each in paragraphs), subtype="html")
    if number % 10 == 0:
        mail.add_attachment(dice.randbytes(FILE), maintype="application", subtype="pdf", filename=f"scan {number}.pdf")
    return Envelope(author, ("support@example.org",), Source.SMTP), mail.as_bytes()

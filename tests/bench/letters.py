"""Mail as an office gets it, the same from the same seed: 3 to 8 KB of text and HTML, English and Persian, one in ten
with a file of 100 KB, four in ten replies in tickets. Its parts are made once; a mail is put together of bytes.
"""

import base64
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

DEPARTMENT = "support@example.org"
NEWCOMERS = 0.75  # of the openings; the others come from people who have tickets open
REPLIES = 0.4
ENCLOSED = 0.1
FILE = 100_000  # bytes
DATE = b"Sat, 28 Nov 2026 10:00:00 +0330"

_ENGLISH = """the printer on our floor stops after every second page and shows a code that nobody here can
read|since the update of last week the list of orders is empty in the morning and comes back around
noon|could you please look at the invoice of October again because the sum differs from what we
agreed on|my password was changed by somebody and I cannot open the shared calendar any more|the new
colleague starts on Monday and needs a desk a telephone and access to the archive|we have waited for
an answer to our last letter for ten days now and our customer grows impatient|the door of the
server room does not close by itself and the alarm goes off every night|please extend the licence of
the drawing program for the three machines in the workshop|the export to the accounts department
fails with a message about a missing column|when I scan a document with both sides the second page
comes out upside down|the meeting room shows as booked although nobody has used it since summer|our
supplier says that two of the five parcels were returned without a reason""".replace("\n", " ").split("|")
_PERSIAN = """چاپگر طبقهٔ دوم پس از هر دو صفحه می‌ایستد و کد خطایی نشان می‌دهد که کسی نمی‌شناسد|از هفتهٔ
گذشته پس از به‌روزرسانی فهرست سفارش‌ها صبح‌ها خالی است و نزدیک ظهر برمی‌گردد|لطفاً صورت‌حساب
مهرماه را دوباره بررسی کنید چون مبلغ با قرارداد یکی نیست|گذرواژهٔ من تغییر کرده و دیگر
نمی‌توانم تقویم مشترک را باز کنم|همکار تازه از شنبه می‌آید و به میز و تلفن و دسترسی بایگانی
نیاز دارد|ده روز است که منتظر پاسخ نامهٔ پیشین هستیم و مشتری ما بی‌تاب شده است|در اتاق سرور
خودبه‌خود بسته نمی‌شود و هر شب آژیر می‌زند|خواهشمندم مجوز برنامهٔ نقشه‌کشی را برای سه دستگاه
کارگاه تمدید کنید|خروجی برای حسابداری با پیام نبود ستون ناتمام می‌ماند|هنگام اسکن دو رو صفحهٔ
دوم وارونه می‌افتد""".replace("\n", " ").split("|")
_STYLE = "font-family:Calibri,Arial,sans-serif;font-size:11pt;margin:0 0 8pt 0;color:#1f2937"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail on its way in: who sends it, its bytes with doubled dots, and the Message-ID it is known by."""

    sender: str
    message_id: str
    content: bytes
    answers: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket as its requester's client knows it."""

    requester: str
    subject: str  # as our acknowledgement has it, token included
    acknowledgement: str  # its Message-ID


@dataclass
class Letters:
    """Makes mails. `run` keeps the names of two runs apart."""

    seed: int
    run: str = "a"
    made: int = 0
    _dice: random.Random = field(init=False)
    _file: bytes = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._file = base64.encodebytes(self._dice.randbytes(FILE)).replace(b"\n", b"\r\n")

    def openings(self, people: Sequence[str]) -> Iterator[Letter]:
        """One mail that opens a ticket, of each of these."""
        for person in people:
            yield self._opening(person)

    def mixed(self, count: int, threads: Sequence[Thread]) -> Iterator[Letter]:
        """Replies and openings in their usual shares; `threads` are the tickets that exist."""
        regulars = sorted({thread.requester for thread in threads})
        for _ in range(count):
            if self._dice.random() < REPLIES:
                yield self._reply(self._dice.choice(threads))
            elif self._dice.random() < NEWCOMERS or not regulars:
                yield self._opening(f"new{self.made}.{self.run}@load{self.made % 97}.example")
            else:
                yield self._opening(self._dice.choice(regulars))

    def _opening(self, person: str) -> Letter:
        persian = self._dice.random() < 0.4
        words = self._dice.choice(_PERSIAN if persian else _ENGLISH)
        return self._letter(person, f"{words[:40]} {self.made}", "", persian)

    def _reply(self, thread: Thread) -> Letter:
        """By token alone, by References alone, or by both, as clients do."""
        way = self._dice.randrange(3)
        subject = f"Re: {thread.subject}" if way != 1 else f"Re: question {self.made}"
        return self._letter(thread.requester, subject, thread.acknowledgement if way else "", False, answers=True)

    def _letter(self, person: str, subject: str, parent: str, persian: bool, answers: bool = False) -> Letter:
        self.made += 1
        message_id = f"{self.run}.{self.made}.{self.seed}@client.example"
        title = f"=?utf-8?b?{base64.b64encode(subject.encode()).decode()}?=" if not subject.isascii() else subject
        head = [f"From: Person {self.made} <{person}>", f"To: <{DEPARTMENT}>", f"Subject: {title}"]
        head += [f"Message-ID: <{message_id}>", f"Date: {DATE.decode()}", "MIME-Version: 1.0"]
        if parent:
            head += [f"In-Reply-To: <{parent}>", f"References: <{parent}>"]
        body = self._body(persian, answers)
        if self._dice.random() < ENCLOSED:
            body = _mixed(body, self._file)
        content = "\r\n".join(head).encode() + b"\r\n" + body
        return Letter(person, message_id, content.replace(b"\r\n.", b"\r\n.."), answers)

    def _body(self, persian: bool, answers: bool) -> bytes:
        pool = _PERSIAN if persian else _ENGLISH
        size = self._dice.randrange(5, 13)
        paragraphs = [
            f"{self._dice.choice(pool)}. {self._dice.choice(pool)} {self._dice.randrange(10**6)}." for _ in range(size)
        ]
        text = "\n\n".join(paragraphs)
        if answers:
            text += (
                "\n\nOn Sat, 28 Nov 2026 at 09:00, Support <support@example.org> wrote:\n" + "> we have your mail\n" * 6
            )
        return _plain(text) if self._dice.random() < 0.2 else _alternative(text, paragraphs)


def _plain(text: str) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n" + _encoded(text * 2)


def _alternative(text: str, paragraphs: list[str]) -> bytes:
    """As office programs write it: the same words a second time, in paragraphs with a style each."""
    shown = "".join(f'<p style="{_STYLE}"><span lang="en">{each}</span></p>\n' for each in paragraphs)
    page = f'<html><head><meta charset="utf-8"><style>p {{margin:0}}</style></head><body>\n{shown}</body></html>'
    one = b"Content-Type: text/plain; charset=utf-8\r\n" + _encoded(text)
    other = b"Content-Type: text/html; charset=utf-8\r\n" + _encoded(page)
    return _parts("alternative", "=_two", one, other)


def _mixed(body: bytes, file: bytes) -> bytes:
    head = b'Content-Type: application/pdf; name="scan.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
    head += b'Content-Disposition: attachment; filename="scan.pdf"\r\n\r\n'
    return _parts("mixed", "=_all", body, head + file)


def _parts(kind: str, boundary: str, *parts: bytes) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    line = b"--" + boundary.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _encoded(text: str) -> bytes:
    if text.isascii():
        lines = text.replace("\n", "\r\n").encode()
        return b"Content-Transfer-Encoding: 7bit\r\n\r\n" + lines + b"\r\n"
    packed = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    return b"Content-Transfer-Encoding: base64\r\n\r\n" + packed

"""A mail that somebody is about to send, and the clients that make bytes of it, each in its own way."""

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass, field

from .languages import Language

WIDTH = 60  # characters of an encoded word or a header line


@dataclass(frozen=True)
class Draft:
    """What stands in the mail; ids without brackets. `raw_subject` and `raw_ids` go out as they are."""

    sender: str
    subject: str
    body: str
    message_id: str = ""
    to: str = "support@example.org"
    cc: str = ""
    recipients: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread_index: bytes = b""
    date: str = ""  # when it was written; "" for now
    proof: str = "pass"  # what the border says of its author: pass, none or fail
    raw_subject: str = ""
    raw_ids: tuple[str, ...] = ()  # whole header lines
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Client:
    name: str
    id: Callable[[int, str], str]  # of its mails, from a number and the sender's domain
    localised: bool = False  # writes the answer mark of its language, else "Re: "
    in_reply_to: bool = True
    references: int = 20  # how many ids it keeps
    outlook: bool = False  # writes Thread-Index
    words: str = "q"  # how it encodes a subject: q, b, or raw for bytes as they are
    old_charset: bool = False
    lines: tuple[str, ...] = field(default=())


def _hex(number: int) -> str:
    return f"{number * 2654435761 % 2**32:08x}"


CLIENTS = (
    Client("Gmail", lambda n, d: f"CAK{_hex(n)}+xYz=Qa{n}@mail.gmail.com", words="b"),
    Client(
        "Outlook",
        lambda n, d: f"{n:05d}01d{_hex(n)}$a1b2c3d0$e4f5@{d}",
        localised=True,
        outlook=True,
        words="b",
        old_charset=True,
        lines=("X-Mailer: Microsoft Outlook 16.0", "Content-Language: en-us"),
    ),
    Client(
        "Outlook on the web",
        lambda n, d: f"AM0PR06MB{_hex(n).upper()}@AM0PR06MB{n}.eurprd06.prod.outlook.com",
        localised=True,
        outlook=True,
        words="b",
        lines=("X-MS-Has-Attach:", "Accept-Language: en-US"),
    ),
    Client("Apple Mail", lambda n, d: f"{_hex(n).upper()}-4B5C-4D{n}@{d}", lines=("X-Mailer: Apple Mail (2.3774)",)),
    Client("iPhone", lambda n, d: f"{_hex(n).upper()}-1A2B-{n}@icloud.com", lines=("X-Mailer: iPhone Mail (21F90)",)),
    Client("Thunderbird", lambda n, d: f"{_hex(n)}-{n}@{d}", words="b", lines=("User-Agent: Mozilla Thunderbird",)),
    Client("Yahoo", lambda n, d: f"{n}.{int(_hex(n), 16)}@mail.yahoo.com", words="b", references=3),
    Client("Roundcube", lambda n, d: f"{_hex(n)}{_hex(n + 1)}@{d}", lines=("User-Agent: Roundcube Webmail/1.6",)),
    Client("K-9", lambda n, d: f"{_hex(n).upper()}{n}@{d}", words="b", lines=("User-Agent: K-9 Mail for Android",)),
    Client("Samsung", lambda n, d: f"{_hex(n)}.{n}@email.android.com", words="b", references=0),
    Client("Zoho", lambda n, d: f"18{_hex(n)}.{n}@zohomail.com", words="b", references=2),
    Client("Notes", lambda n, d: f"OF{_hex(n).upper()}.{n}-ON@{d}", in_reply_to=True, references=1, old_charset=True),
    Client("SquirrelMail", lambda n, d: f"{n}.10.0.0.1.{_hex(n)}.squirrel@{d}", words="raw", old_charset=True),
    Client("GroupWise", lambda n, d: f"{_hex(n).upper()}.{n}@{d}", localised=True, references=1, words="b"),
)


def write(draft: Draft, client: Client, language: Language, date: str) -> bytes:
    """The mail as the client sends it, with what our border puts on top."""
    domain = draft.sender.rpartition("@")[2]
    subject = draft.raw_subject.encode() if draft.raw_subject else encoded(draft.subject, client, language)
    lines = [
        f"Authentication-Results: border.example.org; dmarc={draft.proof} header.from={domain}".encode(),
        f"From: {draft.sender}".encode(),
        f"To: {draft.to}".encode(),
        b"Subject: " + subject,
        f"Date: {draft.date or date}".encode(),
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: base64",
        *(line.encode() for line in (*client.lines, *draft.more, *draft.raw_ids)),
    ]
    named = (("Message-ID", draft.message_id), ("In-Reply-To", draft.in_reply_to))
    lines += [f"{name}: <{id}>".encode() for name, id in named if id]
    if draft.cc:
        lines.append(f"Cc: {draft.cc}".encode())
    if draft.references:
        lines.append(b"References: " + "\r\n ".join(f"<{id}>" for id in draft.references).encode())
    if draft.thread_index:
        lines.append(b"Thread-Index: " + base64.b64encode(draft.thread_index))
    body = base64.encodebytes(draft.body.encode()).replace(b"\n", b"\r\n")
    return b"\r\n".join([*lines, b"", body])


def encoded(text: str, client: Client, language: Language) -> bytes:
    """A subject on the wire."""
    if text.isascii():
        return text.encode()
    charset = language.charset if client.old_charset and _fits(text, language.charset) else "utf-8"
    if client.words == "raw":
        return text.encode(charset)
    step = WIDTH // 4
    pieces = [text[place : place + step] for place in range(0, len(text), step)]
    return b"\r\n ".join(word(piece, charset, client.words) for piece in pieces)


def word(text: str, charset: str = "utf-8", form: str = "q") -> bytes:
    """One encoded word (RFC 2047)."""
    content = text.encode(charset)
    if form == "b":
        return f"=?{charset}?B?{base64.b64encode(content).decode()}?=".encode()
    quoted = quopri.encodestring(content, header=True).replace(b"=\n", b"").replace(b"?", b"=3F")
    return f"=?{charset}?Q?{quoted.decode()}?=".encode()


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return charset != "ascii"

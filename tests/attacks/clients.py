"""How mail programs put an agent's answer and the mail that it answers together; some lose every mark of a quote."""

import re
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from .house import Out

ATTRIBUTION = "On Sat, 21 Nov 2026 at 10:00, Support <support@example.org> wrote:"
OUTLOOK = "From: Support\nSent: Saturday, 21 November 2026 10:00\nTo: Tom Baker\nSubject: Re: Printer broken\n"
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Client:
    """`body` gives what it writes from a mail of ours and the agent's words; HTML where it begins with "<"."""

    name: str
    body: Callable[[Out, str], str]

    def answer(self, out: Out, words: str) -> EmailMessage:
        built = EmailMessage(policy=SMTP)
        body = self.body(out, words)
        subtype = "html" if body.startswith("<") else "plain"
        built.set_content(body, subtype=subtype, cte="base64")
        return built


def quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(mark + line for line in text.splitlines())


def selection(out: Out) -> str:
    """What a person marks before pressing the button: the customer's words, without ours around them."""
    text = out.text.partition("Status: ")[2].partition("\n")[2]
    return text.partition("\n-- \nReply to this mail")[0].strip("\n")


def signs(out: Out) -> str:
    """All of our mail that stands behind a number sign of somebody else, each on a line of its own."""
    text = out.text.partition("\n-- \nReply to this mail")[0]
    lines = [line[line.index("#") :] for line in text.splitlines() if "#" in line and "#-" not in line]
    return "\n".join(line for line in lines if not re.match(r"#\d+-", line))


def wrapped(text: str, columns: int, mark: str = "") -> str:
    """Lines that are too long are broken, and the parts behind get no mark."""
    lines = (textwrap.wrap(line, columns, break_on_hyphens=False) or [""] for line in text.splitlines())
    return "\n".join(mark + "\n".join(parts) for parts in lines)


def plain(text: str) -> str:
    """What is left on the way through an old character set."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def in_html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def page(out: Out) -> str:
    return out.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]


CLIENTS = (
    Client("answer on top", lambda out, words: f"{words}\n\n{ATTRIBUTION}\n{quoted(out.text)}\n"),
    Client("answer below", lambda out, words: f"{ATTRIBUTION}\n{quoted(out.text)}\n\n{words}\n"),
    Client(
        "answer in between",
        lambda out, words: (
            f"{ATTRIBUTION}\n{quoted(out.text[: len(out.text) // 2])}\n\n{words}\n\n"
            f"{quoted(out.text[len(out.text) // 2 :])}\n"
        ),
    ),
    Client("Outlook, text", lambda out, words: f"{words}\n\n-----Original Message-----\n{OUTLOOK}\n{out.text}\n"),
    Client("Outlook, text, answer below", lambda out, words: f"{OUTLOOK}\n{out.text}\n\n{words}\n"),
    Client("no marks", lambda out, words: f"{words}\n\n{out.text}\n"),
    Client("no marks, answer below", lambda out, words: f"{out.text}\n\n{words}\n"),
    Client("a selection without marks", lambda out, words: f"{selection(out)}\n\n{words}\n"),
    Client("a selection with marks", lambda out, words: f"{quoted(selection(out))}\n\n{words}\n"),
    Client("a selection with bars", lambda out, words: f"{quoted(selection(out), '| ')}\n\n{words}\n"),
    Client("a selection, indented", lambda out, words: f"{quoted(selection(out), chr(9))}\n\n{words}\n"),
    Client("a selection, wrapped", lambda out, words: f"{wrapped(selection(out), 72)}\n\n{words}\n"),
    Client("a selection, marked, then wrapped", lambda o, words: f"{wrapped(selection(o), 60, '> ')}\n\n{words}\n"),
    Client("a selection in plain letters", lambda out, words: f"{plain(selection(out))}\n\n{words}\n"),
    Client("nothing but number signs", lambda out, words: f"{signs(out)}\n\n{words}\n"),
    Client("nothing but number signs, plain", lambda out, words: f"{plain(signs(out))}\n\n{words}\n"),
    Client("nothing but number signs, wrapped", lambda out, words: f"{wrapped(plain(signs(out)), 56)}\n\n{words}\n"),
    Client(
        "Gmail",
        lambda out, words: (
            f"<div>{escape(words)}</div><div class='gmail_quote'><div class='gmail_attr'>{escape(ATTRIBUTION)}</div>"
            f"<blockquote class='gmail_quote'>{page(out)}</blockquote></div>"
        ),
    ),
    Client(
        "Outlook, HTML",
        lambda out, words: (
            f"<p>{escape(words)}</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
            f"<p><b>From:</b> Support<br><b>Sent:</b> today<br><b>To:</b> Tom</p></div>{page(out)}"
        ),
    ),
    Client("HTML without marks", lambda out, words: f"<p>{escape(words)}</p><div>{page(out)}</div>"),
    Client("HTML without marks, answer below", lambda out, words: f"<div>{page(out)}</div><p>{escape(words)}</p>"),
    Client("HTML, quote on top", lambda o, words: f"<blockquote>{page(o)}</blockquote><p>{escape(words)}</p>"),
    Client("HTML, a selection", lambda out, words: f"{in_html(selection(out))}<p>{escape(words)}</p>"),
    Client("HTML, number signs", lambda out, words: f"{in_html(signs(out))}<p>{escape(words)}</p>"),
)

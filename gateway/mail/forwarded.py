"""A mail that somebody passes on: who wrote it, what it says, and what the forwarder wrote above it.

It stands in the body, below the announcement or the block of headers that mail programs write, or it is attached as a
mail. An answer with its history is no forward. Of forwards in forwards the outermost was written to the forwarder.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from . import announced, forwarded_body
from .attribution import folded, plain
from .forwarded_block import NAME_LIMIT, clean, is_sound
from .forwarded_body import Matter, Ways, own, unquoted
from .inbound import Attachment, Defect, InboundMail, Mailbox, Nature
from .parse import parse
from .references import FORWARDS, PREFIXES, base_subject, mark
from .wordlist import folded_words, words
from .written_dates import moment

ATTACHED_LIMIT = 32 * 1024 * 1024
SUBJECT_LIMIT = 998

_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_DOUBTS = frozenset({Defect.NO_FROM, Defect.MANY_FROM, Defect.BAD_FROM})
# Marks that say "forward" in one language only: the word for "from" tells whether it is that one.
_TWOFOLD = {
    "vs": frozenset({"fra"}),  # an answer in Finnish
    "i": frozenset({"da", "mittente"}),
    "fs": frozenset({"frá"}),
    "f": frozenset[str](),
    "ارسال": frozenset[str](),
}
# Nobody reads what is sent there: no customer.
_MACHINES = frozenset(
    words("""
    mailer-daemon | mailerdaemon | mail-daemon | mailer_daemon | noreply | no-reply | no_reply | donotreply
    do-not-reply | do_not_reply
""")
)
_ENDINGS = frozenset(
    folded_words("""
    end forwarded message | end of forwarded message | end of original message | конец пересылаемого сообщения
    конец пересланного сообщения | پایان پیام هدایت‌شده | پایان پیام هدایت شده
""")
)
_INNER_RULE = "original message text"  # The Bat! writes it above and below
_TAGS = re.compile(r"\s{0,9}(?:\[[^\[\]]{1,60}\]\s{0,9}){1,3}")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail inside of another, as the one who forwards it passes it on."""

    writer: Mailbox  # the original author; has an address always
    subject: str  # "" where it is not known
    date: datetime | None  # aware; in the forwarder's zone where none is named
    text: str  # without the block of headers above it
    above: str  # what the forwarder wrote above it, without a signature
    attachments: tuple[Attachment, ...]


def forwarded(mail: InboundMail) -> Forwarded | None:
    """The mail that this one forwards; None where it is no forward, or where its author is not known for certain."""
    ways = _ways(mail)
    if ways is None:
        return None
    lines, rest = forwarded_body.lines_of(mail.text)
    matter = forwarded_body.first(lines, ways)
    if matter is None:
        return _attached(mail)
    if matter.writer is None or _is_machine(matter.writer):
        return None
    subject, rows = _subject(mail, matter, ways)
    zone = (mail.date and mail.date.tzinfo) or UTC
    return Forwarded(
        writer=matter.writer,
        subject=subject[:SUBJECT_LIMIT],
        date=moment(matter.values.get("date", ""), zone),
        text=_text(rows, rest),
        above=own("\n".join(lines.raw[: matter.at])),
        attachments=mail.attachments,
    )


def _ways(mail: InboundMail) -> Ways | None:
    """None where it cannot be a forward: an answer, or the mail of a machine."""
    if mail.bounce is not None or mail.judgement.nature is not Nature.PERSON:
        return None
    word = mark(_bare(mail.subject))
    answers = bool(mail.in_reply_to or mail.references)
    if word in FORWARDS:
        return Ways(sure=True, answers=answers)
    if word in _TWOFOLD:
        return Ways(sure=False, words=_TWOFOLD[word])
    return None if word in PREFIXES or answers else Ways(sure=False)


def _bare(subject: str) -> str:
    """Without tags such as [EXTERNAL] before it, and without the brackets of Netscape's `[Fwd: ...]`."""
    start = subject.strip()
    if start.startswith("[") and mark(start[1:]) in PREFIXES:
        return start[1:].removesuffix("]")
    tags = _TAGS.match(start)
    return start[tags.end() :] if tags else start


def _is_machine(writer: Mailbox) -> bool:
    return writer.key.rpartition("@")[0] in _MACHINES


def _subject(mail: InboundMail, matter: Matter, ways: Ways) -> tuple[str, list[str]]:
    """The original subject, and the lines of the text without what belongs to the subject."""
    subject, rows, base = matter.values.get("subject", ""), matter.rows, base_subject(_bare(mail.subject))
    if matter.glued and base and subject.startswith(f"{base} "):
        return base, [subject[len(base) :].strip(), *rows]  # the text was glued to it
    if "subject" not in matter.values:
        return (base if ways.sure else ""), rows
    whole = f"{subject} {clean(rows[0])}" if subject and rows and rows[0].strip() else ""
    if whole and folded(clean(mail.subject)).endswith(folded(whole)):
        return whole, rows[1:]  # it was folded
    return subject, rows


def _text(rows: list[str], rest: list[str]) -> str:
    """The text without the lines that programs write around it; unquoted where all of it is quoted."""
    end = next((n for n in range(len(rows) - 1, -1, -1) if _is_ending(rows[n])), len(rows))
    solid = [n for n in range(end) if rows[n].strip()]
    if solid and _is_rule(rows[solid[-1]]):
        end = solid.pop()
    start = solid[0] + 1 if solid and _is_opening(rows[solid[0]]) else 0
    kept = [*rows[start:end], *(rest if end == len(rows) else ())]
    if solid and all(plain(row).startswith(">") for row in kept if row.strip()):
        kept = [unquoted(row) for row in kept]
    return "\n".join(kept).strip()


def _is_ending(row: str) -> bool:
    line = plain(row)
    return bool(line) and announced.ruled(line) in _ENDINGS


def _is_rule(row: str) -> bool:
    line = plain(row)
    return bool(line) and (announced.is_rule(line) or (line[0] == "=" and _INNER_RULE in line.casefold()))


def _is_opening(row: str) -> bool:
    line = plain(row)
    return line[:1] == "=" and (_INNER_RULE in line.casefold() or announced.is_forward(line))


def _attached(mail: InboundMail) -> Forwarded | None:
    """The one mail that is attached; which of several was meant cannot be told."""
    mails = [attachment for attachment in mail.attachments if _is_mail(attachment)]
    if len(mails) != 1 or mails[0].size > ATTACHED_LIMIT:
        return None
    inner = parse(mails[0].content)
    writer = Mailbox(inner.writer.address, clean(inner.writer.name)[:NAME_LIMIT])
    if inner.bounce is not None or _DOUBTS.intersection(inner.defects):
        return None
    if not is_sound(writer.address) or _is_machine(writer):
        return None
    subject = inner.subject[:SUBJECT_LIMIT]
    return Forwarded(writer, subject, inner.date, inner.text.strip(), own(mail.text), inner.attachments)


def _is_mail(attachment: Attachment) -> bool:
    return attachment.content_type in _MAIL_TYPES or attachment.name.lower().endswith(".eml")

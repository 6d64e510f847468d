"""Which mails this one says it answers, and its subject without Re: (RFC 5322 section 3.6.4, RFC 5256 section 2.1)."""

import re

from .inbound import InboundMail

LIMIT = 50
SUBJECT_LIMIT = 998
# What mailers put before the subject of an answer or a forward, in the languages they speak.
PREFIXES = frozenset(
    [
        "re",
        "r",
        "fw",
        "fwd",
        "f",
        "aw",
        "antw",
        "antwort",
        "wg",
        "sv",
        "vs",
        "vb",
        "vl",
        "tr",
        "ref",
        "rif",
        "ri",
        "i",
        "rv",
        "enc",
        "res",
        "resp",
        "doorst",
        "odp",
        "pd",
        "ynt",
        "ilt",
        "ats",
        "atb",
        "bls",
        "на",
        "ha",
        "отв",
        "пер",
        "hs",
        "doorsturen",
        "σχετ",
        "απ",
        "προς",
        "תשובה",
        "הועבר",
        "rép",
        "réf",
        "rép.",
        "rép",
        "trans",
        "fs",
        "答复",
        "回复",
        "转发",
        "回覆",
        "轉寄",
        "転送",
        "返信",
        "답장",
        "전달",
        "回信",
        "پاسخ",
        "ارجاع",
        "جواب",
        "ارسال",
        "رد",
        "إعادة",
        "فوروارد",
        "بازارسال",
        "هدایت",
        "توجيه",
    ]
)
_PREFIX = re.compile(
    r"\s{0,20}([^\s:：\[\](){}<>0-9/\\]{1,12})\s{0,2}(?:[\[(]\s?[0-9۰-۹٠-٩]{1,4}\s?[\])]|[0-9۰-۹]{1,3})?\s{0,2}[:：]\s{0,20}"
)
_FORMAT = str.maketrans(dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]))


def thread_ids(mail: InboundMail) -> tuple[str, ...]:
    """The ids to look the ticket up by: In-Reply-To first, then References from the newest, each once."""
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:LIMIT]


def base_subject(subject: str) -> str:
    """The subject without the marks of answers and forwards, white space made single."""
    text = " ".join(subject[:SUBJECT_LIMIT].translate(_FORMAT).split())
    while found := _PREFIX.match(text):
        if found[1].casefold() not in PREFIXES:
            break
        text = text[found.end() :]
    return text.strip()

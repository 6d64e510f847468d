"""Which mails this one says it answers, and its subject without Re: (RFC 5322 section 3.6.4, RFC 5256 section 2.1)."""

import binascii
import re
from dataclasses import dataclass

from .inbound import InboundMail
from .wordlist import words

LIMIT = 50
OLDEST = 10  # of them, the first ids of a long chain: its root is more often known to us than its middle
FIELD_LIMIT = 64 * 1024
SHORTEST = 8  # characters of an id without "@"; "<1>" or "<id>" is no name that one mail has alone
SUBJECT_LIMIT = 998

# What mailers put before the subject of an answer or a forward, in the languages they speak.
PREFIXES = frozenset(
    words("""
    re | r | fw | fwd | f | aw | antw | antwort | wg | sv | vs | vb | vl | tr | ref | rif | ri | i | rv | enc | res
    resp | doorst | doorsturen | odp | pd | przek | ynt | ilt | i̇lt | ats | atb | bls | trs | fs | hs | trans
    odg | vá | továbbítás | přep | răsp | redir | redir. | videresend | trả lời | chuyển tiếp | rép | rép.
    réf | tr. | reenv | encam
    на | ha | отв | ответ | пер | пересл | fwd. | відп | отг | препр | σχετ | απ | προς | πρθ | תשובה | השב | הועבר
    答复 | 回复 | 转发 | 回覆 | 轉寄 | 轉發 | 転送 | 返信 | 回信 | 답장 | 전달 | 회신
    پاسخ | پاسخ به | ارجاع | جواب | ارسال | فوروارد | بازارسال | هدایت | رد | إعادة | توجيه | إعادة توجيه | اعادة توجيه
    """)
)
# Those of them that say "forward" and never "answer" ("VS" is a forward in Danish and an answer in Finnish).
FORWARDS = frozenset(
    words("""
    fw | fwd | fwd. | wg | vb | vl | rv | enc | tr | trans | doorst | doorsturen | pd | przek | ilt | i̇lt | trs
    továbbítás | přep | redir | redir. | videresend | chuyển tiếp | reenv | encam | пер | пересл | препр | προς | πρθ
    הועבר
    转发 | 轉寄 | 轉發 | 転送 | 전달 | ارجاع | فوروارد | بازارسال | هدایت | إعادة توجيه | اعادة توجيه | توجيه
    """)
)
_WORD = r"[^\s:：\[\](){}<>0-9/\\]{1,12}"
_PREFIX = re.compile(
    rf"\s{{0,20}}({_WORD}(?: {_WORD})?)\s{{0,2}}(?:[\[(]\s?[0-9۰-۹٠-٩]{{1,4}}\s?[\])]|[0-9۰-۹]{{1,3}})?"
    r"\s{0,2}[:：]\s{0,20}"
)
_FORMAT = str.maketrans(dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]))

_BRACKETED = re.compile(r"<([!-;=?-~\s]{1,300})>")  # as everywhere, ids are ASCII
_AROUND = "<>\"'`,;()[] \t\r\n"
_MASKED = (("&lt;", "<"), ("&gt;", ">"), ("%3C", "<"), ("%3c", "<"), ("%3E", ">"), ("%3e", ">"), ("%40", "@"))


def key(identifier: str) -> str:
    """The form in which two writings of one Message-ID are equal: relays change brackets, white space and case."""
    return "".join(identifier.split()).strip(_AROUND).lower()


def thread_ids(mail: InboundMail) -> tuple[str, ...]:
    """The keys of the ids to look the ticket up by: In-Reply-To first, then References from the newest, each once.

    A long chain keeps its newest and its oldest ids. What is no name of a mail is left out: people's addresses, which
    some clients write there, and the mail's own id.
    """
    parents = (*mail.in_reply_to, *_mended(mail.header("in-reply-to")))
    ancestors = (*_mended(mail.header("references")), *mail.references)
    if not parents and not ancestors:
        return ()
    newest_first = dict.fromkeys(map(key, (*parents, *reversed(ancestors))))
    people = (*mail.from_, *mail.to, *mail.cc, *mail.reply_to)
    no_names = {key(mail.message_id), *(mailbox.key for mailbox in people)}
    found = tuple([each for each in newest_first if ("@" in each or len(each) >= SHORTEST) and each not in no_names])
    return found if len(found) <= LIMIT else found[: LIMIT - OLDEST] + found[-OLDEST:]


def _mended(value: str) -> list[str]:
    """The bracketed ids of a field that a relay or a web form broke: folded inside of an id, or its brackets masked."""
    if not value:
        return []
    text = value[:FIELD_LIMIT]
    for masked, plain in _MASKED:
        text = text.replace(masked, plain)
    return [found for found in _BRACKETED.findall(text) if len(found) <= 250]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What Outlook's Thread-Index says: the name that all mails of a talk share, and whether this one answers."""

    key: str
    answers: bool


def conversation(mail: InboundMail) -> Conversation | None:
    """Thread-Index (MS-OXOMSG 2.2.1.3): a byte 1, five of time, 16 that name the talk, five more for each answer."""
    try:
        index = binascii.a2b_base64("".join(mail.header("thread-index")[:2000].split()).encode("ascii", "ignore"))
    except ValueError:
        return None
    if len(index) < 22 or (len(index) - 22) % 5 or index[0] != 1:
        return None
    return Conversation(f"thread-index:{index[6:22].hex()}", len(index) > 22)


def mark(subject: str) -> str:
    """The word before the first colon of a subject in small letters, where it may be a mark: "fwd", "re", else ""."""
    found = _PREFIX.match(" ".join(subject[:SUBJECT_LIMIT].translate(_FORMAT).split()))
    return found[1].casefold() if found else ""


def is_forward(subject: str) -> bool:
    """Does the first mark of the subject say that this is a forward?"""
    return mark(subject) in FORWARDS


def base_subject(subject: str) -> str:
    """The subject without the marks of answers and forwards, white space made single."""
    text = " ".join(subject[:SUBJECT_LIMIT].translate(_FORMAT).split())
    while found := _PREFIX.match(text):
        if found[1].casefold() not in PREFIXES:
            break
        text = text[found.end() :]
    return text.strip()

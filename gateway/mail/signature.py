"""Where a signature begins: delimiter lines, the lines phones and programs add, list footers, disclaimers.

A delimiter counts only where what follows looks like a signature: text below a line of dashes stays text.
"""

import re

from .devices import ENDS, EXCUSES, FRAMES, POSSESSIVES, PROGRAMS, SENTENCE, STARTS, WHOLE
from .wordlist import folded_words as words

LENGTH_LIMIT = 110
STRONG_LIMIT = 60  # lines below "-- ", which nothing but a mail program writes
WEAK_LIMIT = 12
_SEEN = 14  # lines that are looked at below a delimiter
_PROSE = 60  # letters of a line that is a sentence

_DASHES = frozenset(("--", "—", "–", "__", "---", "ـــ", "––"))
_RULED = re.compile(r"[_—–-]{4,200}\Z")
_NAMED = re.compile(r"-\s?[^\W\d_][\w.'’]{0,30}(?: [^\W\d_][\w.'’]{0,30}){0,3}\Z")
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"<?https?://\S{1,300}|\[[^\]]{0,100}\]")
_CONTACT = re.compile(r"[@☎✆📞📱]|https?:|www\.|\+?\d[\d ()./-]{6,20}\d")
_REACH = re.compile(
    r"[@☎✆📞📱]|www\.|\b(?:tel|phone|mobile?|fax|cell|telefon|téléphone|тел|تلفن|موبایل|هاتف)\b", re.IGNORECASE
)
_TABLED = ("|", "+ ", "++", "+\t", "@@", "diff ", "index ", "{", "}", "<", "$", "#", "//", "/*", "def ", "import ")
_ENDED = (".", "?", "!", "؟", "。", "…", ":", "؛", "？", "！")

# A quick look at the first and last letters of a line.
HEADS = frozenset({start[:3] for start in (*STARTS, *WHOLE, *(start for begins, _ in FRAMES for start in begins))})
TAILS = frozenset({(end + mark)[-3:] for end in ENDS for mark in ("", ".", "。")})

# The last paragraph of a mail that holds one word of each kind, or begins so, is a disclaimer.
_SECRET = words("""
    confidential | privileged | proprietary | vertraulich | confidentiel | confidencial | riservat | vertrouwelijk
    конфиденциальн | gizli | poufn | konfidentiell | sekretess | 机密 | 保密 | 機密 | محرمانه | سري | سرية | خصوصی
    warranty | virus | unauthorised | unauthorized
""")
_ADDRESSED = words("""
    intended | recipient | addressee | in error | empfänger | adressat | irrtümlich | destinataire | par erreur
    destinatari | por error | por engano | per errore | geadresseerde | ontvanger | ten onrechte | получател
    адресат | alıcı | yanlışlıkla | odbiorc | adresat | mottagare | av misstag | 收件人 | 收件者 | 受信者 | 宛先
    گیرنده | مخاطب | اشتباه | المرسل إليه | المستلم | المتلقي | بالخطأ | liability
""")
_NOTICES = words("""
    confidentiality notice | disclaimer: | legal notice | legal disclaimer | this e-mail and any | this email and any
    this message and any attach | this e-mail is confidential | this email is confidential
    the information contained in this | the information in this | the content of this e | the contents of this e
    please consider the environment | consider the environment before | think before you print | save a tree
    before printing this | virus-free.
    this email has been checked for viruses | this email has been scanned | diese e-mail enthält vertrauliche
    diese e-mail wurde von avast | der inhalt dieser e-mail | bitte denken sie an die umwelt | ce message et toutes
    ce message et ses pièces | pensez à l'environnement | avis de confidentialité | este mensaje y sus
    este mensaje va dirigido | aviso legal | esta mensagem pode conter | aviso de confidencialidad
    le informazioni contenute in | questo messaggio è | dit bericht is | de informatie in dit | настоящее сообщение
    это сообщение и любые | bu e-posta | bu elektronik posta | ta wiadomość | niniejsza wiadomość
    treść tej wiadomości | detta meddelande | 本邮件及其附件 | 本郵件 | このメールは | 本メール
    این ایمیل و | این نامه و | این پیام و | محتوای این ایمیل
    اطلاعات این ایمیل | هذه الرسالة و | هذا البريد | تحتوي هذه الرسالة | إخلاء مسؤولية
""")
_LISTS = words("""
    mailing list | unsubscribe | list-id | mailman | listinfo | you received this message because | google groups
    to post to this | list info | list footer | abmelden | abbestellen | se désabonner | liste de diffusion
    darse de baja | lista de correo | cancella iscrizione | uitschrijven | отписаться | рассылк | abonelikten
    wypisać | avregistrera | 退订 | 退訂 | 配信停止 | لغو اشتراک | فهرست پستی | لیست پستی | إلغاء الاشتراك
""")


def is_delimiter(line: str) -> bool:
    """`-- ` (RFC 3676 section 4.3), also without its blank, and the underscores mailing lists write."""
    return line[:1] in "-_—–ـ" and (line in _DASHES or is_ruled(line))


def is_ruled(line: str) -> bool:
    return _RULED.match(line) is not None


def begins(raw: str, line: str, below: list[str], count: int) -> bool:
    """Whether the delimiter `line` opens a signature: `below` are the first lines under it of `count` not blank."""
    if not below:
        return not is_ruled(line)
    if is_notice(below[:_SEEN]):
        return True
    if is_ruled(line) and line.startswith("_"):
        return count <= STRONG_LIMIT and is_footer(below)
    if any(text.startswith(_TABLED) for text in below[:3]) or line in below:
        return False
    if raw.lstrip().rstrip("\r\n") == "-- ":
        return count <= STRONG_LIMIT
    return count <= WEAK_LIMIT and not any(is_prose(text) for text in below) and _is_card(line, below)


def _is_card(line: str, below: list[str]) -> bool:
    """A longer line of dashes parts chapters as well as signatures: a way to reach the writer must follow."""
    return not is_ruled(line) or any(_REACH.search(text) for text in below)


def is_prose(line: str) -> bool:
    """A sentence, or a line as long as one."""
    count = len(_WORD.findall(line))
    if _CONTACT.search(line):
        return count > 12
    return count >= 5 and (line.endswith(_ENDED) or (len(line) >= _PROSE and "|" not in line))


def is_footer(below: list[str]) -> bool:
    text = " ".join(below)[:2000].casefold()
    return any(word in text for word in _LISTS)


def is_notice(paragraph: list[str]) -> bool:
    """A legal disclaimer, a plea for trees, a virus scanner's line."""
    text = " ".join(paragraph)[:3000].casefold().lstrip("*_-[(# ")
    if text.startswith(_NOTICES):
        return True
    return (
        len(text) >= _PROSE * 2
        and any(word in text for word in _SECRET)
        and sum(word in text for word in _ADDRESSED) > 0
        and len(paragraph) <= _SEEN
        and "?" not in text
        and "؟" not in text
    )


def is_device(line: str) -> bool:
    """ "Sent from my phone", but not a sentence that begins so."""
    if len(line) > 4 * LENGTH_LIMIT or not line:
        return False
    bare = line if line[0].isalnum() else line.strip("*_-[]()<> ")
    if bare[:3].casefold() not in HEADS and bare[-3:].casefold() not in TAILS and line[-1] != ">":
        return False
    shown = _LINK.sub("", line.strip("*_-[]()<>. ")).strip("*_-[]()<>. ")
    text = _without_excuse(shown.casefold())
    if text in WHOLE:
        return True
    if len(text) > LENGTH_LIMIT or not _is_framed(text):
        return False
    tokens = text.split()
    if len(tokens) > 12 or not SENTENCE.isdisjoint(tokens) or text.endswith(("?", "!")):
        return False
    if "," in text:
        return text.startswith(POSSESSIVES) and text.endswith(PROGRAMS) and len(tokens) <= 8
    named = text.startswith(POSSESSIVES) and any(word[0].isupper() or word[-1].isdigit() for word in shown.split()[2:])
    return named or any(program in text for program in PROGRAMS)


def _is_framed(text: str) -> bool:
    if text.startswith(STARTS):
        return True
    if text.endswith(ENDS) and text.startswith(PROGRAMS):
        return True
    return any(text.startswith(begins) and text.endswith(ends) for begins, ends in FRAMES)


def _without_excuse(text: str) -> str:
    """ "Sent from my phone. Please excuse my brevity." """
    first, _, rest = text.replace(", ", ". ").partition(". ")
    return first if rest and rest.startswith(EXCUSES) else text.rstrip(".")


def ends_signature(line: str) -> bool:
    """Whether the line, below "Sent from my phone", is a sentence of the writer's own again."""
    return is_prose(line) and not _CONTACT.search(line)


def is_named(line: str) -> bool:
    """`-Abhishek Kona`, which counts only where nothing follows."""
    return len(line) < 100 and _NAMED.match(line) is not None

"""Mails that Tom forwards to the support address, as mail programs write them, and mails that only look like that.

Ali wrote first. `forwards` makes a row for every program and language; `ODD` are programs and addresses of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

from .reply_cases import LANGUAGES, Language

ALI = "ali@customer.example"
NAME = "Ali Rezaei"
ABOVE = "Please have a look.\nHe is a good customer."
TEXT = "Hello,\nthe printer prints twice.\n\nAli"
SUBJECT = "Printer broken"
RULE = "_" * 32

# The mark that Outlook puts before the subject in each language, and the words of Apple Mail and Thunderbird.
MARKS = {
    "en": "FW",
    "fa": "FW",
    "ar": "FW",
    "de": "WG",
    "fr": "TR",
    "es": "RV",
    "pt": "ENC",
    "it": "I",
    "nl": "FW",
    "ru": "FW",
    "tr": "İLT",
    "pl": "PD",
    "sv": "VB",
    "zh": "转发",
    "ja": "FW",
}
ANSWERS = {
    "en": "RE",
    "fa": "پاسخ",
    "ar": "رد",
    "de": "AW",
    "fr": "RE",
    "es": "RE",
    "pt": "RES",
    "it": "R",
    "nl": "Antw",
    "ru": "Ответ",
    "tr": "YNT",
    "pl": "ODP",
    "sv": "SV",
    "zh": "答复",
    "ja": "返信",
}
APPLE = {
    "en": "Begin forwarded message:",
    "fa": "شروع پیام هدایت‌شده:",
    "ar": "بدء الرسالة المعاد توجيهها:",
    "de": "Anfang der weitergeleiteten Nachricht:",
    "fr": "Début du message réexpédié :",
    "es": "Inicio del mensaje reenviado:",
    "pt": "Início da mensagem reencaminhada:",
    "it": "Inizio messaggio inoltrato:",
    "nl": "Begin doorgestuurd bericht:",
    "ru": "Начало переадресованного сообщения:",
    "tr": "İletilmiş iletinin başlangıcı:",
    "pl": "Początek przekazywanej wiadomości:",
    "sv": "Vidarebefordrat brev:",
    "zh": "以下是转发的邮件:",
    "ja": "転送されたメッセージ:",
}


@dataclass(frozen=True)
class Forward:
    """A mail, and what is to be read in it."""

    name: str
    subject: str
    body: str
    html: str = ""
    address: str = ALI
    person: str = NAME
    text: str = TEXT
    above: str = ABOVE
    original: str = SUBJECT
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def raw(self) -> bytes:
        """As bytes; with `html` alone where there is no body."""
        built = message(self.subject, self.body or self.html, "html" if self.html and not self.body else "plain")
        for name, value in self.fields:
            built[name] = value
        return built.as_bytes()


def message(subject: str, body: str, form: str = "plain") -> EmailMessage:
    """From Tom, to the support address."""
    built = EmailMessage()
    built["From"] = "Tom Baker <tom@example.org>"
    built["To"] = "support@example.org"
    built["Date"] = "Sat, 21 Nov 2026 12:00:00 +0330"
    built["Message-ID"] = "<2@example.org>"
    built["Subject"] = subject
    built.set_content(body, subtype=form, charset="utf-8")
    return built


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def header(labels: tuple[str, str, str, str], date: str, sender: str = f"{NAME} <{ALI}>", mark: str = "") -> str:
    """From, sent, to, subject, as the program labels them."""
    pairs = zip(labels, (sender, date, "Support <support@example.org>", SUBJECT), strict=True)
    return "\n".join(f"{mark}{label}:{mark} {value}" for label, value in pairs)


def page(*paragraphs: str) -> str:
    return f"<html><body>{''.join(paragraphs)}</body></html>"


def lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def forwards() -> Iterator[Forward]:
    for language in LANGUAGES:
        yield from _gmail(language)
        yield from _outlook(language)
        yield from _apple(language)
        for number, line in enumerate(each for each in language.forwards if each[0] in "-="):
            head = header(language.labels[-1], language.date)
            yield Forward(
                f"{language.name} ruled {number}", f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{line}\n{head}\n\n{TEXT}\n"
            )


def _gmail(language: Language) -> Iterator[Forward]:
    line, word = "---------- Forwarded message ---------", language.labels[0][0].strip()
    head = header((word, "Date", "To", "Subject"), language.date)
    yield Forward(f"{language.name} Gmail", f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{line}\n{head}\n\n\n{TEXT}\n")
    box = (
        f'<div dir="ltr" class="gmail_attr">{line}<br>{word}: <strong class="gmail_sendername">{NAME}</strong>'
        f' <span dir="auto">&lt;<a href="mailto:{ALI}">{ALI}</a>&gt;</span><br>Date: {language.date}<br>'
        f'Subject: {SUBJECT}<br>To: &lt;<a href="mailto:support@example.org">support@example.org</a>&gt;<br></div>'
    )
    html = page(f'<div dir="ltr">{lines(ABOVE)}<br><br><div class="gmail_quote">{box}<br><br>{lines(TEXT)}</div></div>')
    yield Forward(f"{language.name} Gmail, HTML", f"Fwd: {SUBJECT}", "", html)


def _outlook(language: Language) -> Iterator[Forward]:
    mark, date = MARKS[language.name], language.date
    for number, labels in enumerate(language.labels):
        name = f"{language.name} Outlook {number}"
        head, bold = header(labels, date), header(labels, date, f"{NAME} [mailto:{ALI}]", "*")
        if mark != "I" or labels[0] == "Da":
            yield Forward(name, f"{mark}: {SUBJECT}", f"{ABOVE}\n\n{head}\n\n{TEXT}\n")
        yield Forward(f"{name}, ruled", f"FW: {SUBJECT}", f"{ABOVE}\n{RULE}\n{head}\n\n{TEXT}\n")
        yield Forward(
            f"{name}, bold", f"Fw: {SUBJECT}", f"{ABOVE}\n\n-----{language.original}-----\n{bold}\n\n{TEXT}\n"
        )
        rows = "<br>".join(
            f"<b>{label}:</b> {escape(value)}"
            for label, value in zip(labels, (f"{NAME} <{ALI}>", date, "Support", SUBJECT), strict=True)
        )
        html = page(
            f'<div class="WordSection1"><p class="MsoNormal">{lines(ABOVE)}</p><div><div style="border:none;border-top:'
            f'solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">{rows}</p></div></div>',
            *(f'<p class="MsoNormal">{lines(part)}</p>' for part in TEXT.split("\n\n")),
            "</div>",
        )
        yield Forward(f"{name}, HTML", f"FW: {SUBJECT}", "", html)


def _apple(language: Language) -> Iterator[Forward]:
    line, (word, date, to, subject) = APPLE[language.name], language.labels[-1]
    head = "\n".join(
        f"{label}: {value}"
        for label, value in (
            (word, f"{NAME} <{ALI}>"),
            (subject, SUBJECT),
            (date, language.date),
            (to, "support@example.org"),
        )
    )
    for number, whole in enumerate(
        (quoted(f"{line}\n\n{head}\n\n{TEXT}"), f"{line}\n\n{quoted(f'{head}{chr(10) * 2}{TEXT}')}")
    ):
        yield Forward(f"{language.name} Apple Mail {number}", f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{whole}\n\n")
    html = page(
        f"{lines(ABOVE)}<br><div><br><blockquote type='cite'><div>{line}</div><br>",
        *(
            f"<div><b>{escape(row.partition(':')[0])}: </b>{escape(row.partition(':')[2])}</div>"
            for row in head.split("\n")
        ),
        f"<br><div>{lines(TEXT)}</div></blockquote></div>",
    )
    yield Forward(f"{language.name} Apple Mail, HTML", f"Fwd: {SUBJECT}", "", html)


_GMAIL_LINE = "---------- Forwarded message ---------"
_REST = f"Date: Sat, Nov 21, 2026 at 10:00 AM\nSubject: {SUBJECT}\nTo: <support@example.org>"
_OUTLOOK_REST = f"Sent: Saturday, November 21, 2026 10:00 AM\nTo: Support\nSubject: {SUBJECT}"
_FIRST = "Hello,\nthe printer prints twice."


def _sender(name: str, value: str, **changes: str) -> Forward:
    """Gmail's block with another way to write the author."""
    body = f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {value}\n{_REST}\n\n\n{TEXT}\n"
    return Forward(name, f"Fwd: {SUBJECT}", body, **changes)  # type: ignore[arg-type]


_PERSIAN_TEXT = "سلام،\nچاپگر دو بار چاپ می‌کند.\n\nعلی"
_PERSIAN_ABOVE = "لطفاً رسیدگی کنید.\nمشتری خوبی است."
_PERSIAN = {"person": "علی رضایی‌نژاد", "text": _PERSIAN_TEXT, "above": _PERSIAN_ABOVE, "original": "خطای E-105"}

ADDRESSES = (
    _sender("in angle brackets", f"{NAME} <{ALI}>"),
    _sender("with mailto in square brackets", f"{NAME} [mailto:{ALI}]"),
    _sender("bare", ALI, person=""),
    _sender("in angle brackets alone", f"<{ALI}>", person=""),
    _sender("a quoted name", f'"{NAME}" <{ALI}>'),
    _sender("a quoted name with a comma", f'"Rezaei, Ali" <{ALI}>', person="Rezaei, Ali"),
    _sender("a comma without quotes", f"Rezaei, Ali <{ALI}>", person="Rezaei, Ali"),
    _sender("a quoted address as the name", f"'{ALI}' <{ALI}>", person=""),
    _sender("the address as the name", f"{ALI} <{ALI}>", person=""),
    _sender("the address as the name, with mailto", f"{ALI} <mailto:{ALI}>", person=""),
    _sender("a link in the brackets", f"{NAME} <{ALI}<mailto:{ALI}>>"),
    _sender("a link in the brackets with blanks", f"{NAME} <{ALI} <mailto:{ALI}> >"),
    _sender("a bold name", f"*{NAME}* <{ALI}>"),
    _sender("in round brackets", f"{NAME} ({ALI})"),
    _sender("a name in round brackets", f"{ALI} ({NAME})"),
    _sender("in capitals", f"{NAME} <Ali@Customer.EXAMPLE>", address="Ali@Customer.EXAMPLE"),
    _sender("twice, in other letters", f"Ali@Customer.example <{ALI}>", address="Ali@Customer.example", person=""),
    _sender("an apostrophe", f"{NAME} <o'brien@customer.example>", address="o'brien@customer.example"),
    _sender("a plus", f"{NAME} <ali+work@customer.example>", address="ali+work@customer.example"),
    _sender("a domain in Persian", f"{NAME} <ali@مشتری.example>", address="ali@مشتری.example"),
    _sender("marks of direction", f"\u202b{NAME}\u202c <\u202a{ALI}\u202c\u200f>\u200e"),
    _sender("isolates", f"\u2068{NAME}\u2069 <\u2066{ALI}\u2069>"),
    _sender("no-break spaces", f"Ali\u00a0Rezaei\u00a0<{ALI}>"),
    _sender("on the next line", f"\n{NAME} <{ALI}>"),
    _sender("folded before the address", f"{NAME}\n <{ALI}>"),
    _sender("a dot behind it", f"{ALI}.", person=""),
    _sender("a semicolon behind it", f'"{NAME}" <{ALI}>;'),
    _sender(
        "on behalf of", f"assistant@customer.example [mailto:assistant@customer.example] On Behalf Of {NAME} <{ALI}>"
    ),
    _sender("im Auftrag von", f"Sekretariat <office@customer.example> im Auftrag von {NAME} <{ALI}>"),
    _sender("a name with an at sign", f"Ali @ Work <{ALI}>", person=""),
)

ODD = (
    *ADDRESSES,
    Forward(
        "Gmail in Persian",
        "Fwd: خطای E-105",
        f"{_PERSIAN_ABOVE}\n\n{_GMAIL_LINE}\n\u200fاز: علی رضایی‌نژاد\u200f <\u202a{ALI}\u202c\u200f>\n"
        f"Date: شنبه ۲۱ نوامبر ۲۰۲۶،\u200f ۱۰:۰۰\nSubject: خطای E-105\nTo: <support@example.org>\n\n\n"
        f"{_PERSIAN_TEXT}\n",
        **_PERSIAN,  # type: ignore[arg-type]
    ),
    Forward(
        "Outlook in Persian, Jalali",
        "FW: خطای E-105",
        f"{_PERSIAN_ABOVE}\n\n{RULE}\n\u202bاز:\u202c علی رضایی‌نژاد <{ALI}>\nارسال شده: شنبه ۳۰ آبان ۱۴۰۵ ۱۰:۰۰ ق.ظ\n"
        f"به: پشتیبانی\nرونوشت: بایگانی\nموضوع: خطای E-105\n\n{_PERSIAN_TEXT}\n",
        **_PERSIAN,  # type: ignore[arg-type]
    ),
    Forward(
        "Outlook in Persian, with Arabic letters",
        "ارجاع: خطای E-105",
        f"{_PERSIAN_ABOVE}\n\n-----پيام اصلي-----\nفرستنده: علی رضایی‌نژاد [mailto:{ALI}]\n"
        f"تاريخ ارسال: ۱۴۰۵/۰۸/۳۰ ۱۰:۰۰\n"
        f"گيرنده: پشتیبانی\nموضوع: خطای E-105\n\n{_PERSIAN_TEXT}\n",
        **_PERSIAN,  # type: ignore[arg-type]
    ),
    Forward(
        "Thunderbird in Persian",
        "Fwd: خطای E-105",
        f"{_PERSIAN_ABOVE}\n\n-------- پیام هدایت شده --------\nموضوع: \tخطای E-105\n"
        f"تاریخ: \tSat, 21 Nov 2026 10:00:00 +0330\n"
        f"از: \tعلی رضایی‌نژاد <{ALI}>\nبه: \tsupport@example.org\n\n\n\n{_PERSIAN_TEXT}\n",
        **_PERSIAN,  # type: ignore[arg-type]
    ),
    Forward(
        "Thunderbird",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------- Forwarded Message --------\nSubject: \t{SUBJECT}\n"
        f"Date: \tSat, 21 Nov 2026 10:00:00 +0330\n"
        f"From: \t{NAME} <{ALI}>\nReply-To: \tdesk@customer.example\nTo: \tsupport@example.org\n"
        f"CC: \tReza <reza@customer.example>, \n Sara <sara@customer.example>\n\n\n\n{TEXT}\n",
    ),
    Forward(
        "K-9",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n\n-------- Original Message --------\nFrom: {NAME} <{ALI}>\n"
        f"Sent: 21 November 2026 10:00:00 GMT+03:30\n"
        f"To: support@example.org\nSubject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Roundcube",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------- Original Message --------\nSubject: {SUBJECT}\nDate: 2026-11-21 10:00\n"
        f"From: {NAME} <{ALI}>\n"
        f"To: support@example.org\n\n{TEXT}\n",
    ),
    Forward(
        "Yahoo, all on one line",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\n"
        f'   ----- Forwarded Message ----- From: {NAME} <{ALI}>To: "support@example.org" <support@example.org>'
        "Cc: Reza <reza@customer.example>; Sara <sara@customer.example>"
        f"Sent: Saturday, November 21, 2026, 10:00:00 AM GMT+3:30Subject: {SUBJECT}\n {TEXT}\n",
    ),
    Forward(
        "Yahoo",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\n----- Forwarded Message -----\nFrom: {NAME} <{ALI}>\nTo: Support <support@example.org>\n"
        f"Sent: Saturday, November 21, 2026 at 10:00:00 AM GMT+3:30\nSubject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Proton",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\nSent with Proton Mail secure email.\n\n------- Forwarded Message -------\nFrom: {NAME} <{ALI}>\n"
        f"Date: On Saturday, November 21st, 2026 at 10:00 AM\nSubject: {SUBJECT}\n"
        f"To: Support <support@example.org>\n\n\n"
        f"{quoted(TEXT)}\n",
    ),
    Forward(
        "Samsung, all on one line",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n\nSent from my Galaxy\n\n-------- Original message --------From: {NAME} <{ALI}> "
        f"Date: 21/11/2026  10:00  (GMT+03:30) To: support@example.org Subject: {SUBJECT} {TEXT}\n",
    ),
    Forward(
        "Samsung",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------- Original message --------\nFrom: {NAME} <{ALI}>\nDate: 21/11/2026 10:00 (GMT+03:30)\n"
        f"To: support@example.org\nSubject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook on a phone",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{RULE}\nFrom: {NAME} <{ALI}>\n"
        f"Sent: Saturday, November 21, 2026 10:00:00 AM\nTo: Support <support@example.org>\n"
        f"Subject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook, values below",
        f"FW: {SUBJECT}",
        f"{ABOVE}\n\nFrom:\n{NAME} <{ALI}>\nSent:\nSaturday, November 21, 2026 10:00 AM\nTo:\nSupport\n"
        f"Subject:\n{SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook, a blank line between all",
        f"FW: {SUBJECT}",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n\nSent: Saturday, November 21, 2026 10:00 AM\n\nTo: Support\n\n"
        f"Subject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook for Mac",
        f"FW: {SUBJECT}",
        f'{ABOVE}\n\nOn 21/11/2026, 10:00, "{NAME}" <{ALI}> wrote:\n\n    Hello,\n'
        f"    the printer prints twice.\n\n    Ali\n",
    ),
    Forward(
        "Outlook for Mac in German",
        f"WG: {SUBJECT}",
        f'{ABOVE}\n\nAm 21.11.26, 10:00 schrieb "{NAME}" <{ALI}>:\n\n    Hello,\n'
        f"    the printer prints twice.\n\n    Ali\n",
    ),
    Forward(
        "Zimbra",
        f"Fwd: {SUBJECT}",
        f'{ABOVE}\n\n-- \nTom Baker\n\n----- Forwarded Message -----\nFrom: "{NAME}" <{ALI}>\n'
        f'To: "Support" <support@example.org>\n'
        f"Sent: Saturday, November 21, 2026 10:00:00 AM\nSubject: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Zoho",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n============ Forwarded message ============\nFrom : {NAME}<{ALI}>\n"
        f'To : "Support"<support@example.org>\n'
        f"Date : Sat, 21 Nov 2026 10:00:00 +0330\nSubject : {SUBJECT}\n"
        f"============ Forwarded message ============\n\n{TEXT}\n",
    ),
    Forward(
        "Notes",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\n----- Forwarded by Tom Baker/ORG on 21/11/2026 11:00 -----\n\nFrom:\t{NAME} <{ALI}>\n"
        f"To:\tsupport@example.org\n"
        f"Date:\t21/11/2026 10:00\nSubject:\t{SUBJECT}\n\n\n{TEXT}\n",
    ),
    Forward(
        "Yandex",
        f"Fwd: {SUBJECT}",
        f'{ABOVE}\n\n-------- Пересылаемое сообщение --------\n21.11.2026, 10:00, "{NAME}" <{ALI}>:\n\n{TEXT}\n\n'
        "-------- Конец пересылаемого сообщения --------\n",
    ),
    Forward(
        "Mail.ru",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------- Пересылаемое сообщение --------\nОт: {NAME} <{ALI}>\nКому: support@example.org\n"
        f"Дата: Суббота, 21 ноября 2026, 10:00 +03:30\nТема: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Mutt",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n----- Forwarded message from {NAME} <{ALI}> -----\n\nDate: Sat, 21 Nov 2026 10:00:00 +0330\n"
        f"From: {NAME} <{ALI}>\nTo: support@example.org\nSubject: {SUBJECT}\nX-Mailer: a program\n\n{TEXT}\n\n"
        "----- End forwarded message -----\n-- \nTom\n",
    ),
    Forward(
        "Gnus",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------------------- Start of forwarded message --------------------\nFrom: {NAME} <{ALI}>\n"
        f"Subject: {SUBJECT}\n\n{TEXT}\n-------------------- End of forwarded message --------------------\n",
    ),
    Forward(
        "a subject that imitates a block",
        "Fwd: Hi From: Boss <boss@bank.example> Date: today To: you",
        f"{ABOVE}\n\n-------- Forwarded Message --------\n"
        "Subject: \tHi From: Boss <boss@bank.example> Date: today To: you\n"
        f"Date: \tSat, 21 Nov 2026 10:00:00 +0330\nFrom: \t{NAME} <{ALI}>\nTo: \tsupport@example.org\n\n\n\n{TEXT}\n",
        original="Hi From: Boss <boss@bank.example> Date: today To: you",
    ),
    Forward(
        "KMail",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n----------  Forwarded Message  ----------\n\nSubject: {SUBJECT}\n"
        f"Date: Saturday, 21 November 2026, 10:00:00 +0330\n"
        f"From: {NAME} <{ALI}>\nTo: support@example.org\n\n{TEXT}\n\n"
        f"-------------------------------------------------------\n",
    ),
    Forward(
        "Claws",
        f"Fw: {SUBJECT}",
        f"{ABOVE}\n\nBegin forwarded message:\n\nDate: Sat, 21 Nov 2026 10:00:00 +0330\n"
        f"From: {NAME} <{ALI}>\nTo: support@example.org\n"
        f"Subject: {SUBJECT}\n\n\n{TEXT}\n",
    ),
    Forward(
        "MailMate",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\nForwarded message:\n\n> From: {NAME} <{ALI}>\n> To: support@example.org\n> Subject: {SUBJECT}\n"
        f"> Date: Sat, 21 Nov 2026 10:00:00 +0330\n>\n> Hello,\nthe printer prints twice.\n>\n> Ali\n",
    ),
    Forward(
        "The Bat!",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\nThis is a forwarded message\nFrom: {NAME} <{ALI}>\nTo: support@example.org\n"
        f"Date: Saturday, November 21, 2026, 10:00:00 AM\nSubject: {SUBJECT}\n\n"
        f"===8<==============Original message text===============\n"
        f"{TEXT}\n===8<===========End of original message text===========\n",
        above=f"{ABOVE}\n\nThis is a forwarded message",
    ),
    Forward(
        "IONOS, all in quotes",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n"
        + quoted(
            f"---------- Original Message ----------\nFrom: {NAME} <{ALI}>\nTo: support@example.org\n"
            f"Date: 21/11/2026 10:00 AM\n"
            f"Subject: {SUBJECT}\n\n\n{TEXT}"
        ),
    ),
    Forward(
        "NetEase",
        f"转发:{SUBJECT}",
        f'{ABOVE}\n\n-------- 转发邮件信息 --------\n发件人："{NAME}" <{ALI}>\n发送日期：2026-11-21 10:00:00\n'
        f"收件人：support@example.org\n"
        f"主题：{SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "QQ",
        f"转发：{SUBJECT}",
        f'{ABOVE}\n\n\n------------------ 原始邮件 ------------------\n发件人: "{NAME}" <{ALI}>;\n'
        f"发送时间: 2026年11月21日(星期六) 上午10:00\n"
        f'收件人: "support"<support@example.org>;\n主题: {SUBJECT}\n\n\n\n{TEXT}\n',
    ),
    Forward(
        "Outlook in Danish",
        f"VS: {SUBJECT}",
        f"{ABOVE}\n\nFra: {NAME} <{ALI}>\nSendt: 21. november 2026 10:00\nTil: Support\nEmne: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook in Finnish",
        f"VL: {SUBJECT}",
        f"{ABOVE}\n\nLähettäjä: {NAME} <{ALI}>\nLähetetty: 21.11.2026 10:00\nVastaanottaja: Support\n"
        f"Aihe: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "Outlook in Italian",
        f"I: {SUBJECT}",
        f"{ABOVE}\n\nDa: {NAME} <{ALI}>\nInviato: sabato 21 novembre 2026 10:00\nA: Support\n"
        f"Oggetto: {SUBJECT}\n\n{TEXT}\n",
    ),
    Forward(
        "no mark but an announcement", SUBJECT, f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}\n"
    ),
    Forward(
        "no mark but the announcement of Apple Mail",
        "A broken printer",
        f"{ABOVE}\n\n" + quoted(f"Begin forwarded message:\n\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}"),
    ),
    Forward(
        "a tag before the mark",
        f"[EXTERNAL] FW: {SUBJECT}",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{TEXT}\n",
    ),
    Forward(
        "a forwarded answer", f"Fwd: Re: {SUBJECT}", f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{TEXT}\n"
    ),
    Forward(
        "a forward within a thread",
        f"FW: {SUBJECT}",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{TEXT}\n",
        fields=(("In-Reply-To", "<1@customer.example>"), ("References", "<0@customer.example> <1@customer.example>")),
    ),
    Forward(
        "Netscape",
        f"[Fwd: {SUBJECT}]",
        f"{ABOVE}\n\n-------- Original Message --------\nSubject: {SUBJECT}\nDate: Sat, 21 Nov 2026 10:00:00 +0330\n"
        f"From: {NAME} <{ALI}>\nTo: support@example.org\n\n{TEXT}\n",
    ),
    Forward(
        "nothing above", f"Fwd: {SUBJECT}", f"\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}\n", above=""
    ),
    Forward("Outlook, nothing above", f"FW: {SUBJECT}", f"From: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{TEXT}\n", above=""),
    Forward(
        "only a signature above",
        f"Fwd: {SUBJECT}",
        f"\n\n-- \nTom Baker\nSupport\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}\n",
        above="",
    ),
    Forward(
        "orders and a signature above",
        f"Fwd: {SUBJECT}",
        f"#assign mina\n#priority high\nHe called twice.\n\n-- \nTom Baker\nSupport\n\n{_GMAIL_LINE}\n"
        f"From: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}\n",
        above="#assign mina\n#priority high\nHe called twice.",
    ),
    Forward(
        "a forward in a forward",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{_FIRST}\n\n{_GMAIL_LINE}\n"
        f"From: Eve <eve@elsewhere.example>\n"
        f"{_REST}\n\nDeepest words.\n",
        text=f"{_FIRST}\n\n{_GMAIL_LINE}\nFrom: Eve <eve@elsewhere.example>\n{_REST}\n\nDeepest words.",
    ),
    Forward(
        "a forward of Gmail in one of Outlook",
        f"FW: {SUBJECT}",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{_GMAIL_LINE}\n"
        f"From: Eve <eve@elsewhere.example>\n{_REST}\n\nDeepest words.\n",
        text=f"{_GMAIL_LINE}\nFrom: Eve <eve@elsewhere.example>\n{_REST}\n\nDeepest words.",
    ),
    Forward(
        "a forwarded answer with its history",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{_FIRST}\n\n"
        f"On Fri, Nov 20, 2026 Support <support@example.org> wrote:\n> Yes?\n",
        text=f"{_FIRST}\n\nOn Fri, Nov 20, 2026 Support <support@example.org> wrote:\n> Yes?",
    ),
    Forward(
        "a text that begins like a header",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\nTo: all of you\nDate: today\n\n"
        f"the printer prints twice\n",
        text="To: all of you\nDate: today\n\nthe printer prints twice",
    ),
    Forward(
        "a folded subject",
        "Fwd: The printer on the second floor prints everything twice",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\nSent: Saturday, November 21, 2026 10:00 AM\nTo: Support\n"
        f"Subject: The printer on the second floor\nprints everything twice\n\n{TEXT}\n",
        original="The printer on the second floor prints everything twice",
    ),
    Forward(
        "no subject in the block",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\nDate: Sat, Nov 21, 2026 at 10:00 AM\n\n{TEXT}\n",
    ),
    Forward(
        "an empty subject",
        "Fwd:",
        f"{ABOVE}\n\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST.removesuffix(SUBJECT)}\n\n{TEXT}\n",
        original="",
    ),
    Forward(
        "a quote in the note",
        f"FW: {SUBJECT}",
        f"He said:\n> twice!\nPlease help.\n\n{RULE}\nFrom: {NAME} <{ALI}>\n{_OUTLOOK_REST}\n\n{TEXT}\n",
        above="He said:\nPlease help.",
    ),
)


def _web(name: str, *between: str, above: str = lines(ABOVE)) -> Forward:
    """A page: what Tom wrote, then what the program puts there."""
    return Forward(f"{name}, HTML", f"Fwd: {SUBJECT}", "", page(f"<div>{above}</div>", *between))


_FROM = f"{NAME} &lt;{ALI}&gt;"
_BOLD = (
    f"<b>From:</b> {_FROM}<br><b>Sent:</b> Saturday, November 21, 2026 10:00 AM<br>"
    f"<b>To:</b> Support &lt;support@example.org&gt;<br><b>Subject:</b> {SUBJECT}"
)
_LETTER = lines(TEXT)
PAGES = (
    _web("Outlook on the web", f'<hr tabindex="-1"><div id="divRplyFwdMsg">{_BOLD}<div>&nbsp;</div></div>{_LETTER}'),
    _web(
        "Outlook on the web in Persian",
        f'<hr><div id="divRplyFwdMsg" dir="rtl"><b>از:</b> {_FROM}<br><b>ارسال شده:</b> شنبه ۳۰ آبان ۱۴۰۵ ۱۰:۰۰<br>'
        f'<b>به:</b> پشتیبانی<br><b>موضوع:</b> {SUBJECT}</div><div dir="rtl">{_LETTER}</div>',
    ),
    _web(
        "Outlook on a phone",
        '<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>',
        f'<hr><div id="divRplyFwdMsg">{_BOLD}<div> </div></div>{_LETTER}',
    ),
    _web(
        "Thunderbird",
        '<div class="moz-forward-container"><br><br>-------- Forwarded Message --------<table><tbody>',
        f"<tr><th>Subject: </th><td>{SUBJECT}</td></tr>",
        "<tr><th>Date: </th><td>Sat, 21 Nov 2026 10:00:00 +0330</td></tr>",
        f'<tr><th>From: </th><td>{NAME} <a href="mailto:{ALI}">&lt;{ALI}&gt;</a></td></tr>',
        f"<tr><th>To: </th><td>support@example.org</td></tr></tbody></table><br><br>{_LETTER}</div>",
    ),
    _web(
        "Roundcube",
        f"<p>-------- Original Message --------</p><table><tbody><tr><th>Subject:</th><td>{SUBJECT}</td></tr>",
        f"<tr><th>Date:</th><td>2026-11-21 10:00</td></tr><tr><th>From:</th><td>{_FROM}</td></tr>",
        f"<tr><th>To:</th><td>support@example.org</td></tr></tbody></table><p>{_LETTER}</p>",
    ),
    _web(
        "Yahoo",
        '<div class="yahoo_quoted"><div><div>----- Forwarded Message -----</div>',
        f"<div>{_BOLD}</div><div><br></div><div>{_LETTER}</div></div></div>",
    ),
    _web(
        "Proton",
        '<div>Sent with Proton Mail secure email.</div><div class="protonmail_quote">',
        "------- Forwarded Message -------<br>",
        f"From: {_FROM}<br>Date: On Saturday, November 21st, 2026 at 10:00 AM<br>Subject: {SUBJECT}<br>",
        f'To: support@example.org<br><br><blockquote class="protonmail_quote" type="cite">{_LETTER}</blockquote></div>',
    ),
    _web("Zimbra", f'<br><hr id="zwchr"><div>{_BOLD}<br></div><div>{_LETTER}</div>'),
    _web(
        "Samsung",
        "<div>Sent from my Galaxy</div><div><br></div><div><div>-------- Original message --------</div>",
        f"<div>From: {_FROM} </div><div>Date: 21/11/2026  10:00  (GMT+03:30) </div><div>To: support@example.org </div>",
        f"<div>Subject: {SUBJECT} </div><div><br></div></div><div>{_LETTER}</div>",
    ),
    _web(
        "K-9",
        f'<br><br><div class="gmail_quote">-------- Original Message --------<br>{_BOLD}<br><br>{_LETTER}</div>',
    ),
    _web(
        "Spark",
        f'<div name="messageReplySection">---------- Forwarded message ----------<br/>{_BOLD}<br/><br/>',
        f'<blockquote type="cite">{_LETTER}</blockquote></div>',
    ),
    _web(
        "Mail.ru",
        '<blockquote style="border-left:1px solid #0857A6">-------- Пересылаемое сообщение --------<br>',
        f"От: {_FROM}<br>",
        f"Кому: support@example.org<br>Дата: Суббота, 21 ноября 2026, 10:00 +03:30<br>Тема: {SUBJECT}<br>&nbsp;<br>",
        f"{_LETTER}</blockquote>",
    ),
)


@dataclass(frozen=True)
class Lookalike:
    """A mail that is no forward, or one of which the author is not known."""

    name: str
    subject: str
    body: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def raw(self) -> bytes:
        built = message(self.subject, self.body)
        for name, value in self.fields:
            built[name] = value
        return built.as_bytes()


_ANSWERED = (("In-Reply-To", "<1@customer.example>"),)
_BLOCK = f"From: {NAME} <{ALI}>\n{_OUTLOOK_REST}"
_FORWARD = f"{_GMAIL_LINE}\nFrom: {NAME} <{ALI}>\n{_REST}\n\n{TEXT}"
_WROTE = f"On Sat, Nov 21, 2026 at 10:00 AM {NAME} <{ALI}> wrote:"


def lookalikes() -> Iterator[Lookalike]:
    for language in LANGUAGES:
        for number, labels in enumerate(language.labels):
            block, name = header(labels, language.date), f"{language.name} {number}"
            mark = ANSWERS[language.name]
            yield Lookalike(
                f"{name} answer of Outlook", f"{mark}: {SUBJECT}", f"{ABOVE}\n\n{block}\n\n{TEXT}\n", _ANSWERED
            )
            yield Lookalike(f"{name} answer, no thread", f"{mark}: {SUBJECT}", f"{ABOVE}\n{RULE}\n{block}\n\n{TEXT}\n")
            yield Lookalike(f"{name} no mark", SUBJECT, f"{ABOVE}\n\n{block}\n\n{TEXT}\n")
            original = f"-----{language.original}-----\n{block}"
            yield Lookalike(f"{name} no mark, original", SUBJECT, f"{ABOVE}\n\n{original}\n\n{TEXT}\n", _ANSWERED)
        forward = f"{language.forwards[0]}\n{header(language.labels[0], language.date)}\n\n{TEXT}"
        for number, line in enumerate(language.attributions[:3]):
            name = f"{language.name} quotes a forward {number}"
            yield Lookalike(name, SUBJECT, f"{ABOVE}\n\n{line}\n\n{quoted(forward)}\n")
    yield from _NO_FORWARDS
    for name, value in _NO_AUTHORS.items():
        yield Lookalike(name, f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{_GMAIL_LINE}\nFrom: {value}\n{_REST}\n\n{TEXT}\n")
        yield Lookalike(f"Outlook, {name}", f"FW: {SUBJECT}", f"{ABOVE}\n\nFrom: {value}\n{_OUTLOOK_REST}\n\n{TEXT}\n")


_NO_FORWARDS = (
    Lookalike("an answer to a forward", f"Re: Fwd: {SUBJECT}", f"Thanks.\n\n{_FORWARD}\n", _ANSWERED),
    Lookalike("an answer that quotes a forward", f"Re: {SUBJECT}", f"Thanks.\n\n{_WROTE}\n{quoted(_FORWARD)}\n"),
    Lookalike("an answer below a forward", SUBJECT, f"{quoted(_FORWARD)}\n\nWe have solved it.\n"),
    Lookalike("a quoted forward", SUBJECT, f"As I said:\n\n{quoted(_FORWARD)}\n"),
    Lookalike(
        "an answer below a forward of Apple Mail",
        SUBJECT,
        quoted(f"Begin forwarded message:\n\n{_BLOCK}\n\n{TEXT}") + "\n\nWe have solved it.\n",
    ),
    Lookalike("below a quote", SUBJECT, f"> Which printer?\n\nThis one:\n\n{_FORWARD}\n"),
    Lookalike("a forward pasted into an answer", f"Re: {SUBJECT}", f"It came back:\n\n{_FORWARD}\n\nCan you help?\n"),
    Lookalike("pasted into an answer without a mark", SUBJECT, f"It came:\n\n{_FORWARD}\n\nHelp?\n", _ANSWERED),
    Lookalike("an answer to Netscape", f"Re: [Fwd: {SUBJECT}]", f"It came:\n\n{_FORWARD}\n"),
    Lookalike("a tag before the answer's mark", f"[#7-7KQM] Re: {SUBJECT}", f"It came:\n\n{_FORWARD}\n"),
    Lookalike("below the history", SUBJECT, f"Thanks.\n\n{_BLOCK}\n\nSee this:\n\n{_FORWARD}\n"),
    Lookalike("below an attribution", SUBJECT, f"Thanks.\n\n{_WROTE}\n\nSee this:\n\n{_FORWARD}\n"),
    Lookalike(
        "below our marker", f"Fwd: {SUBJECT}", f"Hm.\n\n##- Please write your reply above this line -##\n{_FORWARD}\n"
    ),
    Lookalike("an announcement alone", SUBJECT, f"It says\n{_GMAIL_LINE}\nand then nothing.\n"),
    Lookalike("an announcement alone, marked", f"Fwd: {SUBJECT}", f"It says\n{_GMAIL_LINE}\nand then nothing.\n"),
    Lookalike("a sentence", SUBJECT, "Begin forwarded message: that is what my program writes.\n"),
    Lookalike("no forward in it", f"Fwd: {SUBJECT}", "Did you get my mail?\n"),
    Lookalike("nothing in it", f"Fwd: {SUBJECT}", "\n"),
    Lookalike("a form", f"FW: {SUBJECT}", "From: Tehran\nTo: Shiraz\nDate: 21 November\nPassengers: 2\n"),
    Lookalike("a form with an address", SUBJECT, f"Name: Ali\nFrom: {ALI}\nSubject: printer\n\nIt is broken.\n"),
    Lookalike(
        "an answer in Finnish",
        f"VS: {SUBJECT}",
        f"{ABOVE}\n\nLähettäjä: {NAME} <{ALI}>\nLähetetty: 21.11.2026 10:00\nVastaanottaja: Support\n"
        f"Aihe: {SUBJECT}\n\n{TEXT}\n",
    ),
    Lookalike(
        "an answer in Norwegian",
        f"SV: {SUBJECT}",
        f"{ABOVE}\n\nFra: {NAME} <{ALI}>\nSendt: 21. november 2026 10:00\nTil: Support\nEmne: {SUBJECT}\n\n{TEXT}\n",
    ),
    Lookalike("an answer in a marked thread", f"Fwd: {SUBJECT}", f"Thanks.\n\n{_WROTE}\n{quoted(TEXT)}\n", _ANSWERED),
    Lookalike(
        "a name that imitates a block, all on one line",
        f"Fwd: {SUBJECT}",
        "-------- Original message --------From: boss@bank.example Date: today To: you Subject: x "
        f"<{ALI}> Date: 21/11/2026 10:00 To: support@example.org Subject: {SUBJECT} {TEXT}\n",
    ),
    Lookalike(
        "a subject that imitates an author where it is folded",
        f"Fwd: {SUBJECT}",
        f"{ABOVE}\n\n-------- Forwarded Message --------\nSubject: Hello\nFrom: boss@bank.example\n"
        f"Date: Sat, 21 Nov 2026 10:00:00 +0330\nFrom: {NAME} <{ALI}>\nTo: support@example.org\n\n{TEXT}\n",
    ),
    Lookalike("a mail of a list", f"Fwd: {SUBJECT}", _FORWARD, (("List-Id", "<users.example.org>"),)),
    Lookalike("a vacation notice", f"Fwd: {SUBJECT}", _FORWARD, (("Auto-Submitted", "auto-replied"),)),
    Lookalike("a bulk mail", f"Fwd: {SUBJECT}", _FORWARD, (("Precedence", "bulk"),)),
    Lookalike("a digest", "Users digest", f"{_BLOCK}\n\none\n\n{RULE}\n{_BLOCK}\n\ntwo\n\n{RULE}\n{_BLOCK}\n\nthree\n"),
)
_NO_AUTHORS = {
    "a name alone": NAME,
    "nobody": "",
    "two people": f"{NAME} <{ALI}>, Reza <reza@customer.example>",
    "another address as the name": f'"boss@bank.example" <{ALI}>',
    "another address before": f"boss@bank.example <{ALI}>",
    "another block as the name": f"boss@bank.example Sent: today To: you Subject: x <{ALI}>",
    "another one behind an address": f'"Boss <boss@bank.example> Sent: today To: you Subject: x" <{ALI}>',
    "on behalf of a name": f"{ALI} [mailto:{ALI}] On Behalf Of {NAME}",
    "no dot": f"{NAME} <ali@customer>",
    "a name of Exchange": f"{NAME} </O=ORG/OU=EXCHANGE/CN=RECIPIENTS/CN=ALI>",
    "no domain": f"{NAME} <ali@>",
    "no local part": f"{NAME} <@customer.example>",
    "two at signs": f"{NAME} <ali@work@customer.example>",
    "a blank inside": f"{NAME} <ali @customer.example>",
    "masked": f"{NAME} <ali [at] customer.example>",
    "a zero-width joiner inside": f"{NAME} <a\u200dli@customer.example>",
    "too long": f"{NAME} <{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example>",
    "too long a local part": f"{NAME} <{'a' * 65}@customer.example>",
    "two dots": f"{NAME} <ali@customer..example>",
    "a slash in the domain": f"{NAME} <ali@customer.example/x>",
    "a machine": "Mail Delivery System <MAILER-DAEMON@customer.example>",
    "no reply": f"{NAME} <no-reply@customer.example>",
}

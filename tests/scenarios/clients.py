"""How mail programs write a top-posted answer to a mail of ours: their markup, quote, signature and coding.

Each as the program writes it, in English and in Persian. `CLIENTS` are functions that give a whole mail each.
"""

import base64
import html
import quopri
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import parseaddr

from .office import Caught

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What somebody wants to say (a line each, "" between paragraphs) to a notice, in a program of this language."""

    lines: tuple[str, ...]
    notice: Caught
    language: str
    address: str = "tom@example.org"
    message_id: str = "<1@client.example>"
    html_only: bool = False

    @property
    def rtl(self) -> bool:
        return self.language == "fa"

    @property
    def signature(self) -> tuple[str, str]:
        return ("تام بیکر", "سازمان نمونه") if self.rtl else ("Tom Baker", "Example Organisation")

    @property
    def writer(self) -> tuple[str, str]:
        """Whom the attribution names, and their address: that of answers, as programs have it."""
        name, address = parseaddr(str(self.notice.mail["From"]))
        return name or address, address

    @property
    def page(self) -> str:
        """The notice as the quote shows it."""
        part = self.notice.mail.get_body(("html",))
        assert part is not None
        found = _BODY.search(part.get_content())
        assert found
        return found[1].replace("\r\n", "\n")

    def quote(self, prefix: str = "> ", width: int = 0) -> str:
        """The notice's text, each line with the mark of a quote."""
        return "\n".join(f"{prefix}{line}".rstrip() for line in self._quoted(width))

    def _quoted(self, width: int) -> Iterator[str]:
        for line in self.notice.text.replace("\r\n", "\n").split("\n"):
            yield from (textwrap.wrap(line, width, break_long_words=False) or [""]) if width else [line]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def escaped(self) -> list[str]:
        return [html.escape(line, quote=False) for line in self.lines]


@dataclass(frozen=True)
class Part:
    text: str
    coding: str
    charset: str = "UTF-8"
    parameters: str = ""

    def written(self, subtype: str) -> bytes:
        head = f'Content-Type: text/{subtype}; charset="{self.charset}"{self.parameters}\r\n'
        head += f"Content-Transfer-Encoding: {self.coding}\r\n\r\n"
        raw = self.text.replace("\n", "\r\n").encode(self.charset)
        match self.coding:
            case "base64":
                raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
            case "quoted-printable":
                raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        return head.encode() + raw + b"\r\n"


def posted(answer: Answer, program: str, prefix: str, plain: Part, rich: Part, **more: str) -> bytes:
    """The whole mail. `program` names itself in a field; `prefix` is what it puts before the subject."""
    old = answer.notice.mail
    to = parseaddr(str(old["reply-to"] or old["from"]))[1]
    subject = re.sub(r"\A(?:Re|RE|پاسخ): ?", "", answer.notice.subject)
    references = " ".join([*str(old["References"] or "").split(), str(old["message-id"])])
    fields: dict[str, str | Header] = {
        "From": _from(answer),
        "To": to,
        "Subject": Header(f"{prefix} {subject}", "utf-8" if not subject.isascii() or not prefix.isascii() else None),
        "Date": "Sat, 21 Nov 2026 13:40:00 +0330",
        "Message-ID": answer.message_id,
        "In-Reply-To": str(old["message-id"]),
        "References": references,
        **{name.replace("_", "-"): value for name, value in more.items()},
        "MIME-Version": "1.0",
        **({program.partition(": ")[0]: program.partition(": ")[2]} if program else {}),
    }
    head = "".join(f"{name}: {_field(value)}\r\n" for name, value in fields.items()).encode()
    if answer.html_only:
        return head + rich.written("html")
    boundary = "----=_NextPart_000_0042_01DC5AF0.7C1E0A20"
    head += f'Content-Type: multipart/alternative;\r\n\tboundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}\r\n".encode()
    return head + line + plain.written("plain") + line + rich.written("html") + f"--{boundary}--\r\n".encode()


def _from(answer: Answer) -> str:
    name = answer.signature[0]
    shown = name if name.isascii() else Header(name, "utf-8").encode()
    return f"{shown} <{answer.address}>"


def _field(value: str | Header) -> str:
    return value.encode(linesep="\r\n") if isinstance(value, Header) else value


# --- Gmail ------------------------------------------------------------------------------------------------------------


def gmail(answer: Answer) -> bytes:
    """Gmail in a browser: a `div` for each line, attributions that are broken before the address, `-- ` signatures."""
    name, address = answer.writer
    if answer.rtl:
        said = (
            f"\u202bدر تاریخ شنبه ۲۱ نوامبر ۲۰۲۶ ساعت ۱۳:۳۰ \u202a{name}\u202c\u200f <\u202a{address}\u202c\u200f> "
            "نوشت:\u202c"
        )
        direction, coding = "rtl", "base64"
    else:
        said = f"On Sat, Nov 21, 2026 at 1:30\u202fPM {name} <{address}> wrote:"
        direction, coding = "ltr", "quoted-printable"
    broken = said.replace(f" <{address}> wrote:", f" <\n{address}> wrote:")
    plain = f"{answer.text}\n\n-- \n{chr(10).join(answer.signature)}\n\n\n{broken}\n\n{answer.quote(width=74)}\n"
    first, *rest = answer.escaped()
    lines = "".join(f"<div>{line or '<br>'}</div>" for line in rest)
    signed = '<br clear="all"></div><div><br></div><span class="gmail_signature_prefix">-- </span><br>' + (
        f'<div dir="{direction}" class="gmail_signature" data-smartmail="gmail_signature">'
        f'<div dir="{direction}">{"<br>".join(answer.signature)}</div></div>'
    )
    linked = html.escape(said, quote=False).replace(
        address, f'<a href="mailto:{address}" target="_blank">{address}</a>'
    )
    rich = (
        f'<div dir="{direction}">{first}{lines}<div>{signed}</div></div><br>'
        f'<div class="gmail_quote gmail_quote_container"><div dir="{direction}" class="gmail_attr">{linked}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{answer.page}</blockquote></div>\n'
    )
    return posted(answer, "", "Re:", Part(plain, coding), Part(rich, coding))


# --- Outlook ----------------------------------------------------------------------------------------------------------

_WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15 \
(filtered medium)"><style><!--
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>
"""


def outlook(answer: Answer) -> bytes:
    """Outlook on the desktop: Word's paragraphs, the "#" in a span of its own, a signature without any mark, a block of
    header lines for a quote.
    """
    name, address = answer.writer
    labels = ("از", "ارسال شده", "به", "موضوع") if answer.rtl else ("From", "Sent", "To", "Subject")
    when = "شنبه ۲۱ نوامبر ۲۰۲۶ ۱۳:۳۰" if answer.rtl else "Saturday, November 21, 2026 1:30 PM"
    values = (f"{name} <{address}>", when, answer.address, answer.notice.subject)
    head = "\n".join(f"{label}: {value} " for label, value in zip(labels, values, strict=True))
    old = answer.notice.text.replace("\r\n", "\n")
    said = (*answer.lines, "", *answer.signature)
    plain = "\n\n".join(line or "\xa0" for line in said) + f"\n\n\xa0\n\n{head}\n\n\xa0\n\n{old}\n"
    direction = " dir=RTL style='text-align:right;direction:rtl;unicode-bidi:embed'" if answer.rtl else ""
    language = "FA" if answer.rtl else "EN-US"
    lines = "".join(
        f"<p class=MsoNormal{direction}>{_as_word(line, language)}<o:p></o:p></p>\n"
        for line in (*answer.escaped(), "", *answer.signature)
    )
    rows = "<br>\n".join(
        f"<b>{label}:</b> {html.escape(value, quote=False)}" for label, value in zip(labels, values, strict=True)
    )
    rich = (
        f'{_WORD_HEAD}<body lang={language} link="#0563C1" vlink="#954F72" style=\'word-wrap:break-word\'>'
        f"<div class=WordSection1>{lines}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal{direction}>{rows}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
        f"{answer.page}</div></body></html>\n"
    )
    coding = "base64" if answer.rtl else "quoted-printable"
    return posted(
        answer,
        "X-Mailer: Microsoft Outlook 16.0",
        "پاسخ:" if answer.rtl else "RE:",
        Part(plain, coding, "utf-8"),
        Part(rich, coding, "utf-8"),
        Thread_Index="AQHcWvB8wYyMZ2v8n0yWq1kqk3u2/rVqv0Kg",
        Content_Language="fa" if answer.rtl else "en-us",
    )


def _as_word(line: str, language: str) -> str:
    """Word begins a run of its own where the language or the direction of letters changes."""
    if not line:
        return "&nbsp;"
    if not line.startswith("#"):
        return f"<span lang={language} style='mso-fareast-language:EN-US'>{line}</span>"
    word, _, rest = line[1:].partition(" ")
    told = f"<span lang={language}>{word}</span>" + (f"<span lang={language}>&nbsp;{rest}</span>" if rest else "")
    return f"<span dir=LTR></span><span lang=EN-US dir=LTR>#</span>{told}"


# --- Apple Mail -------------------------------------------------------------------------------------------------------


def apple(answer: Answer) -> bytes:
    """Mail on a Mac or a phone: narrow blanks in the time, the line of the phone instead of a signature."""
    name, address = answer.writer
    if answer.rtl:
        said = f"در ۲۱ نوامبر ۲۰۲۶، ساعت ۱۳:۳۰، {name} <{address}> نوشت:"
        device = "ارسال شده از iPhone من"
    else:
        said = f"On Nov 21, 2026, at 1:30\u202fPM, {name} <{address}> wrote:"
        device = "Sent from my iPhone"
    lines = "\n".join(f"\u200f{line}" if answer.rtl and line.startswith("#") else line for line in answer.lines)
    plain = f"{lines}\n\n{device}\n\n> {said}\n> \n{answer.quote()}\n"
    rows = "".join(f'<div dir="{"rtl" if answer.rtl else "ltr"}">{line or "<br>"}</div>' for line in answer.escaped())
    rich = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="auto">{rows}<br id="lineBreakAtBeginningOfSignature"><div dir="{"rtl" if answer.rtl else "ltr"}">'
        f'{device}</div><div dir="ltr"><br><blockquote type="cite">{html.escape(said, quote=False)}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{answer.page}</div></blockquote>'
        "</body></html>"
    )
    coding = "base64" if answer.rtl else "quoted-printable"
    return posted(
        answer, "X-Mailer: iPhone Mail (23B85)", "Re:", Part(plain, coding, "utf-8"), Part(rich, coding, "utf-8")
    )


# --- Thunderbird ------------------------------------------------------------------------------------------------------


def thunderbird(answer: Answer) -> bytes:
    """Thunderbird on the desktop: format=flowed, the signature below the quote, `moz-` classes."""
    name, _ = answer.writer
    said = f"در ۲۰۲۶/۱۱/۲۱ ۱۳:۳۰، {name} نوشت:" if answer.rtl else f"On 21/11/2026 13:30, {name} wrote:"
    signature = "\n".join(answer.signature)
    plain = f"{_flowed(answer.text)}\n\n{said}\n{answer.quote()}\n\n-- \n{signature}\n"
    direction = ' dir="rtl"' if answer.rtl else ""
    paragraphs = "".join(f"<p>{line or '<br>'}</p>\n    " for line in answer.escaped())
    rich = (
        '<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n'
        f"  </head>\n  <body{direction}>\n    {paragraphs}"
        f'<div class="moz-cite-prefix">{html.escape(said, quote=False)}<br>\n    </div>\n'
        f'    <blockquote type="cite" cite="mid:{str(answer.notice.mail["message-id"]).strip("<>")}">\n'
        f'      {answer.page}\n    </blockquote>\n    <pre class="moz-signature" cols="72">-- \n{signature}</pre>\n'
        "  </body>\n</html>\n"
    )
    return posted(
        answer,
        "User-Agent: Mozilla Thunderbird",
        "Re:",
        Part(plain, "8bit", parameters="; format=flowed"),
        Part(rich, "8bit"),
        Content_Language="fa" if answer.rtl else "en-GB",
    )


def _flowed(text: str) -> str:
    """RFC 3676: a blank at the end of a line says that it goes on."""
    return "\n".join(" \n".join(textwrap.wrap(line, 60, break_long_words=False) or [""]) for line in text.split("\n"))


# --- K-9 Mail, which is Thunderbird for Android now -------------------------------------------------------------------


def k9(answer: Answer) -> bytes:
    """Quotes without a blank behind the mark, the signature above them."""
    name, address = answer.writer
    if answer.rtl:
        said = f"در ۲۱ نوامبر ۲۰۲۶، ساعت ۱۳:۳۰:۰۰ (GMT+03:30)، {name} <{address}> نوشت:"
        signature = "فرستاده شده از دستگاه اندرویدی من با K-9 Mail"
    else:
        said = f"On 21 November 2026 13:30:00 GMT+03:30, {name} <{address}> wrote:"
        signature = "Sent from my Android device with K-9 Mail. Please excuse my brevity."
    plain = f"{answer.text}\n-- \n{signature}\n\n{said}\n{answer.quote('>')}\n"
    rich = (
        f'<!DOCTYPE html><html><body dir="auto">{"<br>".join(answer.escaped())}<br>-- <br>'
        f'<div class="k9mail-signature">{signature}</div><br><br><div class="gmail_quote"><div dir="auto">'
        f'{html.escape(said, quote=False)}</div><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; '
        f'border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">\n{answer.page}</blockquote></div>'
        "</body></html>"
    )
    coding = "quoted-printable"
    return posted(
        answer, "User-Agent: K-9 Mail for Android", "Re:", Part(plain, coding, "utf-8"), Part(rich, coding, "utf-8")
    )


# --- Roundcube --------------------------------------------------------------------------------------------------------


def roundcube(answer: Answer) -> bytes:
    """Roundcube in a browser: its editor puts no-break blanks where blanks stand at edges, and around "#"."""
    name, _ = answer.writer
    said = f"در ۲۰۲۶-۱۱-۲۱ ۱۳:۳۰، {name} نوشته است:" if answer.rtl else f"On 2026-11-21 13:30, {name} wrote:"
    plain = f"{answer.text}\n\n-- \n{chr(10).join(answer.signature)}\n\n{said}\n\n{answer.quote(width=72)}\n"
    direction = ' dir="rtl"' if answer.rtl else ""
    paragraphs = "\n".join(
        f"<p{direction}>{'&nbsp;' if line.startswith('#') else ''}{line or '&nbsp;'}</p>" for line in answer.escaped()
    )
    rich = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /></head>'
        f"<body style='font-size: 10pt; font-family: Verdana,Geneva,sans-serif'>\n{paragraphs}\n"
        f'<div id="signature" style="padding: 10px 0">-- <br />\n<div class="pre" style="margin: 0; padding: 0; '
        f'font-family: monospace">{"<br />".join(answer.signature)}</div></div>\n'
        f'<p id="reply-intro">{html.escape(said, quote=False)}</p>\n<blockquote type="cite" '
        f'style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">\n<div id="replybody1">'
        f"{answer.page}</div>\n</blockquote>\n</body></html>\n"
    )
    return posted(
        answer,
        "User-Agent: Roundcube Webmail/1.6.11",
        "Re:",
        Part(plain, "8bit", parameters=";\r\n format=flowed"),
        Part(rich, "quoted-printable"),
    )


CLIENTS: dict[str, Callable[[Answer], bytes]] = {
    "gmail": gmail,
    "outlook": outlook,
    "apple": apple,
    "thunderbird": thunderbird,
    "k9": k9,
    "roundcube": roundcube,
}

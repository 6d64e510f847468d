"""T-CMD-3: ways in which a customer can write an agent's order, so that a client's quote may bring it to the top.

ORDER stands for the order line, WORD for what is behind its number sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

ORDERS = (
    "#close",
    "#cc eve@evil.example",
    "#requester eve@evil.example",
    "#spam",
    "#بستن",
    "#رونوشت eve@evil.example",
    "#assign sara",
    "#department poshtibani",
)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write it. Without `html` the mail is plain text; without `text` it is HTML only."""

    name: str
    text: str = ""
    html: str = ""
    subject: str = "Printer broken"
    writer: str = ""  # the name in From
    attachment: str = ""  # the name of a text file
    content: str = ""  # what stands in that file
    encoding: str = ""
    forwards: str = ""  # the text of a message/rfc822 part

    def mail(self, order: str, sender: str, to: str) -> EmailMessage:
        def filled(template: str) -> str:
            return template.replace("ORDER", order).replace("WORD", order[1:])

        built = EmailMessage(policy=SMTP)
        domain = sender.rpartition("@")[2]
        built["Authentication-Results"] = f"border.example.org; dmarc=pass header.from={domain}"
        built["From"] = f'"{filled(self.writer)}" <{sender}>' if self.writer else sender
        built["To"], built["Subject"] = to, filled(self.subject)
        encoding = self.encoding or None
        if self.text or not self.html:
            built.set_content(filled(self.text) or "Hello", cte=encoding)
            if self.html:
                built.add_alternative(filled(self.html), subtype="html", cte=encoding)
        else:
            built.set_content(filled(self.html), subtype="html", cte=encoding)
        if self.attachment:
            built.add_attachment(filled(self.content), filename=filled(self.attachment))
        if self.forwards:
            inner = EmailMessage(policy=SMTP)
            inner["From"], inner["Subject"] = "kim@else.example", filled(self.subject)
            inner.set_content(filled(self.forwards))
            built.add_attachment(inner)
        return built


def _lines(*names_and_lines: tuple[str, str]) -> Iterator[Form]:
    """Plain text: one line among others."""
    for name, line in names_and_lines:
        yield Form(name, f"Hello,\n\n{line}\n\nplease help.\n")


def _html(*names_and_bodies: tuple[str, str]) -> Iterator[Form]:
    for name, body in names_and_bodies:
        yield Form(f"HTML: {name}", html=f"<html><body><p>Hello,</p>{body}<p>please help.</p></body></html>")


PLAIN = (
    *_lines(
        ("a line alone", "ORDER"),
        ("a blank before it", " ORDER"),
        ("many blanks before it", " " * 40 + "ORDER"),
        ("a tab before it", "\tORDER"),
        ("a no-break space before it", "\u00a0ORDER"),
        ("an ideographic space before it", "\u3000ORDER"),
        ("a full-width number sign", "＃WORD"),
        ("a small number sign", "﹟WORD"),
        ("a full-width number sign behind a blank", " ＃ WORD"),
        ("a blank behind the sign", "# WORD"),
        ("a question mark before it", "?ORDER"),
        ("a Persian question mark behind the sign", "#؟WORD"),
        ("a right-to-left mark before it", "\u200fORDER"),
        ("a right-to-left override before it", "\u202eORDER\u202c"),
        ("a right-to-left embedding around it", "\u202bORDER\u202c"),
        ("isolates around it", "\u2067ORDER\u2069"),
        ("an isolate between sign and word", "#\u2068WORD\u2069"),
        ("a zero-width non-joiner before it", "\u200cORDER"),
        ("a zero-width non-joiner behind the sign", "#\u200cWORD"),
        ("a zero-width space behind the sign", "#\u200bWORD"),
        ("a byte order mark before it", "\ufeffORDER"),
        ("a soft hyphen before it", "\u00adORDER"),
        ("an exclamation mark behind it", "ORDER!"),
        ("a full stop behind it", "ORDER."),
        ("words behind it", "ORDER please, at once"),
        ("words before it", "please: ORDER"),
        ("in the middle of a line", "and then you write ORDER and all is well"),
        ("a quote mark before it", "> ORDER"),
        ("three quote marks before it", ">>> ORDER"),
        ("a bar before it", "| ORDER"),
        ("a bullet before it", "* ORDER"),
        ("a dash before it", "- ORDER"),
        ("a number before it", "1. ORDER"),
        ("in quotes", '"ORDER"'),
        ("in angle quotes", "«ORDER»"),
        ("in stars", "*ORDER*"),
        ("in backticks", "`ORDER`"),
        ("three times", "ORDER\nORDER\nORDER"),
        ("in brackets", "[ORDER]"),
        ("two signs", "#ORDER"),
        ("a colon for the blank", "#WORD:"),
        ("behind a line separator", "x\u2028ORDER"),
        ("behind a paragraph separator", "x\u2029ORDER"),
        ("behind a vertical tab", "x\x0bORDER"),
        ("behind a form feed", "x\x0cORDER"),
        ("behind a next-line sign", "x\x85ORDER"),
        ("behind a line that wraps", "word " * 13 + "and ORDER"),
        ("behind a line that wraps at 72", "x" * 71 + " ORDER"),
        ("behind a line that wraps at 76", "x" * 75 + " ORDER"),
        ("behind a line of a thousand letters", "x" * 990 + " ORDER"),
        ("far to the right", "x" + " " * 300 + "ORDER"),
        ("among other number signs", "#1 #2 #3 ORDER #4"),
        ("with a long word that wraps behind it", "ORDER " + "x" * 100),
        ("under our marker", "##- Please write your reply above this line -##\n\nORDER"),
        ("above our marker", "ORDER\n\n##- Please write your reply above this line -##"),
        ("between two of our markers", "##- Please write your reply above this line -##\nORDER\n" * 2),
        ("behind a made-up attribution", "On Sat, 21 Nov 2026 at 10:00, Tom Baker <tom@example.org> wrote:\nORDER"),
        ("quoted behind one", "On Sat, 21 Nov 2026 at 10:00, Tom Baker <tom@example.org> wrote:\n> ORDER\n> Done."),
        ("behind a Persian attribution", "در تاریخ ۳۰ آبان ۱۴۰۵ ساعت ۱۰:۰۰ تام نوشت:\nORDER"),
        ("behind a block of Outlook's", "From: Tom Baker\nSent: Saturday\nTo: Ali\nSubject: Re: Printer\n\nORDER"),
        ("behind -----Original Message-----", "-----Original Message-----\nFrom: Tom <tom@example.org>\n\nORDER"),
        ("behind a forward's line", "---------- Forwarded message ---------\nFrom: Tom <tom@example.org>\n\nORDER"),
        ("behind a rule of underscores", "_" * 32 + "\nFrom: tom@example.org\nSent: today\n\nORDER"),
        ("in a signature", "-- \nORDER"),
        ("behind a signature", "-- \nAli\n\nORDER"),
        ("behind Sent from my iPhone", "Sent from my iPhone\n\nORDER"),
        ("in a footer of ours", "Reply to this mail: your answer goes to the customer.\nORDER"),
        ("as our byline has it", "---- Tom Baker, 10:00 ----\n\nORDER"),
        ("behind a header of MIME", "Content-Type: text/plain\n\nORDER"),
        ("behind a boundary", "--boundary\nContent-Type: text/plain\n\nORDER\n--boundary--"),
    ),
    Form("flowed", "Hello, I tell you something very long that goes on and on, and then \nORDER\nbye\n"),
    Form("at the end, with no line end", "Hello\n\nORDER"),
    Form("behind three hundred lines", "line\n" * 300 + "ORDER\n"),
    Form("behind blank lines only", "Hello" + "\n" * 40 + "ORDER\n"),
    Form("in Persian text", "سلام\n\nORDER\n\nچاپگر خراب است.\n"),
    Form("in base64", "Hello,\n\nORDER\n", encoding="base64"),
    Form("in quoted-printable", "Hello,\n\nORDER\n", encoding="quoted-printable"),
)

HTML = (
    *_html(
        ("a paragraph", "<p>ORDER</p>"),
        ("a line", "x<br>ORDER<br>"),
        ("a table's cell", "<table><tr><td>ORDER</td></tr></table>"),
        ("two cells", "<table><tr><td>Hello</td><td>ORDER</td></tr></table>"),
        ("a list", "<ul><li>ORDER</li></ul>"),
        ("a heading", "<h1>ORDER</h1>"),
        ("preformatted", "<pre>a\nORDER\nb</pre>"),
        ("entities", "<p>&#35;WORD</p>"),
        ("an entity by name", "<p>&num;WORD</p>"),
        ("a full-width entity", "<p>&#xFF03;WORD</p>"),
        ("tags in the word", "<p>#<b></b>WORD</p>"),
        ("display:none", "<p style='display:none'>ORDER</p>"),
        ("display none with a comment", "<p style='display:/**/none'>ORDER</p>"),
        ("display:none by a style sheet", "<style>.a{display:none}</style><p class='a'>ORDER</p>"),
        ("visibility:hidden", "<p style='visibility:hidden'>ORDER</p>"),
        ("opacity 0", "<p style='opacity:0'>ORDER</p>"),
        ("no size", "<p style='font-size:0'>ORDER</p>"),
        ("a size of one pixel", "<p style='font-size:1px;line-height:1px'>ORDER</p>"),
        ("no height", "<div style='max-height:0;overflow:hidden'>ORDER</div>"),
        ("white on white", "<p style='color:#fff;background:#fff'>ORDER</p>"),
        ("white in a font tag", "<p><font color='#ffffff'>ORDER</font></p>"),
        ("off the page", "<p style='position:absolute;left:-9999px'>ORDER</p>"),
        ("hidden by its attribute", "<p hidden>ORDER</p>"),
        ("a comment", "<!-- ORDER -->"),
        ("a comment for Outlook", "<!--[if mso]><p>ORDER</p><![endif]-->"),
        ("a comment that ends early", "<!--> ORDER -->"),
        ("a title", "<title>ORDER</title>"),
        ("a script", "<script>ORDER</script>"),
        ("a text area", "<textarea>ORDER</textarea>"),
        ("a noscript", "<noscript>ORDER</noscript>"),
        ("a picture's text", "<img src='x' alt='ORDER'>"),
        ("a link", "<a href='http://x.example/ORDER'>ORDER</a>"),
        ("a block quote", "<blockquote>ORDER</blockquote>"),
        ("nested block quotes", "<blockquote><blockquote><blockquote>ORDER</blockquote></blockquote></blockquote>"),
        ("a block quote that never closes", "<blockquote>a</blockquote><p>ORDER"),
        ("Gmail's quote", "<div class='gmail_quote'>On Sat, Tom wrote:<blockquote>ORDER</blockquote></div>"),
        ("behind Gmail's quote", "<div class='gmail_quote'>On Sat, Tom wrote:</div><p>ORDER</p>"),
        ("Outlook's block", "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>From: Tom</div><p>ORDER</p>"),
        ("behind a rule", "<hr><p>ORDER</p>"),
        ("right to left", "<p dir='rtl'>ORDER</p>"),
        ("an override", "<p><bdo dir='rtl'>ORDER</bdo></p>"),
        ("svg", "<svg><text>ORDER</text></svg>"),
        ("our marker's class", "<table><tr><td class='aside soft'>ORDER</td></tr></table>"),
        ("many empty tags before it", "<p>" + "<i></i>" * 200 + "ORDER</p>"),
        ("no-break spaces before it", "<p>" + "&nbsp;" * 60 + "ORDER</p>"),
        ("zero-width joiners before it", "<p>&zwnj;&zwj;&lrm;&rlm;ORDER</p>"),
    ),
    Form("HTML: in base64", html="<p>Hello</p><p>ORDER</p>", encoding="base64"),
    Form("HTML says it, the text does not", "Hello, please help.", html="<p>Hello</p><p>ORDER</p>"),
    Form("the text says it, HTML does not", "Hello\n\nORDER\n", html="<p>Hello, please help.</p>"),
)

ELSEWHERE = (
    Form("the subject", "Hello", subject="ORDER"),
    Form("a subject with more words", "Hello", subject="Printer broken ORDER"),
    Form("a subject of answers", "Hello", subject="Re: Fwd: ORDER"),
    Form("a long subject", "Hello", subject="broken printers and " * 4 + "ORDER"),
    Form("the name in From", "Hello", writer="ORDER"),
    Form("a name with more words", "Hello", writer="Ali ORDER"),
    Form("an attachment's content", "Hello", attachment="notes.txt", content="ORDER\n"),
    Form("an attachment's name", "Hello", attachment="ORDER.txt", content="nothing"),
    Form("a mail attached", "Hello", forwards="ORDER\n"),
    Form("an attachment and the text", "Hello\n\nORDER", attachment="a.txt", content="ORDER"),
)

FORMS: tuple[Form, ...] = (*PLAIN, *HTML, *ELSEWHERE)

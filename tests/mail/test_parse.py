"""Whole mails: text, attachments, defects; and any bytes at all."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.inbound import Defect, Envelope, InboundMail, Nature, Source
from gateway.mail.parse import parse

from ..thorough import examples


def mail(body: str, content_type: str = "text/plain; charset=utf-8", **fields: str) -> InboundMail:
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return parse(f"From: Ann <a@b.org>\r\n{head}Content-Type: {content_type}\r\n\r\n{body}".encode())


def multipart(kind: str, *parts: str) -> InboundMail:
    inner = "".join(f"--x\r\n{part}\r\n" for part in parts)
    return mail(f"preamble\r\n{inner}--x--\r\nepilogue", f'multipart/{kind}; boundary="x"')


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nسلام\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>سلام <b>دنیا</b></p>"
ATTACHED = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx"
NESTED = "Content-Type: message/rfc822\r\n\r\nSubject: Old/one\r\n\r\nx"
PICTURE = (
    "Content-Type: image/png; name=a.png\r\nContent-ID: <p1@x>\r\nContent-Disposition: inline\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
)


def test_a_plain_mail_is_read_whole() -> None:
    got = parse(
        b"From: =?utf-8?b?2LnZhNuM?= <Ali@B.org>\r\nTo: support@x.org\r\nCc: c@d.org\r\nReply-To: r@b.org\r\n"
        b"Subject: =?utf-8?b?2LPZhNin2YU=?=\r\nMessage-ID: <1@b.org>\r\nIn-Reply-To: <0@x.org>\r\n"
        b"References: <00@x.org>\r\n <0@x.org>\r\nDate: Sat, 21 Nov 2026 15:30:00 +0330\r\n\r\nhello\r\n",
        Envelope("ali@b.org", ("support@x.org",), Source.SMTP),
    )
    assert (got.writer.address, got.writer.name, got.subject) == ("Ali@B.org", "علی", "سلام")
    assert [m.address for m in (*got.addressed, *got.reply_to)] == ["support@x.org", "c@d.org", "r@b.org"]
    assert (got.message_id, got.in_reply_to, got.references) == ("1@b.org", ("0@x.org",), ("00@x.org", "0@x.org"))
    assert got.date is not None
    assert got.date.utcoffset() is not None
    assert (got.text, got.html, got.attachments, got.bounce, got.defects) == ("hello\n", "", (), None, ())
    assert got.judgement.nature is Nature.PERSON
    assert got.header("to") == "support@x.org"


def test_the_text_is_chosen_as_a_reader_would() -> None:
    def check(got: InboundMail, text: str, *names: str) -> None:
        assert (got.text.strip(), tuple(a.name for a in got.attachments)) == (text, names)

    check(multipart("alternative", PLAIN, HTML), "سلام")
    check(multipart("alternative", HTML), "سلام دنیا")
    check(multipart("alternative", "Content-Type: text/plain\r\n\r\n \r\n", HTML), "سلام دنیا")
    check(multipart("mixed", PLAIN, PICTURE, PLAIN.replace("سلام", "دوم")), "سلام\nدوم", "a.png")
    check(multipart("related", HTML, PICTURE), "سلام دنیا", "a.png")
    check(multipart("signed", PLAIN, "Content-Type: application/pgp-signature; name=s.asc\r\n\r\nx"), "سلام", "s.asc")
    check(multipart("mixed", PLAIN, ATTACHED), "سلام", "a.txt")
    check(multipart("mixed", PLAIN, "Content-Type: text/plain; name=notes.txt\r\n\r\nx"), "سلام", "notes.txt")
    check(multipart("mixed", PLAIN, NESTED), "سلام", "Old-one.eml")
    check(multipart("alternative", PLAIN, "Content-Type: text/calendar\r\n\r\nBEGIN:"), "سلام", "")
    check(mail("only", "text/plain; name=x.txt"), "only")
    check(mail("<p>only</p>", "text/html"), "only")
    check(mail("x", "application/pdf; name=x.pdf"), "", "x.pdf")
    check(mail("x", "nonsense"), "x")
    check(mail("a \r\nb\r\n> q \r\n> r\r\n-- \r\nme", "text/plain; format=flowed"), "a b\n> q r\n-- \nme")
    check(mail("hi\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"), "hi", "cat.txt")
    check(mail("c2Fs\r\nYW0=\r\n", Content_Transfer_Encoding="BASE64"), "salam")
    check(mail("caf=C3=A9=\r\n!", Content_Transfer_Encoding="quoted-printable"), "café!")


def test_names_of_files_are_hints_and_never_paths() -> None:
    def check(name: str, safe: str) -> None:
        got = multipart(
            "mixed", PLAIN, f'Content-Type: a/b\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nx'
        )
        assert got.attachments[0].name == safe

    check("a.txt", "a.txt")
    check("../../etc/passwd", "passwd")
    check("C:\\\\temp\\\\x.doc", "x.doc")
    check("..", "")
    check("a\u202egpj.exe", "agpj.exe")
    check("n" * 400, "n" * 250)


def test_what_is_wrong_is_noted() -> None:
    def check(raw: bytes, *defects: Defect) -> None:
        found = parse(b"From: a@b.org\r\n" + raw).defects
        assert set(defects) <= set(found), found

    check(b"X: 1\rY: 2\r\n\r\n", Defect.STRAY_CONTROL)
    check(b"From: c@d.org\r\n\r\n", Defect.MANY_FROM)
    check(b"To: c@d.org\r\nTo: e@f.org\r\n\r\n", Defect.REPEATED_FIELD)
    check(b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n", Defect.AMBIGUOUS)
    check(b"Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n", Defect.AMBIGUOUS)
    check(b"Content-Type: multipart/mixed\r\n\r\nx", Defect.BAD_BOUNDARY)
    check(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx", Defect.BAD_BOUNDARY)
    check(b"Content-Transfer-Encoding: base64\r\n\r\n%%%", Defect.BAD_ENCODING)
    check(b"Content-Transfer-Encoding: x-odd\r\n\r\nx", Defect.BAD_ENCODING)
    check(b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe9", Defect.BAD_CHARSET)
    check(b"Content-Type: text/html\r\n\r\n" + b"<div>" * 600, Defect.HTML_TOO_DEEP)
    check(b"\r\n" + b"a" * 3_000_000, Defect.TRUNCATED)
    assert Defect.NO_FROM in parse(b"").defects


def test_mails_without_line_feeds_and_with_marks_before_them_are_read() -> None:
    assert parse(b"Subject: a\rFrom: a@b.org\r\rtext\rmore").text == "text\nmore"
    assert parse(b"\xef\xbb\xbf\r\nSubject: a\r\n\r\ntext").subject == "a"
    assert parse(b"just words\n\nand more").text == "just words\n\nand more"


def test_a_multipart_without_its_boundary_is_guessed() -> None:
    got = mail("--lost\r\nContent-Type: text/plain\r\n\r\none\r\n--lost--\r\n", "multipart/mixed")
    assert got.text.strip() == "one"
    got = mail("no parts at all", "multipart/mixed; boundary=x")
    assert got.text == "no parts at all"


SNIPPETS = [
    b"From: ", b"To: <", b"Content-Type: multipart/mixed; boundary=x\r\n", b"--x\r\n", b"--x--", b"\r\n\r\n",
    b"\n", b"\0",
    b"=?utf-8?b?", b"?=", b"Content-Transfer-Encoding: base64\r\n", b"text/html", b"<div>", b"<!--", b"&#", b"(", b";",
    b"Content-Type: text/plain; charset=utf-16\r\n", b"begin 644 a\n", b"name*0*=", b"%D8", b"> ", b": ", b"\xff",
]  # fmt: skip
ANYTHING = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.binary(max_size=8)), max_size=40).map(b"".join)


@examples(300)
@given(st.one_of(st.binary(max_size=400), ANYTHING))
def test_any_bytes_give_a_mail(raw: bytes) -> None:
    got = parse(raw)
    assert isinstance(got, InboundMail)
    assert "\0" not in got.text + got.subject
    assert not any(c in value for _, value in got.fields for c in "\r\n\0")

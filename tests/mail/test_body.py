"""Which part is the letter and which is a file: the structures of real mailers, sound and broken."""

from base64 import b64encode

from gateway.mail.inbound import Defect, InboundMail
from gateway.mail.parse import parse

LETTER = "Content-Type: text/plain; charset=utf-8\n\nhello\n"
PAGE = "Content-Type: text/html\n\n<p>hello <b>there</b></p>\n"
FILE = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n"


def mail(head: str, body: str) -> InboundMail:
    return parse(f"From: a@example.org\n{head}\n\n{body}".encode())


def multipart(kind: str, *parts: str, boundary: str = "x") -> str:
    inner = "".join(f"--{boundary}\n{part}" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\n\n{inner}--{boundary}--\n"


def whole(kind: str, *parts: str) -> InboundMail:
    return mail(*multipart(kind, *parts).split("\n\n", 1))


def check(got: InboundMail, text: str, *names: str) -> None:
    assert (got.text.strip(), tuple(a.name for a in got.attachments)) == (text, names)


def test_letters_may_have_names_among_alternatives() -> None:
    named = LETTER.replace("utf-8", "utf-8; name=body.txt")
    page = PAGE.replace("html", "html; name=body.html")
    check(whole("alternative", named, page), "hello")
    check(whole("alternative", page), "hello there")
    check(whole("alternative", LETTER, FILE), "hello", "a.pdf")
    check(whole("alternative", LETTER.replace("\n\n", "\nContent-Disposition: attachment; filename=l.txt\n\n"), PAGE),
          "hello there", "l.txt")  # fmt: skip
    check(whole("mixed", LETTER, named.replace("hello", "other")), "hello", "body.txt")
    check(whole("mixed", named, FILE), "hello", "body.txt", "a.pdf")  # the only text: shown, and still a file


def test_other_forms_of_the_same_words_are_no_files() -> None:
    amp = "Content-Type: text/x-amp-html\n\n<html amp4email></html>\n"
    check(whole("alternative", LETTER, amp, PAGE), "hello")
    enriched = "Content-Type: text/enriched\n\n<bold>big</bold> <<b>\nnews<param>x</param>\n\nend\n"
    check(whole("alternative", LETTER, enriched), "hello")
    check(whole("alternative", enriched), "big <b> news\nend")
    check(mail("Content-Type: text/enriched", "<bold>a</bold>"), "a")


def test_the_root_of_a_related_mail_may_stand_anywhere() -> None:
    picture = "Content-Type: image/png; name=p.png\nContent-ID: <p@x>\n\nx\n"
    page = PAGE.replace("\n\n", "\nContent-ID: <root@x>\n\n")
    check(whole('related; start="<root@x>"', picture, page), "hello there", "p.png")
    check(whole("related", page, picture), "hello there", "p.png")


def test_a_multipart_that_cannot_be_told_apart_is_kept() -> None:
    unread = "Content-Type: multipart/alternative; boundary=lost\n\nThis is a multi-part message.\n"
    got = whole("mixed", LETTER, unread)
    check(got, "hello", "")
    assert Defect.BAD_BOUNDARY in got.defects
    check(whole("mixed", unread), "This is a multi-part message.", "")
    check(whole("mixed", LETTER, "Content-Type: multipart/mixed; boundary=lost\n\n\n"), "hello")


def test_boundaries_are_compared_byte_for_byte() -> None:
    body = "--b  \n\none\n--b \nstill one\n--b  --\nepilogue"
    check(mail('Content-Type: multipart/mixed; boundary="b  "', body), "one\n--b \nstill one")
    check(mail('Content-Type: multipart/mixed; boundary="b  "', "--b\n\none\n--b--\n"), "one")
    check(mail("Content-Type: multipart/mixed; boundary=b (words)", "--b\n\none\n--b--\n"), "one")
    check(mail("Content-Type: multipart/mixed; boundary=é", "--é\n\none\n--é--\n"), "one")
    check(mail('Content-Type: multipart/mixed;\nboundary="b"', "--b\n\none\n--b--\n"), "one")


def test_parts_behind_a_closing_boundary_are_read() -> None:
    got = mail("Content-Type: multipart/mixed; boundary=x", f"--x\n{LETTER}--x--\n--x\n{FILE}--x--\nepilogue")
    check(got, "hello", "a.pdf")
    inner = multipart("alternative", LETTER)
    got = mail("Content-Type: multipart/mixed; boundary=x", f"--x\n{inner}--x\n{FILE}--x--\n")
    check(got, "hello", "a.pdf")


def test_a_page_may_come_without_a_content_type() -> None:
    got = mail("Subject: a", "<!DOCTYPE html>\n<p>one</p><p>two</p>")
    assert (got.text, got.html[:5]) == ("one\n\ntwo", "<!DOC")
    assert mail("Content-Type: text/plain", "<html>one").text == "<html>one"
    page = '<meta http-equiv=Content-Type content="text/html; charset=windows-1253"><p>γειά'.encode("cp1253")
    assert parse(b"Content-Type: text/html; charset=x-unknown\n\n" + page).text == "γειά"


def test_an_encoded_multipart_is_opened() -> None:
    inner = multipart("mixed", LETTER, FILE).split("\n\n", 1)[1]
    head = "Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: "
    check(mail(f"{head}base64", b64encode(inner.encode()).decode()), "hello", "a.pdf")
    check(mail(f"{head}quoted-printable", inner.replace("=", "=3D").replace("--x", "=2D=2Dx")), "hello", "a.pdf")


def test_a_mail_inside_is_named_after_its_subject() -> None:
    inner = "Subject: =?utf-8?b?2LPZhNin2YU=?=\n\nx\n"
    check(whole("mixed", LETTER, f"Content-Type: message/rfc822\n\n{inner}"), "hello", "سلام.eml")
    check(whole("mixed", LETTER, f"Content-Type: message/rfc822\n\n\n{inner}"), "hello", "سلام.eml")
    check(whole("digest", f"\n{inner}", "\nSubject: b\n\ny\n"), "", "سلام.eml", "b.eml")


def test_what_lists_write_below_an_encoded_body_is_kept() -> None:
    body = b64encode("سلام دنیا".encode()).decode()
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    got = mail(head, f"{body}\n_______________\nusers mailing list\n")
    check(got, "سلام دنیا\n_______________\nusers mailing list")
    assert Defect.BAD_ENCODING in got.defects
    check(mail(head, f"{body[:8]}\n\n{body[8:]}\n"), "سلام دنیا")
    check(mail(head, f"  {body[:8]} {body[8:]}"), "سلام دنیا")


def test_files_in_the_text_come_out() -> None:
    check(mail("X-A: 1", "hi\nbegin 644 \n#0V%T\n`\nend\nbye"), "hi\nbye", "")
    check(mail("X-A: 1", "hi\nbegin-base64 644 cat.txt\nQ2F0\n====\nbye"), "hi\nbye", "cat.txt")
    check(mail("X-A: 1", "we begin 644 times\nbegin 644 a.txt\nno end"), "we begin 644 times\nbegin 644 a.txt\nno end")


def test_soft_line_breaks_may_have_blanks_behind_them() -> None:
    assert mail("Content-Transfer-Encoding: quoted-printable", "a=  \nb = c =\t\nd").text == "ab = c d"


def test_raw_fields_are_read_in_the_charset_of_the_text() -> None:
    head = "Subject: дом\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    got = parse(f"{head}Content-Type: text/plain; charset=koi8-r\n\nдом".encode("koi8_r"))
    assert (got.subject, got.text) == ("дом", "дом")


def test_nameless_parts_are_shown_under_a_name() -> None:
    def shown(head: str) -> str:
        return whole("mixed", LETTER, f"{head}\n\nx\n").attachments[0].shown_name

    assert shown("Content-Type: text/calendar") == "invite.ics"
    assert shown("Content-Type: image/png") == "image.png"
    assert shown("Content-Type: image/svg+xml") == "image.svg"
    assert shown("Content-Type: application/pdf; name=my.pdf") == "my.pdf"
    assert shown("Content-Type: application/octet-stream") == ""

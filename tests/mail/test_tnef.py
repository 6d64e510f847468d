"""winmail.dat unpacked: names, data, bodies of three kinds; and broken ones left as they are."""

from base64 import encodebytes
from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import rtf, tnef
from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse

from ..thorough import examples
from . import tnef_builder as make

RICH = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\pard Caf\'e9 \b au\b0  lait\par second\par}"


def mail(content: bytes, body: str = "", name: str = "winmail.dat", type_: str = "application/ms-tnef") -> InboundMail:
    head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n"
    text = f"--x\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    part = f'--x\nContent-Type: {type_}; name="{name}"\nContent-Transfer-Encoding: base64\n\n'
    return parse((head + text + part).encode() + encodebytes(content) + b"\n--x--\n")


def test_files_come_out_under_their_long_names() -> None:
    content = make.stream(
        make.codepage(1256),
        make.file(b"PLAN~1.TXT", b"the plan", make.wide(0x3707, "برنامه کار.txt"), make.wide(0x370E, "Text/Plain")),
        make.file("سند.pdf".encode("cp1256"), b"%PDF"),
        make.file(b"a.png", b"", make.value(make.BINARY, 0x3701, b"png!"), make.wide(0x3712, "pic1@example.org")),
    )
    got = mail(content, "See the files.")
    assert [(a.name, a.content_type, a.content) for a in got.attachments] == [
        ("برنامه کار.txt", "text/plain", b"the plan"),
        ("سند.pdf", "application/octet-stream", b"%PDF"),
        ("a.png", "application/octet-stream", b"png!"),
    ]
    assert got.attachments[2].content_id == "pic1@example.org"
    assert got.attachments[2].inline
    assert got.text.strip() == "See the files."
    assert [a.name for a in mail(content, name="WINMAIL.DAT", type_="application/octet-stream").attachments][
        2
    ] == "a.png"


def test_the_body_counts_where_the_mail_has_no_text() -> None:
    def check(content: bytes, text: str, html: str = "") -> None:
        got = mail(content)
        assert (got.text.strip(), got.html, got.attachments) == (text, html, ())

    check(make.stream(make.codepage(1256), make.text("سلام\r\nدوم".encode("cp1256"))), "سلام\nدوم")
    check(make.stream(make.message(make.named("x"), make.wide(0x1000, "words"))), "words")
    html = make.stream(make.message(make.long(0x3FDE, 65001), make.value(make.BINARY, 0x1013, "<p>é</p>".encode())))
    check(html, "é", "<p>é</p>")
    check(make.stream(make.message(make.value(make.BINARY, 0x1009, make.compressed(RICH)))), "Café au lait\nsecond")
    both = make.stream(make.message(make.wide(0x1000, "plain"), make.value(make.BINARY, 0x1009, make.compressed(RICH))))
    check(both, "plain")
    assert mail(both, "of the mail").text.strip() == "of the mail"


def test_a_mail_inside_gives_its_text_and_its_files() -> None:
    inner = make.stream(make.message(make.wide(0x1000, "inside")), make.file(b"b.txt", b"b"))
    outer = make.stream(make.file(b"Offer", b"", make.value(make.OBJECT, 0x3701, bytes(16) + inner)))
    assert [(a.name, a.content) for a in mail(outer).attachments] == [("Offer.txt", b"inside"), ("b.txt", b"b")]
    for _ in range(20):
        outer = make.stream(make.file(b"n", b"", make.value(make.OBJECT, 0x3701, bytes(16) + outer)))
    assert len(mail(outer).attachments) == 1


def test_broken_streams_stay_attached() -> None:
    whole = make.stream(make.codepage(1252), make.file(b"a.txt", b"data", make.wide(0x3707, "long.txt")))
    for content in (b"", b"no stream", whole[:-12], whole[:40], make.stream(make.message(pack("<HHI", 0x1E, 1, 9)))):
        assert [a.name for a in mail(content, "text").attachments] == ["winmail.dat"]
    assert [a.name for a in mail(whole + b"\0\0\r\n").attachments] == ["long.txt"]


def test_html_is_taken_out_of_rich_text() -> None:
    wrapped = (
        rb"{\rtf1\ansi\ansicpg1251\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \'cf\'f0\'e8\'e2\'e5\'f2 "
        rb"{\*\htmltag84 <b>}\htmlrtf \b\htmlrtf0 x\u1587?{\*\htmltag92 </b>}"
        rb"{\*\htmltag84 &nbsp;}\htmlrtf\'a0\htmlrtf0 "
        rb"{\*\mhtmltag84 <i>}{\*\htmltag72 </p>}\htmlrtf }\htmlrtf0 }"
    )
    assert rtf.read(wrapped) == rtf.Unwrapped("<p>Привет <b>xس</b>&nbsp;</p>", is_html=True)


def test_rich_text_becomes_its_words() -> None:
    def check(rich: bytes, text: str) -> None:
        assert rtf.read(rich) == rtf.Unwrapped(text)

    check(RICH, "Café au lait\nsecond\n")
    check(rb"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset178 B;}}\f1\'d3\'e1\'c7\'e3 \f0\'e9}", "سلام é")
    check(rb"{\rtf1\uc1 \u1587\'3f\u1604?x\u-10179?\u-8704?}", "سلx😀")
    check(rb"{\rtf1\uc0 \u55357 lone}", "lone")
    check(rb"{\rtf1 a\{b\}\\c\~d\tab e\line f{\*\generator X;}{\pict 00ff}{\info{\title T}}}", "a{b}\\c\u00a0d\te\nf")
    check(rb"}}}{\rtf1 still here", "still here")
    check(b"", "")


def test_compressed_text_is_expanded_as_documented() -> None:
    """The two examples of MS-OXRTFCP section 4: a dictionary reference, and one that reads what it writes."""
    simple = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    running = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"
    assert rtf.unpack(bytes.fromhex(simple)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.unpack(bytes.fromhex(running)) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert rtf.unpack(make.compressed(RICH)) == RICH
    assert rtf.unpack(pack("<IIII", 20, 8, 0x414C454D, 0) + b"{\\rtf1 }") == b"{\\rtf1 }"
    assert rtf.unpack(b"short") == rtf.unpack(pack("<IIII", 0, 0, 1, 0)) == b""


@examples(200)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for content in (tnef.SIGNATURE + b"\1\0" + noise, make.stream(make.message(noise), make.file(b"a", b"", noise))):
        unpacked = tnef.read(content)
        assert unpacked is None or isinstance(unpacked, tnef.Unpacked)
    rich = rtf.read(rtf.unpack(pack("<IIII", 0, 10_000, 0x75465A4C, 0) + noise) + noise)
    assert "\0" not in rich.text
    assert not any("\ud800" <= character <= "\udfff" for character in rich.text)


def test_groups_close_in_their_order_however_deep_they_are() -> None:
    deep = rb"{\rtf1 a{\stylesheet " + b"{" * 1500 + b"unseen" + b"}" * 1500 + b"}b}"
    assert rtf.read(deep).text == "ab"

"""Files that strangers send: whatever they are and whatever they say they are, they come down as files. No browser
opens one of them as a page of ours.
"""

from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from sqlalchemy import select

from gateway.notices import Kind
from gateway.store.schema import attachment

from .guests import confirmed, guest_house, link_in, mailed
from .house import Answered, Browser, ConsoleHouse

EVIL = b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>"
EDGE = "edge-of-the-parts"
NEVER = "no type"


@dataclass(frozen=True, slots=True)
class File:
    """`kind`: what its sender says that it is. Of those that a program reads, the first bytes are what it looks for."""

    name: str
    kind: str
    content: bytes = EVIL


FILES = (
    File("page.html", "text/html"),
    File("drawing.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    File("data.xml", "application/xml", b"<?xml-stylesheet href='http://evil.example/x.xsl' type='text/xsl'?><x/>"),
    File("page.xhtml", "application/xhtml+xml"),
    File("page.xslt", "application/xslt+xml"),
    File("page.mht", "multipart-like/related"),
    File("paper.pdf", "application/pdf", b"%PDF-1.7 /OpenAction /JavaScript"),
    File("code.js", "text/javascript", b"alert(1)"),
    File("code.mjs", "application/javascript", b"alert(1)"),
    File("style.css", "text/css", b"*{background:url(http://evil.example/b)}"),
    File("film.swf", "application/x-shockwave-flash", b"FWS\x09"),
    File("page.hta", "application/hta"),
    File("picture.png", "image/png", b"\x89PNG\r\n\x1a\n" + EVIL),
    File("photo.jpeg", "image/jpeg", b"\xff\xd8\xff\xe0" + EVIL),
    File("picture.gif", "image/gif", b"GIF89a/*" + EVIL),
    File("picture.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBP"),
    File("favicon.ico", "image/x-icon", b"\x00\x00\x01\x00"),
    File("film.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42"),
    File("song.mp3", "audio/mpeg", b"ID3\x04"),
    File("files.zip", "application/zip", b"PK\x03\x04"),
    File("files.gz", "application/gzip", b"\x1f\x8b\x08"),
    File("letter.eml", "application/octet-stream", b"Subject: x\nContent-Type: text/html\n\n" + EVIL),
    File("letter.msg", "application/vnd.ms-outlook", b"\xd0\xcf\x11\xe0"),
    File("letter.doc", "application/msword", b"\xd0\xcf\x11\xe0"),
    File("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    File("sums.xls", "application/vnd.ms-excel", b"\xd0\xcf\x11\xe0"),
    File("sums.csv", "text/csv", b"=cmd|'/c calc'!A0"),
    File("words.txt", "text/plain"),
    File("words.rtf", "application/rtf", b"{\\rtf1"),
    File("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
    File("person.vcf", "text/vcard", b"BEGIN:VCARD\r\nEND:VCARD"),
    File("code.wasm", "application/wasm", b"\x00asm\x01\x00\x00\x00"),
    File("data.json", "application/json", b'{"a": "<script>alert(1)</script>"}'),
    File("font.woff2", "font/woff2", b"wOF2"),
    File("worker.webmanifest", "application/manifest+json", b"{}"),
    File("anything.bin", "application/octet-stream"),
    File("untyped", NEVER),
    File("lies.html", "image/png"),  # from here on: what it is, its name and its type do not go together
    File("lies.png", "text/html"),
    File("lies.txt", "text/html; charset=utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    File("lies.svg.jpg", "image/jpeg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    File("lies.pdf", "not a type at all"),
    File("..\\..\\evil.html", "text/html"),
    File('a"; filename=b.html; x="', "text/html"),
    File("گزارش \u202elmth.txt", "text/html"),
)


def letter() -> bytes:
    """By hand, as no library writes types that are none."""
    head = (
        "Authentication-Results: border.example.org; dmarc=pass header.from=customer.example\n"
        "From: Ali <ali@customer.example>\nTo: support@example.org\nSubject: Files\nMessage-ID: <f@customer.example>\n"
        f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{EDGE}"\n\n'
        f"--{EDGE}\nContent-Type: text/plain\n\nPlease look.\n"
    )
    return head.encode() + b"".join(_part(each) for each in FILES) + f"\n--{EDGE}--\n".encode()


def _part(file: File) -> bytes:
    kind = "" if file.kind == NEVER else f"Content-Type: {file.kind}\n"
    name = f"filename*=UTF-8''{quote(file.name, safe='')}"
    head = f"\n--{EDGE}\n{kind}Content-Disposition: attachment; {name}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + encodebytes(file.content)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleHouse]:
    """With one request (1001) that all the files came with."""
    with guest_house(tmp_path_factory.mktemp("files")) as opened:
        opened.take_in(letter())
        yield opened


def harmless(answered: Answered) -> bool:
    """Kept as a file, of no type that a browser guesses, and without a right should one open it nevertheless."""
    headers = answered.headers
    policy = [each.strip() for each in headers["content-security-policy"].split(";")]
    return (
        answered.status == 200
        and headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        and headers["content-type"] == "application/octet-stream"
        and headers["x-content-type-options"] == "nosniff"
        and "sandbox" in policy  # all by itself: nothing is allowed after all
        and "default-src 'none'" in policy
    )


def all_below(browser: Browser, path: str) -> list[Answered]:
    return [browser.get(f"{path}/articles/1/files/{place}") for place in range(len(FILES))]


def withheld(house: ConsoleHouse) -> list[bool]:
    """Of each file: is it of the kinds that are passed on to nobody?"""
    with house.app.database.read() as connection:
        return [bool(why) for why in connection.scalars(select(attachment.c.withheld).order_by(attachment.c.position))]


def test_every_file_comes_down_to_agents_as_a_file(house: ConsoleHouse) -> None:
    came = all_below(house.signed_in(), "/tickets/1001")
    assert [each.content for each in came] == [file.content for file in FILES]
    assert not [file.name for file, each in zip(FILES, came, strict=True) if not harmless(each)]


@pytest.mark.parametrize("proven", [False, True], ids=["with the link of a mail", "with a proven address"])
def test_every_file_comes_down_to_requesters_as_a_file(house: ConsoleHouse, proven: bool) -> None:
    kept = withheld(house)
    link = link_in(mailed(house, Kind.RECEIVED)[0].words.text)
    came = all_below(confirmed(house), "/r/requests/1001") if proven else all_below(house.browser(), link)
    assert [each.status == 404 for each in came] == kept
    given = [(file, each) for file, each, none in zip(FILES, came, kept, strict=True) if not none]
    assert len(given) > 30
    assert [each.content for _, each in given] == [file.content for file, _ in given]
    assert not [file.name for file, each in given if not harmless(each)]


def test_a_name_stays_a_name(house: ConsoleHouse) -> None:
    """No end of the quotes, no folder, no letters that turn the others around."""
    names = [
        each.headers["content-disposition"].partition("''")[2] for each in all_below(house.signed_in(), "/tickets/1001")
    ]
    assert names[-3:] == ["evil.html", "a%22%3B%20filename%3Db.html%3B%20x%3D%22", quote("گزارش lmth.txt")]
    assert not [name for name in names if set(name) & set('"; \\/\r\n')]


def test_a_whole_mail_comes_down_as_a_file(house: ConsoleHouse) -> None:
    source = house.signed_in().get("/mails/1/source")
    assert harmless(source)
    assert source.content == letter()

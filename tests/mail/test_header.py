"""Header blocks, encoded words, parameters, ids and dates: one line for each oddity."""

from datetime import UTC, datetime, timedelta, timezone

from gateway.mail import header, parameters
from gateway.mail.identifiers import date, ids
from gateway.mail.inbound import Defect
from gateway.mail.words import text_of


def test_fields_are_unfolded_and_bounded_by_a_blank_line() -> None:
    def check(raw: bytes, fields: list[tuple[str, bytes]], body: bytes, *defects: Defect) -> None:
        head, start = header.read(raw)
        assert (list(head.fields), raw[start:], head.defects) == (fields, body, defects)

    check(b"A: 1\r\nB: 2\r\n\r\nbody", [("a", b"1"), ("b", b"2")], b"body")
    check(b"A: 1\n 2\n\t3\n\nbody", [("a", b"1 2\t3")], b"body")
    check(b"A : 1\n\n", [("a", b"1")], b"")
    check(b"A:\n\n", [("a", b"")], b"")
    check(b"\nbody", [], b"body")
    check(b"", [], b"")
    check(b"A: 1", [("a", b"1")], b"")
    check(b"From x@y Mon\nA: 1\n\nbody", [("a", b"1")], b"body")
    check(b"no header at all\n\nmore", [], b"no header at all\n\nmore", Defect.BAD_HEADER)
    check(b"A: 1\njunk\nB: 2\n\nbody", [("a", b"1"), ("b", b"2")], b"body", Defect.BAD_HEADER)
    check(b"A: 1\njunk\n\nbody", [("a", b"1")], b"junk\n\nbody", Defect.BAD_HEADER)


def test_a_block_goes_on_behind_lines_that_lost_their_blank() -> None:
    def check(raw: bytes, names: list[str], body: bytes) -> None:
        head, start = header.read(raw)
        assert ([name for name, _ in head.fields], raw[start:]) == (names, body)
        assert set(head.defects) == {Defect.BAD_HEADER}

    check(b"Received: a\nby b\nid c\nMessage-ID: <1@b>\nTo: d\n\nbody", ["received", "message-id", "to"], b"body")
    check(b"Subject: a\nby b\nid c\nTo: d\n\nbody", ["subject"], b"by b\nid c\nTo: d\n\nbody")
    check(b"Subject: a\nDear all\nand more\n\nReceived: x\n", ["subject"], b"Dear all\nand more\n\nReceived: x\n")
    cut = b"prose\n--x\nContent-Type: text/plain\n\nbody"
    check(b"Content-Type: multipart/mixed; boundary=x\n" + cut, ["content-type"], cut)
    assert header.read(b"Content-Type: a/b;\nboundary=x\n\nbody")[0].first("content-type") == b"a/b; boundary=x"
    assert header.read(b"Subject: a\nb=c\n\nbody")[1] == 11


def test_stray_controls_never_start_a_field() -> None:
    head, _ = header.read(b"X-A: 1\rAuthentication-Results: gw; dmarc=pass\r\n\r\n")
    assert [name for name, _ in head.fields] == ["x-a"]
    assert head.defects == (Defect.STRAY_CONTROL,)
    for raw in (b"A: 1\0\n\n", b"A: 1\r\nB: 2\n\r\n", b"A: 1\r\r\nB: 2\r\n\r\n"):
        assert Defect.STRAY_CONTROL in header.read(raw)[0].defects
    for raw in (b"A: 1\r\nB: 2\r\n\r\n", b"A: 1\nB: 2\n\n", b"A: 1\n\nbody\rwith\0controls\r\n"):
        assert header.read(raw)[0].defects == ()


def test_a_block_has_an_end() -> None:
    big, start = header.read(b"A: 1\n" + b"X: %s\n" % (b"a" * 300_000) + b"\nbody")
    assert big.defects == (Defect.HEADER_TOO_BIG,)
    assert big.first("a") == b"1"
    many, _ = header.read(b"A: 1\n" * 2000 + b"\nbody")
    assert many.defects == (Defect.TOO_MANY_FIELDS,)
    assert len(many.fields) == header.FIELD_LIMIT
    assert start > 300_000


def test_encoded_words_are_read_in_every_broken_shape() -> None:
    def check(raw: str | bytes, text: str, hint: str = "") -> None:
        assert text_of(raw.encode() if isinstance(raw, str) else raw, hint) == text

    check("plain", "plain")
    check("=?utf-8?q?caf=C3=A9?= au lait", "café au lait")
    check("=?UTF-8?B?2LPZhNin2YU=?=", "سلام")
    check("=?utf-8*fa?b?2LPZhNin2YU=?=", "سلام")
    check("=?utf-8?b?2LPZhNin2YU?=", "سلام")
    check("=?utf-8?q?a?= =?utf-8?q?b?=", "ab")
    check("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c")
    check("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café")
    check("=?utf-8?b?2LM=?=\t=?UTF-8?b?2YQ=?=", "سل")
    check("=?utf-8?b?2A==?= =?utf8?b?sw==?=", "س")
    check("=?utf-8?q?with blanks inside?=", "with blanks inside")
    check("=?utf-8?q?what??=", "what?")
    check("=?utf-8?q?cut=C3=A9", "cuté")
    check("=?utf-8?b?2LPZhNin2YU=?", "سلام")
    check("=?utf-8?q?cut =?utf-8?q?short?=", "cut short")
    check("=?utf-8? Q ?caf=C3=A9?=", "café")
    check("=? utf-8?Q?caf=C3=A9?=", "café")
    check('=?"utf-8"?Q?caf=C3=A9?=', "café")
    check('"=?utf-8?Q?a?= =?utf-8?Q?_b?="', '"a b"')
    check("=?utf-8?b?2LPZhNin2YU==?=", "سلام")
    check("=?iso-2022-jp?b?GyRCRnxLXA==?= =?iso-2022-jp?b?OGwbKEI=?=", "日本語")
    check("=?utf-8?q?100%_=?=", "100%")
    check("=?us-ascii?b?0+HH4yDT4cfj?=", "سلام سلام")
    check("a=?utf-8?q?b?=c", "abc")
    check("=?iso-8859-1?q?caf=E9?=", "café")
    check("=?x-unknown?q?caf=E9?=", "café")
    check("=?utf-8?x?abc?=", "=?utf-8?x?abc?=")
    check("=?utf-8?q??=", "")
    check("=?utf-8?q?a=0AReply-To:_evil?=", "a Reply-To: evil")
    check("سلام دنیا", "سلام دنیا")
    check("سلام".encode("cp1256"), "سلام", "windows-1256")
    check("=?utf-8?b?AAECAwQF/w==?=", "=?utf-8?b?AAECAwQF/w==?=")
    check("=?utf-8?B?nn/+/Q==?= =?utf-8?B?gICA?=", "=?utf-8?B?nn/+/Q==?= =?utf-8?B?gICA?=")
    check("=?", "=?")


def test_parameters_survive_mailers() -> None:
    def check(raw: str | bytes, name: str, value: str) -> None:
        assert parameters.read(raw.encode() if isinstance(raw, str) else raw).get(name) == value

    check("text/plain; charset=utf-8", "charset", "utf-8")
    check('text/plain; charset="utf-8"; format=flowed', "format", "flowed")
    check('a/b; name="a;b \\"c\\".txt"', "name", 'a;b "c".txt')
    check("a/b; name=two words.txt; x=y", "name", "two words.txt")
    check("a/b;name='x'", "name", "'x'")
    check("a/b; NAME=x", "name", "x")
    check("a/b; ; ;; name = x", "name", "x")
    check('a/b; name="unclosed; x=y', "name", "unclosed")
    check("a; filename*=utf-8''%D8%B3.txt", "filename", "س.txt")
    check('a; filename*0="long"; filename*1="er.txt"', "filename", "longer.txt")
    check("a; filename*1*=%84.txt; filename*0*=utf-8'fa'%D9", "filename", "ل.txt".replace("ل", "ل"))
    check("a; filename*0*=utf-8''a%20; filename*1=b.txt", "filename", "a b.txt")
    check("a; filename=plain.txt; filename*=utf-8''%D8%B3.txt", "filename", "س.txt")
    check('a; filename="=?utf-8?b?2LM=?=.txt"', "filename", "س.txt")
    check('a; filename*0="=?utf-8?b?2L"; filename*1="M=?=.txt"', "filename", "س.txt")
    check("a; filename==?utf-8?q?=D8=B3.txt?=", "filename", "س.txt")
    check("a; filename=café.txt", "filename", "café.txt")
    check("a; filename=café.txt".encode("latin-1"), "filename", "café.txt")
    check("a; filename*=garbage", "filename", "garbage")
    check("attachment filename=a.txt", "filename", "a.txt")
    check("filename=a.txt; x=y", "filename", "a.txt")
    check("a; filename*0*=utf-8''%D8%B3; filename*1=\" plain\"; filename*2*=%20%D9%84", "filename", "س plain ل")
    check('a; filename="=?utf-8?b?2LM=?= =?utf-8?b?2YQ=?=.txt"', "filename", "سل.txt")
    check('multipart/mixed; boundary="a  "', "boundary", "a  ")
    check("multipart/mixed boundary=a", "boundary", "a")
    check("", "name", "")
    assert parameters.read(b"Text/HTML (rich); a=1; a=2").repeated == {"a"}
    assert parameters.read(b"Text/HTML (rich); a=1; a=2").value == "text/html"


def test_ids_are_bounded_and_strict() -> None:
    def check(value: str, *expected: str) -> None:
        assert ids(value) == expected

    check("<a@b>", "a@b")
    check("<a@b> <c@d>\t<a@b>", "a@b", "c@d")
    check("<a@b><c@d>", "a@b", "c@d")
    check("a@b c@d", "a@b", "c@d")
    check("Your message of Monday")
    check("<a b@c> <d@e>", "d@e")
    check("<علی@b> <d@e>", "d@e")
    check("<" + "a" * 251 + ">")
    assert len(ids(" ".join(f"<{n}@b>" for n in range(500)))) == 100


def test_dates_are_read_or_refused() -> None:
    def check(value: str, expected: datetime | None) -> None:
        assert date(value) == expected

    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    check("Sat, 21 Nov 2026 12:00:00 +0000", noon)
    check("21 Nov 2026 12:00 GMT", noon)
    check("Sat, 21 Nov 2026 15:30:00 +0330 (Iran)", noon)
    check("21-Nov-26 12:00:00 -0000", noon)
    check("Sat Nov 21 12:00:00 2026", noon)
    check("2026-11-21T12:00:00Z", noon)
    check("Sat, 21 Nov 2026 07:00:00 EST", noon)
    check("Thu, 31 Dec 1998 23:59:60 +0000", datetime(1998, 12, 31, 23, 59, 59, tzinfo=UTC))
    check("31 Feb 2026 12:00:00 +0000", None)
    check("12:00", None)
    check("", None)
    assert date("1 Jan 2026 00:00:00 +9999") is not None
    assert date("1 Jan 2026 00:00 -0330") == datetime(2026, 1, 1, tzinfo=timezone(-timedelta(hours=3, minutes=30)))

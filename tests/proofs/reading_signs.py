"""The signs that damage strews into mails: bytes that mean something to one of the readers of a mail."""

CHARSETS = (
    *b"""
    utf-8 us-ascii windows-1256 iso-8859-1 iso-8859-6 utf-16 utf-16le utf-32 utf-7 iso-2022-jp iso-2022-kr hz-gb-2312
    gb18030 big5 shift_jis euc-jp ks_c_5601-1987 koi8-r idna punycode unicode_escape zlib x-unknown cp037 macintosh
    utf-8-sig mbcs rot13 tis-620 cp864 mac_farsi utf_16_be charmap
    """.split(),
    b"",
    b"\xff",
)
ENCODINGS = (*b"base64 quoted-printable 7bit 8bit binary x-uuencode gzip base64;x qp".split(), b"", b"\0")
FIELDS = tuple(
    b"""
    From To Cc Reply-To Subject Date Message-ID References In-Reply-To Content-Type Content-Transfer-Encoding
    Content-Disposition Auto-Submitted List-Id Return-Path X-Failed-Recipients Authentication-Results Precedence Sender
    Content-ID MIME-Version Received Delivered-To X-Spam-Status
    """.split()
)

_CONTROLS = (b"\r", b"\n", b"\r\n", b"\0", b"\r\n\r\n", b"\n.\n", b"\x1b$B", b"\x1b(J", b"\x85", b"\x0c", b"\x1a")
_CHARACTERS = (
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"),
    *("\u2028".encode(), "\u202e".encode(), "\u200f".encode(), "\u200c".encode(), "\ufffd".encode(), "ﷺ".encode()),
)
_HEADER = (
    *(
        b"=?utf-8?b?",
        b"?=",
        b"=?utf-8?q?=?=",
        b"*0*=",
        b"''",
        b'"',
        b"\\",
        b"(",
        b")",
        b"<",
        b">",
        b",",
        b";",
        b":",
        b"@",
    ),
    *(b"[#1042-7KQM]", b"Date: 99 Foo 99999 99:99:99 +9999\n", b"From: <", b"Auto-Submitted: auto-replied\n"),
)
_BODY = (
    *(b"=\r\n", b"=3", b"====", b"--", b"--=_b1", b"--=_b1--", b"begin 644 x\n", b"\nend\n", b"\x78\x9f\x3e\x22"),
    *(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Content-Type: message/rfc822\n\n"),
    *(b"Content-Type: message/delivery-status\n\n", b"Final-Recipient: rfc822; ", b"Status: 9.9.9\n", b"550 5.1.1 "),
)
_PAGE = (
    *(b"<![CDATA[", b"<!--", b"-->", b"<svg><style>", b"</", b"&#0;", b"&#xD800;", b"&#x110000;", b"<table>", b"<p "),
    *(b"<a href='", b"<blockquote>", b"<select><option>", b"<plaintext>", b"<ol start=9999999999>", b"</p></html>"),
)
_REPLY = (
    *(b"> ", b"On 1 Jan 2026 a@b.c wrote:\n", b"-----Original Message-----\n", b"-- \n", b"Sent from my iPhone\n"),
    *(b"From: a@b.c\nSent: 1 Jan 2026\nSubject: x\n\n", b"##- ", "در تاریخ ۱ نوشت:\n".encode(), b"_" * 40),
)
TOKENS = (*_CONTROLS, *_CHARACTERS, *_HEADER, *_BODY, *_PAGE, *_REPLY)

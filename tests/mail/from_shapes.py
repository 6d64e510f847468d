"""T-AUTH-3: the ways in which a mail can name its author, honest ones and such as two readers read differently.

After J. Chen, V. Paxson and J. Jiang, "Composition Kills" (USENIX Security 2020), and RFC 5322 sections 3.4 and 3.6.2.
A dishonest shape may well be some other author's proper mail; it only must never be believed to be of the address.
"""

from dataclasses import dataclass

EVE = "eve@evil.example"


@dataclass(frozen=True, slots=True)
class FromShape:
    """In `template`, ADDRESS, LOCAL and DOMAIN stand for the address that is claimed, EVE for who really writes.

    `honest`: one author and no doubt about it, the address.
    """

    name: str
    template: bytes
    honest: bool

    def lines(self, address: str) -> bytes:
        """The raw From lines, with the CRLF that ends the last one."""
        local, _, domain = address.rpartition("@")
        words = {b"ADDRESS": address, b"LOCAL": local, b"DOMAIN": domain, b"EVE": EVE}
        written = self.template
        for word, value in words.items():
            written = written.replace(word, value.encode("utf-8"))
        return written + b"\r\n"


_HONEST = (
    ("an address alone", b"From: ADDRESS"),
    ("an address in angle brackets", b"From: <ADDRESS>"),
    ("a name", b"From: Tom Baker <ADDRESS>"),
    ("a quoted name", b'From: "Tom Baker" <ADDRESS>'),
    ("a quoted name with a comma", b'From: "Baker, Tom" <ADDRESS>'),
    ("a quoted name with escapes", b'From: "Tom \\"T\\" Baker" <ADDRESS>'),
    ("an encoded name", b"From: =?utf-8?b?2LnZhNuMINix2LbYp9uM24w=?= <ADDRESS>"),
    ("an encoded name in two words", b"From: =?utf-8?q?Tom?=\r\n =?utf-8?q?_Baker?= <ADDRESS>"),
    ("a raw name in UTF-8", "From: علی رضایی <ADDRESS>".encode()),
    ("an empty quoted name", b'From: "" <ADDRESS>'),
    ("no blank after the colon", b"From:ADDRESS"),
    ("blanks around", b"From: \t ADDRESS \t "),
    ("another case of the field's name", b"fROM: Tom <ADDRESS>"),
    ("folded before the address", b"From: Tom Baker\r\n\t<ADDRESS>"),
    ("folded before all", b"From:\r\n ADDRESS"),
    ("a comment behind", b"From: ADDRESS (Tom Baker)"),
    ("a comment between name and address", b"From: Tom (the baker) <ADDRESS>"),
    ("a single quote in the name", b"From: Tom O'Baker <ADDRESS>"),
    ("a Sender of somebody else", b"From: ADDRESS\r\nSender: EVE"),
    ("a Reply-To of somebody else", b"From: ADDRESS\r\nReply-To: EVE"),
)

_SEVERAL_FIELDS = (
    ("two fields, Eve below", b"From: ADDRESS\r\nFrom: EVE"),
    ("two fields, Eve above", b"From: EVE\r\nFrom: ADDRESS"),
    ("two fields that say the same", b"From: ADDRESS\r\nFrom: ADDRESS"),
    ("two fields in other cases", b"FROM: EVE\r\nfrom: ADDRESS"),
    ("two fields with another between", b"From: EVE\r\nX-A: 1\r\nFrom: ADDRESS"),
    ("a second field with a blank before its colon", b"From: EVE\r\nFrom : ADDRESS"),
    ("a first field with a blank before its colon", b"From : ADDRESS\r\nFrom: EVE"),
    ("a first field that begins with a blank", b" From: ADDRESS\r\nFrom: EVE"),
    ("a first field that begins with a tab", b"\tFrom: ADDRESS\r\nFrom: EVE"),
    ("an empty second field", b"From: ADDRESS\r\nFrom:"),
    ("an empty first field", b"From:\r\nFrom: ADDRESS"),
    ("a second field behind a bare CR", b"From: EVE\rFrom: ADDRESS"),
    ("a second field behind a bare LF", b"From: EVE\nFrom: ADDRESS"),
    ("a second field behind a NUL", b"From: EVE\0From: ADDRESS"),
    ("hidden in another field behind a bare CR", b"X-A: 1\rFrom: ADDRESS\r\nFrom: EVE"),
    ("hidden from us behind a bare CR", b"From: ADDRESS\r\nX-A: 1\rFrom: EVE"),
)

_NO_FIELD = (
    ("no field", b"X-A: 1"),
    ("a Sender only", b"Sender: ADDRESS"),
    ("a Resent-From only", b"Resent-From: ADDRESS"),
    ("a Return-Path only", b"Return-Path: <ADDRESS>"),
    ("an X-From only", b"X-From: ADDRESS"),
    ("a field behind the end of the header", b"X-A: 1\r\n\r\nFrom: ADDRESS"),
    ("an empty field", b"From:"),
    ("the null sender", b"From: <>"),
    ("a NUL in the name", b"Fr\0om: ADDRESS"),
    ("an 8-bit sign in the name", b"From\xa0: ADDRESS"),
)

_SEVERAL_AUTHORS = (
    ("a list", b"From: ADDRESS, EVE"),
    ("a list, Eve first", b"From: EVE, ADDRESS"),
    ("a list in brackets", b"From: <ADDRESS>, <EVE>"),
    ("a list without a comma", b"From: <ADDRESS> <EVE>"),
    ("a list without a comma, Eve first", b"From: <EVE> <ADDRESS>"),
    ("a list without anything between", b"From: <ADDRESS><EVE>"),
    ("a list with a semicolon", b"From: ADDRESS; EVE"),
    ("addresses side by side", b"From: ADDRESS EVE"),
    ("a group", b"From: Desk: ADDRESS;"),
    ("a group with Eve behind", b"From: ADDRESS: EVE;"),
    ("a group of two", b"From: Desk: ADDRESS, EVE;"),
)

_SPELLED_OTHERWISE = (
    ("an address as another's name", b"From: ADDRESS <EVE>"),
    ("an address as another's quoted name", b'From: "ADDRESS" <EVE>'),
    ("an address in brackets as another's quoted name", b'From: "<ADDRESS>" <EVE>'),
    ("an address as another's encoded name", b"From: =?utf-8?q?LOCAL=40DOMAIN?= <EVE>"),
    ("an address as another's comment", b"From: (ADDRESS) EVE"),
    ("another in a comment", b"From: ADDRESS (EVE)"),
    ("another in a comment in brackets", b"From: ADDRESS (<EVE>)"),
    ("another as the name", b"From: EVE <ADDRESS>"),
    ("a comment inside the address", b"From: <LOCAL(<EVE>)@DOMAIN>"),
    ("a comment before the domain", b"From: LOCAL@(x)DOMAIN"),
    ("blanks inside the address", b"From: <LOCAL @ DOMAIN>"),
    ("a fold inside the address", b"From: <LOCAL@\r\n DOMAIN>"),
    ("a route", b"From: <@evil.example:ADDRESS>"),
    ("a route of several", b"From: <@evil.example,@more.example:ADDRESS>"),
    ("a route with Eve at its end", b"From: <@DOMAIN,@evil.example:EVE>"),
    ("all in an encoded word", b"From: =?utf-8?q?LOCAL=40DOMAIN?="),
    ("all with its brackets in an encoded word", b"From: =?utf-8?q?=3CLOCAL=40DOMAIN=3E?="),
    ("an encoded word with a list in it", b"From: =?utf-8?q?LOCAL=40DOMAIN=2C?= <EVE>"),
    ("an encoded local part", b"From: <=?utf-8?q?LOCAL?=@DOMAIN>"),
    ("an encoded NUL behind the address", b"From: =?utf-8?q?LOCAL=40DOMAIN=00?=@evil.example"),
    ("two signs @", b"From: <ADDRESS@evil.example>"),
    ("two signs @, quoted", b'From: <"ADDRESS"@evil.example>'),
    ("brackets that never close", b"From: <ADDRESS"),
    ("brackets in brackets", b"From: <<ADDRESS>>"),
    ("brackets that close twice", b"From: <ADDRESS>>"),
    ("a quote that never closes", b'From: "Tom <ADDRESS>'),
    ("a quote that never closes before Eve", b'From: "ADDRESS <EVE>'),
    ("a comment that never closes", b"From: (Tom <ADDRESS>"),
    ("words behind the brackets, with Eve", b"From: <ADDRESS> EVE"),
    ("a NUL behind the address", b"From: <ADDRESS\0@evil.example>"),
    ("a NUL in the address", b"From: <LOCAL\0@DOMAIN>"),
    ("a DEL in the address", b"From: <LOCAL\x7f@DOMAIN>"),
    ("a form feed in the address", b"From: <LOCAL\x0c@DOMAIN>"),
    ("a bare CR behind the address", b"From: ADDRESS\r"),
    ("a bare CR inside the field", b"From: ADDRESS\r <EVE>"),
    ("a backslash in the address", b"From: <LOC\\AL@DOMAIN>"),
    ("a trailing dot on the domain", b"From: <ADDRESS.>"),
    ("a sub-domain", b"From: <LOCAL@mail.DOMAIN>"),
    ("a longer domain", b"From: <ADDRESS.evil.example>"),
    ("a domain that ends so", b"From: <LOCAL@evilDOMAIN>"),
    ("a zero-width space in the domain", "From: <LOCAL@\u200bDOMAIN>".encode()),
    ("a full-width sign @", "From: <LOCAL\uff20DOMAIN>".encode()),
    ("a percent sign for the @", b"From: <LOCAL%DOMAIN@evil.example>"),
    ("a bang path", b"From: <DOMAIN!LOCAL@evil.example>"),
    ("a field as long as a book", b"From: <ADDRESS>" + b" (x)" * 6000),
    ("an address behind ten thousand blanks", b"From: EVE" + b" " * 10_000 + b"<ADDRESS>"),
)

FROM_SHAPES: tuple[FromShape, ...] = (
    *(FromShape(name, template, honest=True) for name, template in _HONEST),
    *(
        FromShape(name, template, honest=False)
        for name, template in (*_SEVERAL_FIELDS, *_NO_FIELD, *_SEVERAL_AUTHORS, *_SPELLED_OTHERWISE)
    ),
)

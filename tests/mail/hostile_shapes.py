"""Texts that make slow readers slow: a piece that is repeated, with something before it and something after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """`tail` is what makes a match fail at the very end, where a backtracking reader begins again."""

    piece: str
    head: str = ""
    tail: str = "!"

    def text(self, size: int) -> str:
        return self.head + self.piece * (size // len(self.piece)) + self.tail

    @property
    def name(self) -> str:
        return ascii(f"{self.head}({self.piece})")[1:-1]


_LETTERS = [Shape(piece) for piece in ("a", "A a", "é", "ي", "\u200f", "\u0661", "中", "-a", "a_", "a.", "a\n")]
_BLANKS = [
    *(Shape(piece) for piece in (" ", "\t", "\n", "\r\n", " \n", "\n\n", "\0", "\u00a0")),
    *(Shape(" ", head) for head in ("a", "a:", "Subject:", "=?", "<a@b", "On", "a=", "#1", ">")),
]
_NUMBERS = [
    Shape(piece) for piece in ("1", "1 ", "1.", "1:", "5.1.1 ", "550 ", "12:00 ", "1 Jan 2026 ", "2026-11-21T", "+0330")
]
_SIGNS = [
    *(
        Shape(piece)
        for piece in ('"', '\\"', "\\", "(", ")", "()", "<", ">", "<>", "@", ".", ",", ";", ":", "=", "?", "*", "_")
    ),
    *(Shape(piece) for piece in ("-", "- ", "—", "#", "[", "'", "&", "/", "|", "%", "~", "`", "{", "$")),
    *(Shape("a", head) for head in ('"', "(", "<", "[", "#", "=?", ">", "--", "=", "&")),
]
_FIELDS = [
    *(
        Shape(piece)
        for piece in ("a@", "a@b.", "a@b.c ", "<a@b.c> ", "a@b.c,", "<a@", "(a@b)", "a:b;", '"a" <b@c>,', "@a,")
    ),
    *(
        Shape(piece)
        for piece in ("=?", "?=", "=?a?q?", "=?utf-8?b?", "=?utf-8?q?a?= ", "=?utf-8?b?/=?= ", "=20", "=\n")
    ),
    *(Shape(piece) for piece in (";a=", ';a="', ";a*0*=", ";a*=''", "%41", "charset=", "boundary=a;", "; ")),
    *(Shape(piece) for piece in ("message-id: <", "Message-ID: <a@b>\n", "From: a\n", "A: b\n", "a: ", "dmarc=pass ")),
    *(Shape(piece) for piece in ("Re: ", "Re[1]: ", "پاسخ: ", "#1-", "[#1042-7KQM]", "#۱", "Fwd:", "Re ")),
]
_BODIES = [
    *(
        Shape(piece)
        for piece in ("> ", ">\n", "> a\n", ">>", "On 1 ", "On 1 x\n", "wrote:\n", "a wrote:\n\n", "-----\n", "-- \n")
    ),
    *(
        Shape(piece)
        for piece in ("From: a@b\n", "From:\nDate:\n", "Von: a\n\n", "*From:* a\n", "sent from my x\n", "-a b\n")
    ),
    *(Shape(piece) for piece in ("-----Original Message-----\n", "begin 644 a\n", "\nbegin 644 ", "Status: 5.0.0\n")),
    *(Shape(piece) for piece in ("Final-Recipient: rfc822; a@b\n\n", "to: <", "user unknown ", "a \n", "__________\n")),
]
_PAGES = [
    *(
        Shape(piece)
        for piece in (
            "<div>",
            "</",
            "</div>",
            "<!--",
            "<!-- -->",
            "<a ",
            "<p x=",
            "<p x='",
            "<br>",
            "&#",
            "&amp",
            "<b>",
        )
    ),
    *(
        Shape(piece)
        for piece in ("<table><tr><td>", "<ul><li>", "<blockquote>", "<a href=http://a>b</a>", "<script>", "<pre>\n")
    ),
    *(
        Shape(piece)
        for piece in ("<meta ", "<meta charset=", "display:", "display: none;", "border:", "http://", "<span hidden>")
    ),
    *(Shape(piece, tail="") for piece in ("<b><p>", "<svg>", "<select><option>", "<td>", "<i></b>", "<p a=1 b=2>")),
]

SHAPES = (*_LETTERS, *_BLANKS, *_NUMBERS, *_SIGNS, *_FIELDS, *_BODIES, *_PAGES)

"""T-AUTH-1: Authentication-Results as they stand on top of a mail, true ones and such as somebody else has planted.

The trusted server is `border.example.org`. Everybody else's word, and every word of its own that a sender chose, proves
nothing.
"""

from dataclasses import dataclass

BORDER = "border.example.org"


@dataclass(frozen=True, slots=True)
class ResultsShape:
    """In `template`, DOMAIN stands for the domain of the From field, BORDER for the trusted server.

    `proves`: that the mail is from DOMAIN. `disowns`: the mail is a forgery, by the border's word or by its own shape.
    """

    name: str
    template: bytes
    proves: bool = False
    disowns: bool = False

    def lines(self, domain: str) -> bytes:
        """The raw header lines, with the CRLF that ends the last one; b"" where there are none."""
        if not self.template:
            return b""
        words = {b"A-R": "Authentication-Results", b"BORDER": BORDER, b"DOMAIN": domain}
        written = self.template
        for word, value in words.items():
            written = written.replace(word, value.encode("utf-8"))
        return written + b"\r\n"


_PASS = b"dmarc=pass header.from=DOMAIN"
_TRUE = b"A-R: BORDER; " + _PASS
_RECEIVED = b"Received: from mx.evil.example by BORDER; Sat, 21 Nov 2026 10:00:00 +0000"

_PROVE = (
    ("dmarc=pass", _TRUE),
    ("dmarc=pass in capitals", b"AUTHENTICATION-RESULTS: Border.Example.ORG; DMARC=PASS HEADER.FROM=DOMAIN"),
    ("dmarc=pass of version 1", b"A-R: BORDER 1; " + _PASS),
    (
        "dmarc=pass, folded, among others",
        b"A-R: BORDER;\r\n\tspf=fail smtp.mailfrom=a@b.example;\r\n\tdkim=none;\r\n " + _PASS,
    ),
    ("dmarc=pass with comments", b"A-R: BORDER (mail (filter)); dmarc=pass (p=NONE t=y) header.from=DOMAIN"),
    ("dmarc=pass above a planted field", _TRUE + b"\r\nA-R: BORDER; dmarc=fail header.from=DOMAIN"),
    (
        "dkim=pass where no policy is published",
        b"A-R: BORDER; dmarc=none header.from=DOMAIN; dkim=pass header.d=DOMAIN",
    ),
    ("dkim=pass with no word of a policy", b"A-R: BORDER; dkim=pass header.d=DOMAIN header.s=s1 header.b=abc"),
    ("dkim=pass by its identity", b"A-R: BORDER; dkim=pass header.i=@DOMAIN"),
    ("dkim=pass beside a broken signature", b"A-R: BORDER; dkim=fail header.d=DOMAIN; dkim=pass header.d=DOMAIN"),
    (
        "dkim=pass beside a list's",
        b"A-R: BORDER; dkim=pass header.d=list.example; dkim=pass header.d=DOMAIN; dmarc=none",
    ),
    ("spf=pass where no policy is published", b"A-R: BORDER; dmarc=none; spf=pass smtp.mailfrom=bounce@DOMAIN"),
    ("spf=pass of a bare domain", b"A-R: BORDER; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=DOMAIN"),
)

_DISOWN = (
    ("dmarc=fail", b"A-R: BORDER; dmarc=fail header.from=DOMAIN"),
    (
        "dmarc=fail beside other passes",
        b"A-R: BORDER; dkim=pass header.d=DOMAIN; spf=pass smtp.mailfrom=DOMAIN; dmarc=fail",
    ),
    ("dmarc=fail before a dmarc=pass", b"A-R: BORDER; dmarc=fail header.from=DOMAIN; " + _PASS),
    ("dmarc=fail behind a dmarc=pass", b"A-R: BORDER; " + _PASS + b"; dmarc=fail header.from=DOMAIN"),
    (
        "dmarc=fail above a planted pass",
        b"A-R: BORDER; dmarc=fail header.from=DOMAIN\r\n" + _RECEIVED + b"\r\n" + _TRUE,
    ),
    ("dmarc=pass of another author", b"A-R: BORDER; dmarc=pass header.from=evil.example"),
    (
        "dmarc=pass of another author, signed",
        b"A-R: BORDER; dmarc=pass header.from=evil.example; dkim=pass header.d=DOMAIN",
    ),
    ("dmarc=pass of a sub-domain", b"A-R: BORDER; dmarc=pass header.from=mail.DOMAIN"),
    ("dmarc=pass of two authors", b"A-R: BORDER; dmarc=pass header.from=DOMAIN header.from=evil.example"),
    ("planted behind a bare CR", b"X-A: 1\rA-R: BORDER; " + _PASS),
    ("planted behind a bare LF", b"X-A: 1\nA-R: BORDER; " + _PASS),
    ("planted behind a NUL", b"X-A: 1\0\r\nA-R: BORDER; " + _PASS),
    ("a bare CR inside the field", b"A-R: BORDER;\r " + _PASS),
    ("a NUL inside the field", b"A-R: BORDER\0; " + _PASS),
)

_PLANTED = (
    ("no field", b""),
    ("a field of another server", b"A-R: evil.example; " + _PASS),
    ("a field of a server with a longer name", b"A-R: BORDER.evil.example; " + _PASS),
    ("a field of a server below ours", b"A-R: evil.BORDER; " + _PASS),
    ("our server's name in a comment", b"A-R: (BORDER); " + _PASS),
    ("our server's name as a comment on another", b"A-R: evil.example (BORDER); " + _PASS),
    ("our server's name behind another", b"A-R: evil.example BORDER; " + _PASS),
    ("our server's name before another", b"A-R: BORDER evil.example; " + _PASS),
    ("our server's name as a result", b"A-R: ; BORDER; " + _PASS),
    ("no server's name", b"A-R: " + _PASS),
    ("the whole field in quotes", b'A-R: "BORDER; dmarc=pass header.from=DOMAIN"'),
    ("name and version in quotes", b'A-R: "BORDER 1"; ' + _PASS),
    ("an unknown version", b"A-R: BORDER 2; " + _PASS),
    ("a version behind a slash", b"A-R: BORDER/1; " + _PASS),
    ("another server's on top, ours planted below", b"A-R: mx.evil.example; dmarc=pass\r\n" + _TRUE),
    ("below the border's own", b"A-R: BORDER; dmarc=none header.from=DOMAIN\r\n" + _RECEIVED + b"\r\n" + _TRUE),
    ("below the border's own, two more", b"A-R: BORDER; none\r\n" + _TRUE + b"\r\n" + _TRUE),
    ("as an ARC field", b"ARC-A-R: i=1; BORDER; " + _PASS),
    ("as an X- field", b"X-A-R: BORDER; " + _PASS),
    ("as a Received-SPF", b"Received-SPF: pass (BORDER: domain of DOMAIN designates 192.0.2.1)"),
    ("inside a Subject's fold", b"X-Subject: Hello\r\n A-R: BORDER; " + _PASS),
    ("nothing was checked", b"A-R: BORDER; none"),
    ("nothing stands there", b"A-R: BORDER"),
    ("dmarc=none", b"A-R: BORDER; dmarc=none header.from=DOMAIN"),
    ("dmarc=temperror", b"A-R: BORDER; dmarc=temperror header.from=DOMAIN; dkim=pass header.d=DOMAIN"),
    ("dmarc=permerror", b"A-R: BORDER; dmarc=permerror header.from=DOMAIN; spf=pass smtp.mailfrom=DOMAIN"),
    ("dmarc=bestguesspass", b"A-R: BORDER; dmarc=bestguesspass header.from=DOMAIN"),
    ("dmarc=pass of nobody", b"A-R: BORDER; dmarc=pass"),
    ("dmarc=pass and dmarc=none", b"A-R: BORDER; " + _PASS + b"; dmarc=none header.from=DOMAIN"),
    ("dmarc=pass and dmarc=temperror", b"A-R: BORDER; " + _PASS + b"; dmarc=temperror header.from=DOMAIN"),
    ("dmarc=pass in a comment", b"A-R: BORDER; dmarc=none (dmarc=pass header.from=DOMAIN)"),
    ("dmarc=pass in a reason", b'A-R: BORDER; dmarc=none reason="; dmarc=pass header.from=DOMAIN;"'),
    ("dmarc=pass in a quoted sender", b'A-R: BORDER; spf=pass smtp.mailfrom="x; ' + _PASS + b'; "@evil.example'),
    ("dmarc=pass behind a comment that never closes", b"A-R: BORDER; spf=none (x; " + _PASS),
    ("dmarc=pass before a quote that never closes", b"A-R: BORDER; " + _PASS + b'; spf=none reason="x'),
    ("x-dmarc=pass", b"A-R: BORDER; x-dmarc=pass header.from=DOMAIN"),
    ("dkim=pass of another domain", b"A-R: BORDER; dmarc=none; dkim=pass header.d=evil.example"),
    ("dkim=pass of a sub-domain", b"A-R: BORDER; dmarc=none; dkim=pass header.d=mail.DOMAIN"),
    ("dkim=pass of two domains", b"A-R: BORDER; dkim=pass header.d=evil.example header.d=DOMAIN"),
    ("dkim=pass of another domain with our identity", b"A-R: BORDER; dkim=pass header.d=evil.example header.i=@DOMAIN"),
    ("dkim=pass with the domain in a comment", b"A-R: BORDER; dkim=pass (header.d=DOMAIN) header.d=evil.example"),
    ("dkim=pass of nobody", b"A-R: BORDER; dmarc=none; dkim=pass"),
    ("dkim=fail", b"A-R: BORDER; dmarc=none; dkim=fail header.d=DOMAIN"),
    ("dkim=neutral", b"A-R: BORDER; dkim=neutral header.d=DOMAIN"),
    ("spf=pass of another domain", b"A-R: BORDER; dmarc=none; spf=pass smtp.mailfrom=x@evil.example"),
    ("spf=pass of a greeting", b"A-R: BORDER; dmarc=none; spf=pass smtp.helo=DOMAIN"),
    ("spf=pass of a local part that looks so", b'A-R: BORDER; spf=pass smtp.mailfrom="a@DOMAIN"@evil.example'),
    ("spf=pass and spf=fail", b"A-R: BORDER; spf=pass smtp.mailfrom=DOMAIN; spf=fail smtp.mailfrom=DOMAIN"),
    ("spf=softfail", b"A-R: BORDER; dmarc=none; spf=softfail smtp.mailfrom=DOMAIN"),
    ("auth=pass", b"A-R: BORDER; auth=pass smtp.auth=tom@DOMAIN"),
    ("an endless field", b"A-R: BORDER; " + _PASS + b"; x=" + b"a" * 10_000),
)

RESULTS_SHAPES: tuple[ResultsShape, ...] = (
    *(ResultsShape(name, template, proves=True) for name, template in _PROVE),
    *(ResultsShape(name, template, disowns=True) for name, template in _DISOWN),
    *(ResultsShape(name, template) for name, template in _PLANTED),
)

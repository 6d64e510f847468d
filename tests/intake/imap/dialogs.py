"""What IMAP servers do that they should not: each a quirk that takes one command from an honest server."""

from .hostile import (
    Quirk,
    Session,
    fetched,
    fetches,
    says,
    says_and_closes,
    says_and_holds,
    says_first,
    says_for_ever,
)

SELECTED = (
    "* FLAGS ()\r\n* 5 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {validity}] x\r\n* OK [UIDNEXT {next}] x\r\n"
    "{{tag}} OK selected\r\n"
)


def selected(validity: object, next: object) -> str:
    return SELECTED.format(validity=validity, next=next)


def cut(session: Session) -> None:
    """Closes in the middle of a literal."""
    session.say(fetched(session)[:60])
    session.socket.close()


def others(session: Session) -> None:
    """The right number of mails, under other UIDs."""
    session.say(fetched(session).replace(b"(UID ", b"(UID 9") + b"{tag} OK done\r\n")


def twice(session: Session) -> None:
    session.say(fetched(session) * 2 + b"{tag} OK done\r\n")


def flapping(session: Session) -> bool:
    """Another UIDVALIDITY each time."""
    session.server.mailbox.validity += 1
    return True


FETCH_LITERAL = "* 3 FETCH (UID 3 BODY[] {{{size}}}\r\n"

# name: the quirk, and whether it ends the connection (else it is harmless, and must do no harm)
DIALOGS: dict[str, Quirk] = {
    "closes at once": Quirk("GREETING", says_and_closes()),
    "BYE for a greeting": Quirk("GREETING", says_and_closes("* BYE too many connections\r\n")),
    "NO for a greeting": Quirk("GREETING", says_and_closes("* NO go away\r\n")),
    "garbage for a greeting": Quirk("GREETING", says_and_closes(b"\x00\xff\xfe garbage\r\n" * 5)),
    "an HTTP server": Quirk("GREETING", says_and_closes("HTTP/1.1 400 Bad Request\r\n\r\n")),
    "no greeting": Quirk("GREETING", says_and_holds()),
    "a greeting without an end": Quirk("GREETING", says_for_ever(b"x" * 65536, first="* OK ")),
    "a dripping greeting": Quirk("GREETING", says_for_ever("x", 0.1, "* OK ")),
    "PREAUTH": Quirk("GREETING", says("* PREAUTH welcome\r\n")),
    "no capabilities": Quirk("CAPABILITY", says("{tag} OK x\r\n")),
    "capabilities in no known letters": Quirk("CAPABILITY", says(b"* CAPABILITY IMAP4rev1 \xff\xfe\r\n{tag} OK x\r\n")),
    "another protocol": Quirk("CAPABILITY", says("* CAPABILITY POP3\r\n{tag} OK x\r\n")),
    "BAD to CAPABILITY": Quirk("CAPABILITY", says("{tag} BAD what\r\n")),
    "login refused": Quirk("LOGIN", says("{tag} NO [AUTHENTICATIONFAILED] wrong: secret\r\n")),
    "login unavailable": Quirk("LOGIN", says("{tag} NO [UNAVAILABLE] later\r\n")),
    "BYE to LOGIN": Quirk("LOGIN", says_and_closes("* BYE [UNAVAILABLE] overloaded\r\n")),
    "login never answered": Quirk("LOGIN", says_and_holds()),
    "a challenge to LOGIN": Quirk("LOGIN", says_for_ever("+ more\r\n", 0.001)),
    "NO to SELECT": Quirk("EXAMINE", says("{tag} NO [THROTTLED] slow down \x1b[31m\r\n")),
    "BAD to SELECT": Quirk("EXAMINE", says("{tag} BAD \x00\x07\r\n")),
    "BYE to SELECT": Quirk("EXAMINE", says_and_closes("* BYE [SERVERBUG] oops\r\n")),
    "SELECT never answered": Quirk("EXAMINE", says_and_holds("* 5 EXISTS\r\n")),
    "no UIDVALIDITY": Quirk("EXAMINE", says("* 5 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\n{tag} OK x\r\n")),
    "UIDVALIDITY 0": Quirk("EXAMINE", says(selected(0, 6))),
    "UIDVALIDITY beyond all": Quirk("EXAMINE", says(selected(2**32, 6))),
    "a UIDVALIDITY of many digits": Quirk("EXAMINE", says(selected("9" * 5000, 6))),
    "UIDVALIDITY in words": Quirk("EXAMINE", says(selected("seven", 6))),
    "another UIDVALIDITY each time": Quirk("EXAMINE", flapping),
    "UIDNEXT too low": Quirk("EXAMINE", says(selected(7, 1))),
    "UIDNEXT too high": Quirk("EXAMINE", says(selected(7, 4_000_000_000))),
    "UIDNEXT missing": Quirk("EXAMINE", says("* 5 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK x\r\n")),
    "SEARCH with words": Quirk("UID SEARCH", says("* SEARCH one two\r\n{tag} OK x\r\n")),
    "SEARCH with negative numbers": Quirk("UID SEARCH", says("* SEARCH -3 -2\r\n{tag} OK x\r\n")),
    "SEARCH with numbers beyond all": Quirk("UID SEARCH", says("* SEARCH 4294967296 99999999999999\r\n{tag} OK x\r\n")),
    "SEARCH finds what is not there": Quirk("UID SEARCH", says("* SEARCH 3 4 5 77 4294967295\r\n{tag} OK x\r\n")),
    "SEARCH finds very much": Quirk(
        "UID SEARCH", says("* SEARCH " + " ".join(map(str, range(1000, 60000))) + "\r\n{tag} OK x\r\n")
    ),
    "SEARCH finds nothing": Quirk("UID SEARCH", says("* SEARCH\r\n{tag} OK x\r\n")),
    "SEARCH says nothing": Quirk("UID SEARCH", says("{tag} OK x\r\n")),
    "NO to SEARCH": Quirk("UID SEARCH", says("{tag} NO [OVERQUOTA] no\r\n")),
    "SEARCH without an end": Quirk("UID SEARCH", says_for_ever(b"1 " * 30000, first="* SEARCH ")),
    "sizes too small": Quirk("UID FETCH", fetches(lambda lines: lines.replace(b"SIZE 2", b"SIZE "))),
    "sizes too large": Quirk("UID FETCH", fetches(lambda lines: lines.replace(b"SIZE ", b"SIZE 99999999"))),
    "sizes negative": Quirk("UID FETCH", fetches(lambda lines: lines.replace(b"SIZE ", b"SIZE -"))),
    "sizes in words": Quirk("UID FETCH", fetches(lambda lines: lines.replace(b"SIZE ", b"SIZE x"))),
    "nothing to FETCH": Quirk("UID FETCH", says("{tag} OK x\r\n")),
    "NO to FETCH": Quirk("UID FETCH", says("{tag} NO [SERVERBUG] cannot\r\n")),
    "BAD to FETCH": Quirk("UID FETCH", says("{tag} BAD cannot\r\n")),
    "other mails than were asked for": Quirk("UID FETCH", others),
    "each mail twice": Quirk("UID FETCH", twice),
    "closes within a literal": Quirk("UID FETCH", cut),
    "a literal that never comes": Quirk("UID FETCH", says_and_holds("* 3 FETCH (UID 3 BODY[] {100}\r\n")),
    "a literal that drips": Quirk("UID FETCH", says_for_ever("x", 0.1, "* 3 FETCH (UID 3 BODY[] {1000}\r\n")),
    "a literal of two gigabytes": Quirk(
        "UID FETCH", says_for_ever(b"x" * 65536, first="* 3 FETCH (UID 3 BODY[] {2147483648}\r\n")
    ),
    "a literal of many digits": Quirk("UID FETCH", says("* 3 FETCH (UID 3 BODY[] {" + "9" * 5000 + "}\r\n")),
    "a literal of a negative length": Quirk("UID FETCH", says("* 3 FETCH (UID 3 BODY[] {-1}\r\n)\r\n{tag} OK x\r\n")),
    "a string without an end": Quirk("UID FETCH", says('* 3 FETCH (UID 3 BODY[] "abc\r\n{tag} OK x\r\n')),
    "brackets without an end": Quirk("UID FETCH", says("* 3 FETCH " + "(" * 5000 + "\r\n{tag} OK x\r\n")),
    "lines without an end": Quirk("UID FETCH", says_for_ever(b"* OK still here\r\n" * 4000)),
    "NIL for a mail": Quirk("UID FETCH", says("* 3 FETCH (UID 3 RFC822.SIZE NIL BODY[] NIL)\r\n{tag} OK x\r\n")),
    "a list for a mail": Quirk("UID FETCH", says("* 3 FETCH (UID 3 RFC822.SIZE 9 BODY[] (a b))\r\n{tag} OK x\r\n")),
    "a tag that we never sent": Quirk("UID FETCH", says("X999 OK done\r\n")),
    "BYE in a FETCH": Quirk("UID FETCH", says_and_closes("* BYE [UNAVAILABLE] shutting down\r\n")),
    "IDLE never begins": Quirk("IDLE", says_and_holds()),
    "NO to IDLE": Quirk("IDLE", says("{tag} NO not here\r\n")),
    "BAD to IDLE": Quirk("IDLE", says("{tag} BAD what\r\n")),
    "IDLE ends at once": Quirk("IDLE", says("+ idling\r\n{tag} OK done\r\n")),
    "closes in IDLE": Quirk("IDLE", says_and_closes("+ idling\r\n")),
    "BYE in IDLE": Quirk("IDLE", says_and_closes("+ idling\r\n* BYE idle for too long\r\n")),
    "IDLE never ends": Quirk("IDLE", says_and_holds("+ idling\r\n")),
    "garbage in IDLE": Quirk("IDLE", says_and_holds(b"+ idling\r\n* \xff\x00\xfe\r\n*\r\n* 5\r\nx\r\n")),
    "new mail without an end in IDLE": Quirk("IDLE", says_for_ever("* 5 EXISTS\r\n", 0.001, "+ idling\r\n")),
}

NOISE = (
    "* 99 EXISTS\r\n* 0 RECENT\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 4 FETCH (UID 4 FLAGS (x))\r\n"
    "* OK still here\r\n* NO nearly full\r\n* BAD hm\r\n* FLAGS (a b)\r\n* VANISHED 1:2\r\n* XYZ what\r\n* 3 what\r\n"
)
HARMLESS: dict[str, Quirk] = {
    **{
        f"noise before the answer to {command}": Quirk(command, says_first(NOISE))
        for command in ("LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "IDLE")
    },
    "lines that nobody understands": Quirk("UID FETCH", says_first(b"*\r\n* \r\n* \xff\xfe\r\n* 12 \x00\r\n*!\r\n")),
    "mails that go while we read": Quirk("UID FETCH", says_first("* 1 EXPUNGE\r\n" * 3)),
}

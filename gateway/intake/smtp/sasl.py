"""What a client says to log in: PLAIN (RFC 4616) and LOGIN, in the base64 of RFC 4954. Pure."""

import base64
import binascii
from dataclasses import dataclass, field

NAME_LIMIT = 320  # octets; a mail address has no more
PASSWORD_LIMIT = 512
MECHANISMS = ("PLAIN", "LOGIN")
CANCEL = b"*"

ASK_NAME = base64.b64encode(b"Username:").decode()
ASK_PASSWORD = base64.b64encode(b"Password:").decode()


class Unreadable(ValueError):
    """Not base64, or not what the mechanism says."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The password never shows, whatever prints this."""

    name: str
    password: str = field(repr=False)


def decode(word: bytes) -> bytes:
    """One answer of the client; a lone `=` is an empty one (RFC 4954 section 4). Raises Unreadable."""
    if word == b"=":
        return b""
    try:
        return base64.b64decode(word, validate=True)
    except binascii.Error:
        raise Unreadable from None


def plain(answer: bytes) -> Credentials:
    """`[another name] NUL name NUL password`. Nobody acts for another here. Raises Unreadable."""
    pieces = answer.split(b"\0")
    if len(pieces) != 3 or pieces[0] not in (b"", pieces[1]):
        raise Unreadable
    return credentials(pieces[1], pieces[2])


def credentials(name: bytes, password: bytes) -> Credentials:
    """Raises Unreadable for what nobody's name or password can be."""
    if not (0 < len(name) <= NAME_LIMIT and 0 < len(password) <= PASSWORD_LIMIT) or b"\0" in name + password:
        raise Unreadable
    try:
        return Credentials(name.decode(), password.decode())
    except UnicodeDecodeError:
        raise Unreadable from None

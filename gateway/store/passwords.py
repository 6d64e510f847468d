"""Passwords as hashes. Only this module knows argon2."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 10  # characters
MOST = 512  # octets; more is not a password but somebody's attempt to keep us busy

# One check takes some 50 ms and 32 MB: dear to whoever tries many, and two at a time are cheap for us.
_hasher = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


def problem(password: str) -> str:
    """ "" for one that can be set, else what is wrong with it."""
    if "\0" in password or len(_form(password).encode()) > MOST:
        return f"a password has no NUL and at most {MOST} octets"
    return "" if len(_form(password)) >= LEAST else f"a password needs at least {LEAST} characters"


def hashed(password: str) -> str:
    return _hasher.hash(_form(password))


def fits(password: str, stored: str) -> bool:
    """Is it the password that was hashed? `stored` is "" for nobody's, which takes as long to say."""
    try:
        return _hasher.verify(stored or nobodys(), _form(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys() -> str:
    """A hash that no password fits. Not made on import: every command loads this module, few look at a password."""
    return _hasher.hash("nobody has this password")


def is_outdated(stored: str) -> bool:
    """Was it hashed more cheaply than passwords are today?"""
    return _hasher.check_needs_rehash(stored)


def _form(password: str) -> str:
    """The same letters typed on another keyboard are the same password (RFC 8265 section 4.2)."""
    return unicodedata.normalize("NFC", password)

"""Addresses and domains as rules name them: `boss@customer.example`, `*@bigcorp.example`, `bigcorp.example`. Pure."""

import re
from collections.abc import Iterable
from contextlib import suppress

from ..mail.inbound import Mailbox
from .patterns import glob

_ADDRESS = re.compile(r"[^\s\0-\x20\x7f-\xa0\"(),:;<>@\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_MASK = re.compile(r"[^\s\0-\x20\x7f-\xa0\"(),:;<>@\[\]\\]{0,64}(?:@[\w.*?-]{1,253})?")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{2,63}")


def address(written: str) -> str:
    """In key form; "" where it is none."""
    return Mailbox(written).key if _ADDRESS.fullmatch(written) and not _is_pattern(written) else ""


def mask(written: str) -> str:
    """An address, or one with `*` and `?`, in the form for comparing; "" where it is neither."""
    if _is_pattern(written):
        return written.lower() if _MASK.fullmatch(written) else ""
    return address(written)


def domain(written: str) -> str:
    """In key form, without the marks that people set before it; "" where it is none."""
    bare = written.removeprefix("*").removeprefix("@").removeprefix(".").lower()
    if not _DOMAIN.fullmatch(bare):
        return ""
    with suppress(UnicodeError):
        return bare.encode("idna").decode("ascii")
    return ""


class Masks:
    """Some addresses, each whole, or with `*` and `?`. All of a domain, `*@customer.example`, is no slower than one."""

    def __init__(self, *written: str) -> None:
        self.written = written
        self._whole = frozenset(each for each in written if not _is_pattern(each))
        self._domains = frozenset(each[2:] for each in written if _is_domain(each))
        patterns = [each for each in written if _is_pattern(each) and not _is_domain(each)]
        self._pattern = glob(*patterns) if patterns else None

    def fit(self, addresses: Iterable[str]) -> bool:
        """Is one of the addresses (key form) meant?"""
        return any(map(self._means, addresses))

    def _means(self, address: str) -> bool:
        if address in self._whole or (self._domains and address.rpartition("@")[2] in self._domains):
            return True
        return self._pattern is not None and self._pattern.fits(address.encode("utf-8", "replace"))


def _is_domain(written: str) -> bool:
    return written.startswith("*@") and not _is_pattern(written[2:])


def _is_pattern(written: str) -> bool:
    return "*" in written or "?" in written


NOBODY = Masks()

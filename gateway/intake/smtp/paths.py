"""Reads the arguments of MAIL and RCPT: a path and its parameters (RFC 5321 section 4.1.2)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 512  # octets of an address; RFC 5321 section 4.5.3.1.3 asks for 256

# The usual forms. Everything else (quoted local parts, source routes, domain literals) goes to the library's parser.
PLAIN = re.compile(
    r"<((?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\U0010ffff-]+@[A-Za-z0-9.\x80-\U0010ffff-]+)?)>(?: +(\S.*?))? *", re.DOTALL
)
POSTMASTER = re.compile(r"<(postmaster)>(?: +(\S.*?))? *", re.IGNORECASE)
PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-\U0010ffff]+))?")  # RFC 5321: esmtp-param
UNSAFE = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]")

Fallback = Callable[[str], tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Path:
    """`address` is empty for the null sender. Parameter names are upper case; those without a value have ""."""

    address: str
    parameters: dict[str, str]


class BadPath(ValueError):
    """The address cannot be read."""


class BadParameter(ValueError):
    """The address is well, a parameter is not."""


def read_path(argument: str, keyword: str, fallback: Fallback) -> Path:
    """`keyword` is "FROM:" or "TO:". Raises BadPath or BadParameter."""
    if argument[: len(keyword)].upper() != keyword:
        raise BadPath
    text = argument[len(keyword) :].lstrip(" ")
    match = PLAIN.fullmatch(text) or POSTMASTER.fullmatch(text)
    address, rest = (match[1], match[2] or "") if match else _read_unusual(text, fallback)
    if len(address) > LONGEST or UNSAFE.search(address):
        raise BadPath
    return Path(address, _read_parameters(rest) if rest else {})


def _read_unusual(text: str, fallback: Fallback) -> tuple[str, str]:
    try:
        address, rest = fallback(text)
    except Exception as error:  # the library's parser fails in many ways on hostile input; all mean the same
        raise BadPath from error
    closed = not text.startswith("<") or ">" in text  # the parser forgives what RFC 5321 section 4.1.2 does not
    if not address or "@" not in address or rest is None or not closed:
        raise BadPath
    return address, rest.strip()


def _read_parameters(rest: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for word in rest.split(" "):
        match = PARAMETER.fullmatch(word) if word else None
        if word and match is None:
            raise BadParameter
        if match:
            parameters[match[1].upper()] = match[2] or ""
    return parameters

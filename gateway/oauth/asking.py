"""One question to a provider: a form goes there by HTTPS, JSON comes back, within bounds of time and size.

No redirect is followed, and what a provider says is data: nothing of it but a plain error code reaches a line of ours.
"""

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from .provider import Provider

SECONDS = 20.0  # for one answer
SIZE_LIMIT = 65_536  # bytes of one; tokens have two or three thousand
LIFE, LONGEST_LIFE = 600.0, 86_400.0  # seconds that a token is taken to be good: where nothing is said, and at most

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")  # it goes into SMTP and IMAP lines: no blanks, no controls
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_MICROSOFT_CODE = re.compile(r"AADSTS[0-9]{4,8}")


class Trouble(Exception):
    """No answer that could be used; the text is one clear line."""


class Refused(Trouble):
    """The provider says no. `code` is its word for why, such as invalid_grant."""

    def __init__(self, code: str, hint: str = "") -> None:
        super().__init__(f"the provider says no ({code}{f', {hint}' if hint else ''})")
        self.code = code
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON object; whatever is in it is not to be trusted."""

    host: str
    said: Mapping[str, Any] = field(repr=False)

    def text(self, *names: str) -> str:
        """The first of these that is text, "" where none is."""
        found = (self.said.get(name) for name in names)
        return next((value for value in found if isinstance(value, str) and value), "")

    def number(self, name: str, default: float) -> float:
        value = self.said.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return float(value)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


@dataclass(frozen=True, slots=True)
class Given:
    """What a token request gave. Without a `refresh_token` the one before still counts."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    seconds: float


def token(provider: Provider, fields: Mapping[str, str]) -> Given:
    """Tokens for what `fields` prove. Raises Trouble."""
    answer = ask(provider.token_url, _with_client(provider, fields))
    access, refresh = answer.text("access_token"), answer.text("refresh_token")
    kind = answer.text("token_type") or "bearer"
    if not _TOKEN.fullmatch(access) or (refresh and not _TOKEN.fullmatch(refresh)) or kind.lower() != "bearer":
        raise Trouble(f"{answer.host} answers with something that is no token")
    seconds = answer.number("expires_in", LIFE)
    return Given(access, refresh, min(seconds, LONGEST_LIFE) if seconds > 0 else LIFE)


def _with_client(provider: Provider, fields: Mapping[str, str]) -> dict[str, str]:
    asked = dict(fields) | {"client_id": provider.client_id}
    if provider.client_secret is None:
        return asked
    try:
        return asked | {"client_secret": provider.client_secret()}
    except (KeyError, OSError, ValueError):
        raise Trouble("its client_secret cannot be read") from None


def ask(url: str, fields: Mapping[str, str]) -> Answer:
    """Raises Refused where the provider names an error, and Trouble for everything else that goes wrong."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _is_fit(parts):
        raise Trouble(f"{host or 'the address'} is not asked: only https:// is safe")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    request = urllib.request.Request(url, urlencode(fields).encode(), headers, method="POST")  # noqa: S310 (looked at)
    try:
        with _opener(host).open(request, timeout=SECONDS) as response:
            status, content = response.status, _content(response, host)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Trouble(f"{host} does not answer ({_why(error)})") from None
    return _read(host, status, content)


def _is_fit(parts: SplitResult) -> bool:
    if not parts.hostname or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Every answer is one, redirects and refusals, too: a token request has no business anywhere else."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


def _opener(host: str) -> urllib.request.OpenerDirector:
    direct = [urllib.request.ProxyHandler({})] if host in _LOOPBACK else []
    return urllib.request.build_opener(_AsItIs, *direct)


def _content(response: http.client.HTTPResponse, host: str) -> bytes:
    """A piece at a time: a server that gives a byte a minute does not hold us."""
    ends = time.monotonic() + SECONDS
    content = bytearray()
    while piece := response.read1(SIZE_LIMIT):
        content += piece
        if len(content) > SIZE_LIMIT:
            raise Trouble(f"{host} answers with more than {SIZE_LIMIT} bytes")
        if time.monotonic() > ends:
            raise TimeoutError
    return bytes(content)


def _read(host: str, status: int, content: bytes) -> Answer:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Trouble(f"{host} answers with HTTP {status} and no JSON object")
    answer = Answer(host, said)
    code = answer.text("error")
    if code:
        hint = _MICROSOFT_CODE.search(answer.text("error_description"))
        raise Refused(code if _CODE.fullmatch(code) else "an unknown error", hint[0] if hint else "")
    if status != 200:
        raise Trouble(f"{host} answers with HTTP {status}")
    return answer


def _why(error: Exception) -> str:
    """Our own words: what is in an exception may have come over the wire."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "it takes too long"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return type(reason).__name__

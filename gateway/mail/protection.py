"""Which mails are signed or encrypted, told from their structure (RFC 8551, RFC 3156, RFC 9580). Nothing is verified.

Text between the armour lines of a PGP signature is shown without them.
"""

import re
from dataclasses import dataclass

from . import cms
from .inbound import Protection
from .mime import Part

_SIGNED_WITH = {
    "application/pgp-signature": Protection.PGP_SIGNED,
    "application/pkcs7-signature": Protection.SMIME_SIGNED,
    "application/x-pkcs7-signature": Protection.SMIME_SIGNED,
}
_ENVELOPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SMIME_TYPES = {
    "signed-data": Protection.SMIME_SIGNED,
    "enveloped-data": Protection.SMIME_ENCRYPTED,
    "authenveloped-data": Protection.SMIME_ENCRYPTED,
}
_CMS_KINDS = {
    cms.Kind.SIGNED: Protection.SMIME_SIGNED,
    cms.Kind.ENVELOPED: Protection.SMIME_ENCRYPTED,
    cms.Kind.AUTH_ENVELOPED: Protection.SMIME_ENCRYPTED,
}
_OPENED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]{0,9}\n(?:[A-Za-z]{1,20}: ?[^\n]{0,200}\n){0,9}[ \t]{0,9}\n", re.MULTILINE
)
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]{0,9}$", re.MULTILINE)
_CLOSED = re.compile(r"^-----END PGP SIGNATURE-----[ \t]{0,9}(?:\n|\Z)", re.MULTILINE)
_ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]{0,9}$", re.MULTILINE)
_DASHED = re.compile(r"^- ", re.MULTILINE)  # RFC 9580 section 7.2: lines that began with a dash


@dataclass(frozen=True, slots=True)
class Bared:
    """A text without the armour around it, and what that armour was."""

    text: str
    protections: tuple[Protection, ...] = ()


def of_multipart(part: Part) -> Protection | None:
    """multipart/signed and multipart/encrypted (RFC 1847); a protocol that is not named is told by the second part."""
    second = part.children[1].content_type if len(part.children) > 1 else ""
    match part.content_type:
        case "multipart/signed":
            return _SIGNED_WITH.get(part.type.get("protocol").lower()) or _SIGNED_WITH.get(second)
        case "multipart/encrypted":
            return Protection.PGP_ENCRYPTED
    return None


def is_envelope(part: Part) -> bool:
    """A part that may be an S/MIME object, by its type or by the name such files have."""
    return part.content_type in _ENVELOPES or (
        part.content_type == "application/octet-stream" and part.name.lower().endswith(".p7m")
    )


def of_envelope(part: Part, content: bytes) -> Protection | None:
    kind = cms.kind_of(content)
    return _CMS_KINDS[kind] if kind else _SMIME_TYPES.get(part.type.get("smime-type").lower())


def bare(text: str) -> Bared:
    """Armour counts at the beginning of a line only, so that of a quoted mail stays in its quote."""
    if "-----BEGIN PGP " not in text:
        return Bared(text)
    found: list[Protection] = []
    if _ENCRYPTED.search(text):
        found.append(Protection.PGP_ENCRYPTED)
    opened = _OPENED.search(text)
    signature = _SIGNATURE.search(text, opened.end()) if opened else None
    closed = _CLOSED.search(text, signature.end()) if signature else None
    if opened and signature and closed:
        found.append(Protection.PGP_SIGNED)
        inside = _DASHED.sub("", text[opened.end() : signature.start()])
        text = text[: opened.start()] + inside + text[closed.end() :]
    return Bared(text, tuple(found))

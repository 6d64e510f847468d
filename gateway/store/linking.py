"""Names and addresses of files that go out as links instead of attachments: not to be guessed, and the same for every
attempt of one notice.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from ..policy import LinkTerms, Policy
from .outbox import Claimed

# What a web server shows or saves and never runs; it knows what a file is by such an ending.
SHOWN = frozenset(
    {"7z", "avi", "bmp", "csv", "doc", "docx", "flac", "gif", "gz", "jpeg", "jpg", "m4a", "mkv", "mov", "mp3", "mp4"}
    | {"mpeg", "odp", "ods", "odt", "ogg", "pdf", "png", "ppt", "pptx", "rar", "rtf", "tar", "tif", "tiff", "txt"}
    | {"wav", "webm", "webp", "xls", "xlsx", "zip"}
)
OTHERWISE = "bin"  # which is offered for saving


@dataclass(frozen=True, slots=True)
class Linking:
    """The links of one notice: another notice with the same file has another link."""

    terms: LinkTerms
    key: bytes
    ticket: int
    notice: int

    @property
    def over(self) -> int:
        return self.terms.over

    def name(self, sha256: bytes, called: str) -> str:
        """32 letters that say nothing, and an ending. Nothing else of what the sender called it."""
        text = f"postroom link {sha256.hex()} {self.ticket} {self.notice}".encode()
        stem = base64.b32encode(hmac.new(self.key, text, hashlib.sha256).digest()[:20]).decode().lower()
        ending = called.rpartition(".")[2].lower()
        return f"{stem}.{ending if ending in SHOWN else OTHERWISE}"

    def address(self, sha256: bytes, called: str) -> str:
        return f"{self.terms.url}/{self.name(sha256, called)}"


def linking_of(claimed: Claimed, policy: Policy) -> Linking | None:
    """None where large files are only named."""
    if policy.links is None:
        return None
    return Linking(policy.links, policy.ring.signing, claimed.ticket or 0, claimed.id)

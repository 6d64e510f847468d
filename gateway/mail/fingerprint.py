"""What makes two mails the same mail, whatever way they came: words and attachments, not the transport's traces. Pure.

The Message-ID is one ingredient and never the only one, so nobody can suppress a mail by using its id first.
"""

import hashlib
from collections.abc import Sequence

from .inbound import InboundMail


def fingerprint(mail: InboundMail, forged: bool = False, contents: Sequence[bytes] = ()) -> bytes:
    """SHA-256 over author, Message-ID, what it replies to, date, subject, body and attachments; `contents` are the
    SHA-256 of these, where they are known.
    """
    digest = hashlib.sha256(b"forged" if forged else b"")
    date = mail.date.isoformat() if mail.date else ""
    threads = " ".join((*mail.in_reply_to, *mail.references))
    for part in (mail.writer.key, mail.message_id, threads, date, mail.subject, mail.text, mail.html):
        _add(digest, part.encode("utf-8", "surrogatepass"))
    known = contents or [hashlib.sha256(attachment.content).digest() for attachment in mail.attachments]
    for attachment, sha256 in zip(mail.attachments, known, strict=True):
        _add(digest, attachment.name.encode("utf-8", "surrogatepass"))
        _add(digest, sha256)
    return digest.digest()


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)

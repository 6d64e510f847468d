"""A relay that writes files: each mail that would leave lies in a folder, to be opened with any mail client.

Two fields go before the mail itself and are no part of it: `X-Postroom-Envelope-From` and `X-Postroom-Envelope-To`.
"""

import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ..mail.delivery import Attempt, Delivery, Fault
from ..mail.outbound import OutboundMail

_TICKET = re.compile(r"\[#(\d{1,12})-")
_UNSAFE = re.compile(r"[^A-Za-z0-9@+_-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class FolderRelay:
    """Writes `<time>-<ticket>-<recipient>.eml`, wholly or not at all."""

    def __init__(self, folder: Path, name: str = "folder") -> None:
        self._folder = folder
        self._name = name

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        try:
            path = self._write(_file_name(mail, datetime.now(UTC)), _envelope_fields(mail) + raw)
        except OSError as reason:
            words = f"{self._folder} cannot be written: {reason.strerror}"
            return Attempt(Delivery.DEFERRED, words, self._name, fault=Fault.RELAY)
        return Attempt(Delivery.SENT, f"written to {path.name}", self._name)

    def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, name: str, content: bytes) -> Path:
        """Temporary file, sync, rename, sync: after this call the file is there even if the power fails."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            path = self._folder / name
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(self._folder)
        return path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_name(mail: OutboundMail, now: datetime) -> str:
    ticket = _TICKET.search(mail.subject)
    recipient = _UNSAFE.sub("_", mail.recipient.replace(".", "_"))[:80]
    return f"{now:%Y%m%dT%H%M%S.%f}Z-{ticket[1] if ticket else 'mail'}-{recipient}.eml"


def _envelope_fields(mail: OutboundMail) -> bytes:
    sender, recipient = (_UNPRINTABLE.sub("", address) for address in (mail.envelope_sender, mail.recipient))
    return f"X-Postroom-Envelope-From: <{sender}>\r\nX-Postroom-Envelope-To: <{recipient}>\r\n".encode()

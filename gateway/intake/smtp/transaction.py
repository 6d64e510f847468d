"""The mail under way: its sender and recipients, and what is said to each of them (RFC 5321 section 3.3)."""

from dataclasses import dataclass, field

from . import replies
from .paths import Path
from .settings import Listener, RecipientVerdict

MAIL_PARAMETERS = frozenset({"SIZE", "BODY", "SMTPUTF8", "AUTH", "RET", "ENVID"})  # AUTH: RFC 4954 section 5
RECIPIENT_PARAMETERS = frozenset({"NOTIFY", "ORCPT"})  # RFC 3461: taken, and of no effect


@dataclass(slots=True)
class Transaction:
    """Begins with MAIL. `tried`: a recipient was named, accepted or not."""

    sender: str | None = None
    recipients: list[str] = field(default_factory=list)
    tried: bool = False
    utf8: bool = False

    def begin(self, path: Path, listener: Listener) -> bytes:
        refusal = self._judge(path, listener.max_size)
        if refusal is not None:
            return refusal
        self.sender = path.address
        self.utf8 = "SMTPUTF8" in path.parameters
        return replies.SENDER_OK

    def _judge(self, path: Path, max_size: int) -> bytes | None:
        parameters = path.parameters
        if not parameters.keys() <= MAIL_PARAMETERS:
            return replies.UNKNOWN_PARAMETER
        size = parameters.get("SIZE", "0")
        if not (size.isascii() and size.isdigit() and len(size) <= 20):
            return replies.BAD_PARAMETER
        if parameters.get("BODY", "7BIT").upper() not in ("7BIT", "8BITMIME") or parameters.get("SMTPUTF8"):
            return replies.BAD_PARAMETER
        if int(size) > max_size:  # RFC 1870 section 6.1
            return replies.TOO_BIG
        return None if "SMTPUTF8" in parameters or path.address.isascii() else replies.NEED_SMTPUTF8

    def add(self, path: Path, listener: Listener) -> bytes:
        self.tried = True
        if not path.address:
            return replies.BAD_RECIPIENT
        if not path.parameters.keys() <= RECIPIENT_PARAMETERS:
            return replies.UNKNOWN_PARAMETER
        if not (self.utf8 or path.address.isascii()):
            return replies.NEED_SMTPUTF8
        if len(self.recipients) >= listener.limits.recipients:
            return replies.TOO_MANY_RECIPIENTS
        verdict = listener.judge_recipient(path.address)
        if verdict is RecipientVerdict.ACCEPTED:
            self.recipients.append(path.address)
        told = replies.RECIPIENT_OF_AGENT if listener.submission else replies.RECIPIENT
        return told[verdict]

"""Our own checks of one mail, in the order in which they are needed: policy, signatures, sender.

Only a domain of the author's own organisation can vouch for the author, so nobody else's keys and records are asked
for: a mail costs the questions that its own author's domain is worth.
"""

from collections.abc import Callable

from ... import maillog
from ...mail.address import mailboxes
from ...mail.auth import UNCHECKED, Checked, Proven, Published, Unpublished
from ...mail.inbound import FORGING_DEFECTS, Envelope, InboundMail, Source
from . import content, senders, signatures
from .dmarc import Walks
from .questions import Inquiry, Record, Resolver, Trouble, is_name
from .signatures import Signed

Concerns = Callable[[str], bool]
SECONDS = 5.0  # for one mail

# A second one on top changes what is read, and no signature notices: it covers the lowest (RFC 6376 section 8.15).
# The fields of RFC 5322 that may stand once are looked at when the mail is read.
SINGLE = (b"content-type", b"content-transfer-encoding", b"mime-version")


class OwnChecks:
    """The border server's work, for all threads of a process."""

    def __init__(self, resolver: Resolver, seconds: float = SECONDS) -> None:
        self._resolver = resolver
        self._seconds = seconds

    def check(self, raw: bytes, envelope: Envelope, mail: InboundMail) -> Checked:
        """What can be proven about the author; nothing, where anything goes wrong. An agent who logged in is known."""
        if envelope.login:
            return UNCHECKED
        if FORGING_DEFECTS.intersection(mail.defects):
            return Checked()  # nothing could help it
        domain = mail.writer.domain
        if not is_name(domain):
            return Checked(Unpublished.NONE, complete=True)
        inquiry = Inquiry(self._resolver, self._seconds)
        try:
            return _checked(raw, envelope, mail, inquiry)
        except Trouble as trouble:
            maillog.unavailable("dns", f"{trouble} for {domain}")
        except Exception as error:
            maillog.unavailable("border", type(error).__name__)
        return Checked()

    def problem(self, name: str) -> str:
        try:
            self._resolver.ask(name, Record.TXT, self._seconds)
        except Trouble as trouble:
            return f"DNS does not answer about {name} ({trouble})"
        return ""


def _checked(raw: bytes, envelope: Envelope, mail: InboundMail, inquiry: Inquiry) -> Checked:
    """Raises Trouble where not even the policy could be found."""
    domain = mail.writer.domain
    walks = Walks(inquiry)
    policy = walks.policy(domain)
    circle = policy.organisation if isinstance(policy, Published) else ""

    def concerns(other: str) -> bool:
        """Could it vouch for the author?"""
        return other == domain or (bool(circle) and f".{other}".endswith(f".{circle}"))

    signed = _signed(raw, mail, concerns, inquiry)
    sent, sender_known = _sent(envelope, concerns, inquiry)
    proven = [_proven(each, walks) for each in (*signed.domains, sent) if each]
    return Checked(
        policy,
        spf=proven[-1] if sent else None,
        dkim=tuple(each for each in proven[: len(signed.domains)] if each),
        complete=signed.complete and sender_known and None not in proven,
    )


def _signed(raw: bytes, mail: InboundMail, concerns: Concerns, inquiry: Inquiry) -> Signed:
    """The signatures must be about the very author and the very parts that we read."""
    found = content.read(raw)
    if found is None:
        return Signed((), complete=not mail.header("dkim-signature"))
    if any(len(found.every(name)) > 1 for name in SINGLE):
        return Signed((), complete=False)
    authors = [b"".join(value.splitlines()).strip(b" \t") for value in found.every(b"from")]
    keys = [[mailbox.key for mailbox in mailboxes(author)] for author in authors]
    if keys != [[mailbox.key for mailbox in mail.from_]]:
        return Signed((), complete=False)
    return signatures.signed(found, concerns, inquiry)


def _sent(envelope: Envelope, concerns: Concerns, inquiry: Inquiry) -> tuple[str, bool]:
    """The domain for which the client may send, "" for none; and whether that is known."""
    domain = senders.identity(envelope)
    if envelope.source is Source.SMTP and not (is_name(domain) and concerns(domain)):
        return "", True
    if not senders.is_known(envelope):
        return "", False
    try:
        return (domain if senders.passes(envelope, inquiry) else ""), True
    except Trouble:
        return "", False


def _proven(domain: str, walks: Walks) -> Proven | None:
    """None where its organisation cannot be found."""
    try:
        return Proven(domain, walks.organisation(domain))
    except Trouble:
        return None

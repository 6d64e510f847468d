"""What arrived: the envelope of the transport and the content that was read from the bytes. Edges fill an `Envelope`;
`mail/parse` fills an `InboundMail`; everything after that only reads them.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from .complained import Complaint
from .nameless import name_for


class Source(Enum):
    """The entrance a mail came through."""

    SMTP = "smtp"
    IMAP = "imap"
    FILE = "file"
    LMTP = "lmtp"  # from a mail server of the house on this machine
    PIPE = "pipe"  # from the same, by `postroom accept`
    CONSOLE = "console"  # written there by an agent who is signed in, or by a person who confirmed their address


ENVELOPED = frozenset({Source.SMTP, Source.LMTP})  # by these, who sent a mail and to whom is told with it

# Who sent a report, for a program that a mail server starts: it has no way to say "nobody", and Postfix says this.
NULL_BY_PIPE = "MAILER-DAEMON"


class Defect(Enum):
    """What is wrong with a mail. The first group takes all authority from it (design: FORGED)."""

    STRAY_CONTROL = "a bare CR, LF or NUL in a header"
    NO_FROM = "no From field"
    MANY_FROM = "more than one From field or author"
    BAD_FROM = "a From field that can be read in two ways"
    REPEATED_FIELD = "a header field that must be single stands twice"
    HEADER_TOO_BIG = "the header block is larger than the limit; the rest was not read"
    TOO_MANY_FIELDS = "too many header fields; the rest was not read"

    TOO_MANY_PARTS = "too many parts; the rest was kept unread"
    TOO_DEEP = "parts nested too deeply; the rest was kept unread"
    BAD_BOUNDARY = "a multipart whose boundary is missing or never closed"
    BAD_ENCODING = "a transfer encoding that could not be undone cleanly"
    BAD_CHARSET = "text in another charset than it says"
    BAD_HEADER = "a header line without a colon or with unreadable words"
    AMBIGUOUS = "two Content-Type, encoding or boundary statements that disagree"
    HTML_TOO_DEEP = "HTML nested too deeply; it was flattened"
    TRUNCATED = "text longer than the limit; the rest is only in the raw mail"


class Protection(Enum):
    """How a mail was signed or encrypted, by its structure; no signature was verified."""

    SMIME_SIGNED = "S/MIME signed"
    SMIME_ENCRYPTED = "S/MIME encrypted"
    PGP_SIGNED = "PGP signed"
    PGP_ENCRYPTED = "PGP encrypted"


FORGING_DEFECTS = frozenset(
    {Defect.STRAY_CONTROL, Defect.NO_FROM, Defect.MANY_FROM, Defect.BAD_FROM, Defect.REPEATED_FIELD}
    | {Defect.HEADER_TOO_BIG, Defect.TOO_MANY_FIELDS}  # a second author may stand where nobody read
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the transport said. `sender` is empty for the null sender; addresses carry no angle brackets. `login` is the
    agent who logged in to hand the mail in, the address of a person who confirmed it in the console, "" for nobody.
    """

    sender: str
    recipients: tuple[str, ...]
    source: Source = Source.FILE
    peer: str = ""  # the client's address, the mailbox's name or the file's name
    helo: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address of a header field: `address` as written (without brackets), `name` decoded, may be empty."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """The form two equal addresses share: lower case, domain as A-label."""
        local, at, domain = self.address.rpartition("@")
        if not domain.isascii():
            with suppress(UnicodeError):
                domain = domain.encode("idna").decode("ascii")
        return f"{local}{at}{domain}".lower()

    @property
    def domain(self) -> str:
        return self.key.rpartition("@")[2]


NOBODY = Mailbox("")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part that is neither the body text nor its HTML form. `name` is a hint from the sender, never a path."""

    name: str
    content_type: str  # "image/png", lower case, made safe
    content: bytes
    inline: bool = False
    content_id: str = ""  # without angle brackets

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def shown_name(self) -> str:
        """The name to show and to save under: where the sender gave none, one that says what it is."""
        return self.name or name_for(self.content_type)


class Nature(Enum):
    """Who wrote a mail: a person, or one of the kinds of machine that RFC 3834 asks us not to answer."""

    PERSON = "person"
    VACATION = "vacation"  # out of office and other answers to our mail
    AUTOMATIC = "automatic"  # anything else that says Auto-Submitted
    LIST = "list"
    BULK = "bulk"
    RECEIPT = "receipt"  # read and delivery receipts (RFC 8098)
    COMPLAINT = "complaint"  # feedback report (RFC 5965)
    BOUNCE = "bounce"
    OWN = "own"  # our own mail come home


@dataclass(frozen=True, slots=True)
class Judgement:
    """`nature` and the reason for it, in one short sentence that goes into the trail."""

    nature: Nature
    reason: str = ""


class Severity(Enum):
    """HARD: the address is dead. SOFT: this mail did not arrive, a later or another one may."""

    HARD = "hard"
    SOFT = "soft"


class Reason(Enum):
    """Why a mail did not reach one recipient, in words that an agent reads."""

    NO_SUCH_USER = "no such user"
    MOVED = "the user has moved"
    MAILBOX_FULL = "mailbox full"
    SUSPENDED = "the account is suspended or disabled"
    NO_SUCH_HOST = "no such host or domain"
    NO_MAIL_TAKEN = "the host takes no mail"
    TOO_BIG = "too big"
    RELAY = "relaying denied"
    SPAM = "taken for spam"
    VIRUS = "a virus was found"
    CONTENT = "its content was rejected"
    AUTHENTICATION = "SPF, DKIM or DMARC failed"
    BLOCKED = "the sending host is blocked or of bad repute"
    SENDER = "the sender was rejected"
    POLICY = "against the policy of the host"
    RATE = "too much mail in too short a time"
    NETWORK = "the host could not be reached"
    EXPIRED = "it was tried for too long"
    SYSTEM_FULL = "the mail system has no space"
    SYSTEM = "trouble in the mail system"
    PROTOCOL = "the mail systems did not understand each other"
    UNKNOWN = "for no reason that we know"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient of a delivery report. `status` is an enhanced code such as "5.1.1", or empty."""

    recipient: str
    status: str
    severity: Severity
    words: str = ""
    reason: Reason = Reason.UNKNOWN


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report: who could not be reached, and the Message-IDs of the mail that came back (no brackets).

    `delays` are recipients that are still being tried.
    """

    failures: tuple[Failure, ...]
    original_ids: tuple[str, ...] = ()
    delays: tuple[Failure, ...] = ()

    @property
    def only_warns(self) -> bool:
        """No mail was lost: all whom it names are still being tried."""
        return bool(self.delays) and not self.failures


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One mail, read. Any bytes give one. Texts are str without NUL, line ends are "\\n"; ids carry no brackets."""

    envelope: Envelope
    fields: tuple[tuple[str, str], ...]  # (lower-case name, decoded value) in order, unfolded, capped
    subject: str
    from_: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]  # oldest first, as written
    date: datetime | None  # aware, or None where it cannot be read
    text: str  # the whole body, HTML turned into text where there is no plain part
    html: str  # the HTML body as it came, "" where there is none; never shown unsanitised
    attachments: tuple[Attachment, ...]
    judgement: Judgement
    bounce: Bounce | None
    defects: tuple[Defect, ...] = field(default=())
    protections: tuple[Protection, ...] = ()
    complaint: Complaint | None = None

    @property
    def writer(self) -> Mailbox:
        """The author as the From field has it; NOBODY where it has none."""
        return self.from_[0] if self.from_ else NOBODY

    @property
    def addressed(self) -> tuple[Mailbox, ...]:
        return self.to + self.cc

    def header(self, name: str) -> str:
        """The first value of the field called `name` (lower case), or ""."""
        values = self.headers(name)
        return values[0] if values else ""

    def headers(self, name: str) -> tuple[str, ...]:
        return tuple([value for key, value in self.fields if key == name])

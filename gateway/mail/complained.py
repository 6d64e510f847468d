"""What a feedback report says: somebody called a mail spam. A value that `complaint` reads. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """A feedback report (RFC 5965): a mail from `sender` (of its envelope) was called spam by one of `recipients`."""

    kind: str = "abuse"
    sender: str = ""
    recipients: tuple[str, ...] = ()
    original_ids: tuple[str, ...] = ()

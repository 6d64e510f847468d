"""The DMARC policy of a domain, and the organisation that it belongs to: a walk up the tree (RFC 9989 section 4)."""

import re
from dataclasses import dataclass

from ...mail.auth import Published, Unpublished
from .questions import NAME_LIMIT, Inquiry, Record

STEPS = 8  # names of one walk
RECORD_LIMIT = 2048  # characters
TAG_LIMIT = 50
_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_TAG = re.compile(r"[ \t]*([a-z]{1,20})[ \t]*=[ \t]*(.*?)[ \t]*", re.DOTALL)
_REPORT = re.compile(r"[a-z][a-z0-9+.-]{0,20}:[^\s,;]+", re.IGNORECASE)
_POLICIES = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """What is of use to us. `psd`: "y" for a public suffix, "n" for an organisation, "u" where nothing is said."""

    domain: str
    strict_dkim: bool = False
    strict_spf: bool = False
    psd: str = "u"


def read(domain: str, text: str) -> DmarcRecord | None:
    """One TXT record; None for one that is no DMARC record, or that says nothing clear."""
    if len(text) > RECORD_LIMIT or not _VERSION.match(text):
        return None
    tags: dict[str, str] = {}
    for piece in text.split(";")[1 : TAG_LIMIT + 1]:
        found = _TAG.fullmatch(piece)
        if found and found[1] in tags:
            return None  # two readers could take either
        if found:
            tags[found[1]] = found[2]
    if not _is_valid(tags):
        return None
    psd = tags.get("psd", "u").lower()
    return DmarcRecord(
        domain,
        strict_dkim=tags.get("adkim", "r").lower() == "s",
        strict_spf=tags.get("aspf", "r").lower() == "s",
        psd=psd if psd in ("y", "n") else "u",
    )


def _is_valid(tags: dict[str, str]) -> bool:
    """Without p= it is a policy of "none"; where one cannot be read, the address for reports tells that it is meant."""
    if all(tags.get(tag, "none").lower() in _POLICIES for tag in ("p", "sp", "np")):
        return True
    return any(_REPORT.fullmatch(address.strip()) for address in tags.get("rua", "").split(",")[:10])


class Walks:
    """The policies and organisations of the domains that one mail names."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._done: dict[str, tuple[DmarcRecord, ...]] = {}

    def policy(self, domain: str) -> Published | Unpublished:
        """Raises Trouble."""
        records = self._walk(domain)
        organisation = self.organisation(domain)
        for place in (domain, organisation):
            for record in records:
                if record.domain == place:
                    return Published(organisation, record.strict_dkim, record.strict_spf)
        if records and records[-1].domain != domain:  # the public suffix's own
            return Published(organisation, records[-1].strict_dkim, records[-1].strict_spf)
        return Unpublished.NONE

    def organisation(self, domain: str) -> str:
        """RFC 9989 section 4.10.2. Raises Trouble."""
        records = self._walk(domain)
        for record in records:
            if record.psd == "n":
                return record.domain
            top = "." not in record.domain  # no organisation is a whole top-level domain, whatever its record forgot
            if (record.psd == "y" or top) and record.domain != domain:
                labels = record.domain.count(".") + 2
                return ".".join(domain.split(".")[-labels:])
        return records[-1].domain if records else domain

    def _walk(self, domain: str) -> tuple[DmarcRecord, ...]:
        """The records on the way from a domain up to its top, the longest name first."""
        if domain not in self._done:
            found: list[DmarcRecord] = []
            for place in _places(domain):
                record = self._at(place)
                if record is None:
                    continue
                found.append(record)
                if record.psd == "n" or (record.psd == "y" and place != domain):
                    break
            self._done[domain] = tuple(found)
        return self._done[domain]

    def _at(self, place: str) -> DmarcRecord | None:
        """The record of one domain; several are none."""
        name = f"_dmarc.{place}"
        if len(name) > NAME_LIMIT:
            return None
        texts = [text for text in self._inquiry.ask(name, Record.TXT) if _VERSION.match(text)]
        return read(place, texts[0]) if len(texts) == 1 else None


def _places(domain: str) -> list[str]:
    """RFC 9989 section 4.10: the domain, then its parents, those of many labels shortened to seven at once."""
    labels = domain.split(".")
    above = labels[1:] if len(labels) < STEPS else labels[-(STEPS - 1) :]
    return [domain, *(".".join(above[start:]) for start in range(len(above)))]

"""Raw bytes -> InboundMail, for any bytes at all: what cannot be read is left out and noted as a defect."""

from . import auto, body, bounce, complaint, mime
from .address import author, mailboxes
from .header import Header
from .identifiers import date, ids
from .inbound import Defect, Envelope, InboundMail, Mailbox, Nature
from .words import text_of

# RFC 5322 section 3.6: these stand at most once. Two of them are read differently by different readers.
SINGLE = ("date", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject")
NOWHERE = Envelope("", ())


def parse(raw: bytes, envelope: Envelope = NOWHERE) -> InboundMail:
    """One mail, read. Linear in its size; nothing in it raises."""
    defects: list[Defect] = []
    root = mime.read(unwrapped(raw, defects), defects)
    header = root.header
    hint = _hint(root)
    content = body.read(root, defects)
    from_, doubts = author(header.every("from"), hint)
    fields = tuple([(name, text_of(value, hint)) for name, value in header.fields])
    report = bounce.read(root, content)
    signs = auto.Signs(envelope, fields, from_, root.content_type, report, auto.kinds(root), content.text)
    judgement = auto.judge(signs)
    complains = judgement.nature is Nature.COMPLAINT
    defects += [*doubts, *_repeated(header)]
    return InboundMail(
        envelope=envelope,
        fields=fields,
        subject=_first(fields, "subject"),
        from_=from_,
        to=_people(header, "to", hint),
        cc=_people(header, "cc", hint),
        reply_to=_people(header, "reply-to", hint),
        message_id=next(iter(ids(_first(fields, "message-id"))), ""),
        in_reply_to=ids(_first(fields, "in-reply-to")),
        references=ids(_first(fields, "references")),
        date=date(_first(fields, "date")),
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        judgement=judgement,
        bounce=report,
        defects=tuple(dict.fromkeys(defects)),
        protections=content.protections,
        complaint=complaint.read(root, content.text) if complains else None,
    )


def unwrapped(raw: bytes, defects: list[Defect]) -> bytes:
    """The mail without what some transports put around it: a byte order mark, blank lines first, bare CR line ends."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in raw and b"\n" not in raw:
        defects.append(Defect.STRAY_CONTROL)
        raw = raw.replace(b"\r", b"\n")
    return raw.lstrip(b"\r\n") if raw.startswith((b"\r", b"\n")) else raw


def _hint(root: mime.Part) -> str:
    """The charset of the first text: that of raw 8-bit fields too, most likely."""
    part = root
    while part.children and not part.type.get("charset"):
        part = part.children[0]
    return part.type.get("charset")


def _first(fields: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in fields if key == name), "")


def _people(header: Header, name: str, hint: str) -> tuple[Mailbox, ...]:
    """The mailboxes of every field of that name; for Delivered copies the union is what the mail says."""
    found = tuple([mailbox for raw in header.every(name) for mailbox in mailboxes(raw, hint)])
    return found[:100]


def _repeated(header: Header) -> list[Defect]:
    names = [name for name, _ in header.fields]
    return [Defect.REPEATED_FIELD] if any(names.count(name) > 1 for name in SINGLE) else []

"""Registry 3, what a rule may ask. Each entry reads what was written and makes a test of it. Pure.

Texts are compared folded (`sight.plain`): case, Persian and Arabic letters, half spaces and line ends are alike.
"""

import re
from collections.abc import Callable

from ..mail.inbound import Attachment
from ..mail.spam_level import spam_level
from ..policy import Policy
from ..sight import Sight
from ..tickets.clock import is_open
from ..tickets.people import Standing
from . import values
from .masks import Masks
from .mistakes import meant
from .page import Spot, flag, number, said, texts
from .words import text_test

Test = Callable[[Sight], bool]
Condition = Callable[[Spot], Test | None]  # None: the mistake is written down

LANGUAGES = ("en", "fa")
_KIND = re.compile(r"(?:[a-z0-9.+-]{1,80}/(?:\*|[a-z0-9.+-]{1,80}))|(?:\*?\.)?[a-z0-9_-]{1,20}")
_FIELD = re.compile(r"[!-9;-~]{1,80}")  # RFC 5322 section 2.2


# --- who ----------------------------------------------------------------------------------------------------------


def _recipient(spot: Spot) -> Test | None:
    """An address that the mail came to, or that it names in To or Cc."""
    masks = values.masks(spot)
    return None if masks is None else lambda sight: masks.fit(sight.texts.recipients)


def _sender(spot: Spot) -> Test | None:
    masks = values.masks(spot)
    return None if masks is None else lambda sight: masks.fit((sight.mail.writer.key,))


def _sender_domain(spot: Spot) -> Test | None:
    """The domain of the sender, or one above it: `customer.example` is that of `ali@mail.customer.example`, too."""
    domains = values.domains(spot)
    return None if domains is None else lambda sight: not domains.isdisjoint(sight.texts.sender_domains)


def _standing(spot: Spot) -> Test | None:
    """How far the mail proves who sent it, at least."""
    labels = {standing.label: standing for standing in Standing}
    name = values.named(spot, "standing", lambda written: written.lower() if written.lower() in labels else "", labels)
    if name is None:
        return None
    least = labels[name]
    return lambda sight: sight.facts.author.standing >= least


def _vip(spot: Spot) -> Test | None:
    """Is the sender on the `vip` list of the document?"""
    wanted, vips = flag(spot), spot.page.vips
    if ("vip",) not in spot.page.lines:
        spot.wrong('the document has no list of them; write vip = ["ADDRESS"] above its first table')
        return None
    return None if wanted is None else lambda sight: _is_among(vips, sight) is wanted


def _is_among(vips: Masks, sight: Sight) -> bool:
    """Many rules ask this of one mail."""
    known = sight.texts.memo.get(vips)
    if known is None:
        known = sight.texts.memo[vips] = vips.fit((sight.mail.writer.key,))
    return known


def _open_tickets(spot: Spot) -> Test | None:
    """How many open tickets the sender has already, at least."""
    least = number(spot, 1)
    return None if least is None else lambda sight: sight.facts.beginning.open_tickets >= least


# --- what it says -------------------------------------------------------------------------------------------------


def _subject(spot: Spot) -> Test | None:
    fit = text_test(spot)
    return None if fit is None else lambda sight: fit(sight.texts.subject)


def _body(spot: Spot) -> Test | None:
    """The whole text of the mail, with what it quotes."""
    fit = text_test(spot)
    return None if fit is None else lambda sight: fit(sight.texts.body)


def _header(spot: Spot) -> Test | None:
    """`header.NAME`, one or several: a test of each field's text, or whether there is such a field at all."""
    if not isinstance(spot.value, dict) or not spot.value:
        spot.wrong("should name a field: header.X-NAME = …")
        return None
    made = [_field(each) for each in spot.members()]
    tests = tuple(test for test in made if test is not None)
    return (lambda sight: all(test(sight) for test in tests)) if len(tests) == len(made) else None


def _field(spot: Spot) -> Test | None:
    name = spot.key.lower()
    if not _FIELD.fullmatch(name):
        spot.wrong("is no name of a header field")
        return None
    if isinstance(spot.value, bool):
        wanted = spot.value
        return lambda sight: bool(sight.texts.field(name)) is wanted
    fit = text_test(spot)
    return None if fit is None else lambda sight: any(fit(each) for each in sight.texts.field(name))


def _language(spot: Spot) -> Test | None:
    """The language in which the requester will be written to."""
    names = values.any_of(
        spot,
        lambda each: values.named(each, "language", lambda name: name if name in LANGUAGES else "", LANGUAGES),
    )
    return None if names is None else lambda sight: sight.ticket.language in names


# --- what the ticket is so far: as the mail's first lines and earlier rules made it ---------------------------------


def _department(spot: Spot) -> Test | None:
    names = values.any_of(spot, values.department)
    return None if names is None else lambda sight: sight.ticket.department in names


def _type(spot: Spot) -> Test | None:
    names = values.any_of(spot, values.type_)
    return None if names is None else lambda sight: sight.ticket.type in names


def _product(spot: Spot) -> Test | None:
    names = values.any_of(spot, values.product)
    return None if names is None else lambda sight: sight.ticket.product in names


def _priority(spot: Spot) -> Test | None:
    names = values.any_of(spot, values.priority)
    return None if names is None else lambda sight: sight.ticket.priority.value in names


def _business_hours(spot: Spot) -> Test | None:
    """Does the ticket's department work at the moment when the mail came?"""
    wanted, policy = flag(spot), spot.page.policy
    return None if wanted is None else lambda sight: _works(policy, sight) is wanted


def _works(policy: Policy, sight: Sight) -> bool:
    name = sight.ticket.department
    known = sight.texts.memo.get(name)
    if known is None:
        known = sight.texts.memo[name] = is_open(policy.department(name).hours, sight.facts.came)
    return known


# --- what it carries ----------------------------------------------------------------------------------------------


def _attachment(spot: Spot) -> Test | None:
    """`true`, `false`, or kinds of files: "pdf", "image/*". Pictures between the words are none for true and false."""
    if isinstance(spot.value, bool):
        wanted = spot.value
        return lambda sight: any(map(_is_file, sight.mail.attachments)) is wanted
    entries = texts(spot)
    if entries is None:
        return None
    odd = [entry for entry in entries if not _KIND.fullmatch(said(entry).lower())]
    for entry in odd:
        entry.wrong('is no kind of file; there are true, false, endings such as "pdf", and types such as "image/*"')
    kinds = tuple(said(entry).lower().removeprefix("*").removeprefix(".") for entry in entries)
    return None if odd else lambda sight: any(_is_of(part, kinds) for part in sight.mail.attachments)


def _is_file(part: Attachment) -> bool:
    return not (part.inline and part.content_type.startswith("image/"))


def _is_of(part: Attachment, kinds: tuple[str, ...]) -> bool:
    name, (main, _, sub) = part.name.lower(), part.content_type.partition("/")
    meant_by = {part.content_type, f"{main}/*", sub}
    return any(kind in meant_by or name.endswith(f".{kind}") for kind in kinds)


def _larger_than(spot: Spot) -> Test | None:
    """The text and all attachments together, as they are without their transfer encoding."""
    limit = values.size(spot)
    return None if limit is None else lambda sight: sight.texts.size > limit


def _smaller_than(spot: Spot) -> Test | None:
    limit = values.size(spot)
    return None if limit is None else lambda sight: sight.texts.size < limit


def _spam_level(spot: Spot) -> Test | None:
    """The score that a relay of ours gave it, at least. What others wrote counts as 0."""
    least, policy = number(spot, 0), spot.page.policy
    if least is None:
        return None
    return lambda sight: policy.believes_spam_marks(sight.mail.envelope) and spam_level(sight.mail) >= least


CONDITIONS: dict[str, Condition] = {
    "recipient": _recipient,
    "sender": _sender,
    "sender_domain": _sender_domain,
    "standing": _standing,
    "vip": _vip,
    "open_tickets": _open_tickets,
    "subject": _subject,
    "body": _body,
    "header": _header,
    "language": _language,
    "department": _department,
    "type": _type,
    "product": _product,
    "priority": _priority,
    "business_hours": _business_hours,
    "attachment": _attachment,
    "larger_than": _larger_than,
    "smaller_than": _smaller_than,
    "spam_level": _spam_level,
}

# Conditions whose answer an earlier rule may have changed.
CHANGING = frozenset({"department", "type", "product", "priority", "business_hours"})


def condition(spot: Spot) -> Test | None:
    found = CONDITIONS.get(spot.key)
    if found is None:
        spot.wrong("there is no such condition" + meant(spot.key, CONDITIONS))
        return None
    return found(spot)

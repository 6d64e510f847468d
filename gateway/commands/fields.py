"""The first lines of a new mail may say what its ticket is to be: `Priority: high`, `واحد: پشتیبانی`. Pure.

Nobody is refused for a mistyped one: the mail opens its ticket as it would have without that line, and the
acknowledgement names what there is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..mail.persian import fold
from ..policy import Policy
from ..tickets.ticket import Priority
from .command import Words
from .grammar import EDGES

NAME_LIMIT = 20  # characters before the colon; what is longer is a sentence
VALUE_LIMIT = 40  # characters behind it; what is longer, and is no value that we know, is a sentence
VALUE_WORDS = 4
LINES_LIMIT = 40  # lines that are looked at, empty ones among them


@dataclass(frozen=True, slots=True)
class Fields:
    """What the lines say; "" and None where they say nothing. `rest` is the text without them."""

    department: str
    priority: Priority | None
    type: str
    product: str
    rest: str
    complaints: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field that may be said: its names, the first English and Persian ones as we write them, and its values."""

    key: str
    english: tuple[str, ...]
    persian: tuple[str, ...]
    values: Callable[[Policy], tuple["Value", ...]]
    unknown: Words  # the complaint, up to the list of what there is

    @property
    def name(self) -> Words:
        return Words(self.english[0], self.persian[0])


@dataclass(frozen=True, slots=True)
class Value:
    word: str  # what the ticket remembers
    shown: Words
    also: tuple[str, ...] = ()  # other writings that people try

    @property
    def writings(self) -> frozenset[str]:
        return frozenset(map(_plain, (self.word, self.shown.en, self.shown.fa, *self.also)))


# Other writings of the steps, besides what the configuration calls them.
_STEPS = {
    Priority.LOW: ("کم", "پایین", "minor"),
    Priority.NORMAL: ("عادی", "medium", "معمولی", "متوسط"),
    Priority.HIGH: ("زیاد", "بالا", "مهم", "important"),
    Priority.URGENT: ("فوری", "ضروری", "اضطراری", "خیلی فوری", "critical"),
}


def priorities(policy: Policy) -> tuple[Value, ...]:
    return tuple(
        Value(step.value, Words(choice.label("en"), choice.label("fa")), also)
        for step, also in _STEPS.items()
        for choice in (policy.priority(step.value),)
    )


def priority_meant(text: str, policy: Policy) -> Priority | None:
    """The step that somebody wrote, in whatever writing."""
    written = _plain(text)
    found = next((value for value in priorities(policy) if written in value.writings), None)
    return Priority(found.word) if found else None


def _departments(policy: Policy) -> tuple[Value, ...]:
    return tuple(_labelled(dep.name, dep.label("en"), dep.label("fa")) for dep in policy.departments)


def _types(policy: Policy) -> tuple[Value, ...]:
    return tuple(_labelled(choice.name, choice.label("en"), choice.label("fa")) for choice in policy.types)


def _products(policy: Policy) -> tuple[Value, ...]:
    return tuple(_labelled(choice.name, choice.label("en"), choice.label("fa")) for choice in policy.products)


def _labelled(name: str, english: str, persian: str) -> Value:
    return Value(name, Words(english, persian))


FIELDS: tuple[Field, ...] = (
    Field(
        "department",
        ("Department", "Dept"),
        ("بخش", "واحد", "دپارتمان"),
        _departments,
        Words("We do not know the department you asked for.", "بخشی را که نوشته‌اید نمی‌شناسیم."),
    ),
    Field(
        "priority",
        ("Priority",),
        ("اولویت", "فوریت"),
        priorities,
        Words("We do not know the priority you asked for.", "اولویتی را که نوشته‌اید نمی‌شناسیم."),
    ),
    Field(
        "type",
        ("Type",),
        ("نوع", "نوع درخواست"),
        _types,
        Words("We do not know the type of request you asked for.", "نوع درخواستی را که نوشته‌اید نمی‌شناسیم."),
    ),
    Field(
        "product",
        ("Product",),
        ("محصول", "نام محصول"),
        _products,
        Words("We do not know the product you named.", "محصولی را که نوشته‌اید نمی‌شناسیم."),
    ),
)

_LINE = re.compile(r"([^:：﹕꞉]{1,80})[:：﹕꞉](.*)")
_JOINTS = re.compile(r"[\s_\-‐‑‒–—]+")
_NOTHING = Fields("", None, "", "", "")


def read_fields(text: str, policy: Policy) -> Fields:
    """What the first lines say. The first line that is no field ends them, and so does a field that was said before."""
    lines = text.split("\n")
    found, said, taken = _NOTHING, set[str](), 0
    for number, line in enumerate(lines[:LINES_LIMIT]):
        if not line.strip(EDGES):
            continue
        field, written = _split(line)
        if field is None or field.key in said or not (written or said or _more_fields(lines[number + 1 :])):
            break
        values = field.values(policy)
        value = next((value for value in values if _plain(written) in value.writings), None)
        if value is None and _is_sentence(written):
            break
        said.add(field.key)
        taken = number + 1
        if value is not None:
            found = _with(found, field.key, value.word)
        elif written and values:
            found = replace(found, complaints=(*found.complaints, _complaint(field, values)))
    return replace(found, rest="\n".join(lines[taken:]).strip())


def offered(policy: Policy, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each field that may be said here, by its name, with its values as people read them."""
    listed = ((field.name.in_language(language), _shown(field.values(policy), language)) for field in FIELDS)
    return tuple((name, values) for name, values in listed if values)


def _shown(values: tuple[Value, ...], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.shown.in_language(language) for value in values))


def _split(line: str) -> tuple[Field | None, str]:
    """The field that a line names, and what stands behind the colon."""
    match = _LINE.match(line.strip(EDGES))
    if match is None or len(match[1].strip(EDGES)) > NAME_LIMIT:
        return None, ""
    return _BY_NAME.get(_plain(match[1])), match[2].strip(EDGES)


def _more_fields(lines: Iterable[str]) -> bool:
    """Is the next line that is not empty a field, too? An empty first one alone ("Type:") may head a list."""
    following = next((line for line in lines if line.strip(EDGES)), "")
    return _split(following)[0] is not None


def _is_sentence(written: str) -> bool:
    return len(written) > VALUE_LIMIT or len(written.split()) > VALUE_WORDS


def _with(fields: Fields, key: str, word: str) -> Fields:
    match key:
        case "department":
            return replace(fields, department=word)
        case "priority":
            return replace(fields, priority=Priority(word))
        case "type":
            return replace(fields, type=word)
        case _:
            return replace(fields, product=word)


def _complaint(field: Field, values: tuple[Value, ...]) -> Words:
    return Words(
        f"{field.unknown.en} There are: {', '.join(_shown(values, 'en'))}.",
        f"{field.unknown.fa} این‌ها را داریم: {'، '.join(_shown(values, 'fa'))}.",
    )


def _plain(text: str) -> str:
    """The form in which two writings of a name or value are equal."""
    return _JOINTS.sub("", fold(text)).strip(".,;!،؛*\"'«»")


_BY_NAME = {_plain(name): field for field in FIELDS for name in (*field.english, *field.persian)}

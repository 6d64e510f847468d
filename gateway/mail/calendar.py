"""An invitation (text/calendar, RFC 5545) -> the lines a person needs of it, for mails that hold nothing else."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

SIZE_LIMIT = 256 * 1024
LINE_LIMIT = 5000
_LINE = re.compile(r"([A-Za-z-]{1,40})((?:;[^:;\"]{0,200}(?:\"[^\"\n]{0,200}\"[^:;\"]{0,200})?){0,20}+):")
_PARAMETER = re.compile(r";([A-Za-z-]{1,40})=(?:\"([^\"]{0,200})\"|([^;:\"]{0,200}))")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")
_ESCAPED = re.compile(r"\\(.)")
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_METHODS = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation", "PUBLISH": "Event",
            "COUNTER": "Counter-proposal"}  # fmt: skip
_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "accepted tentatively"}


@dataclass(frozen=True, slots=True)
class _Property:
    value: str
    parameters: dict[str, str]


def summary(text: str) -> str:
    """What, when, where, who, and the description of the first entry; "" where the text holds none."""
    method, entry = _entry(text[:SIZE_LIMIT])
    if not entry:
        return ""
    lines = [
        f"{_METHODS.get(method, 'Event')}: {_said(entry, 'SUMMARY')}".strip(),
        _labelled("When", _when(entry)),
        _labelled("Where", _said(entry, "LOCATION")),
        _labelled("Organiser", _person(entry.get("ORGANIZER"))),
        _labelled("Answer", _answer(entry.get("ATTENDEE")) if method == "REPLY" else ""),
    ]
    description = "\n\n".join(filter(None, [_said(entry, "DESCRIPTION"), _said(entry, "COMMENT")]))
    return "\n".join(filter(None, lines)) + (f"\n\n{description}" if description else "") + "\n"


def _entry(text: str) -> tuple[str, dict[str, _Property]]:
    """The method of the calendar, and the properties of its first entry; those of alarms inside are passed over."""
    method, inside = "", ""
    found: dict[str, _Property] = {}
    nested = 0
    for line in _unfolded(text):
        match = _LINE.match(line)
        if match is None:
            continue
        name, value = match[1].upper(), line[match.end() :].strip()
        if name == "METHOD" and not inside:
            method = value.upper()
        elif name == "BEGIN":
            nested += bool(inside)
            inside = inside or (value.upper() if value.upper() in _ENTRIES else "")
        elif name == "END" and inside:
            if not nested:
                break
            nested -= 1
        elif inside and not nested:
            parameters = {key.upper(): quoted or plain for key, quoted, plain in _PARAMETER.findall(match[2])}
            found.setdefault(name, _Property(value, parameters))
    return method, found


def _unfolded(text: str) -> list[str]:
    """RFC 5545 section 3.1: a line that begins with a blank goes on with the one before."""
    joined = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return joined.split("\n", LINE_LIMIT)[:LINE_LIMIT]


def _said(entry: dict[str, _Property], name: str) -> str:
    found = entry.get(name)
    return _unescaped(found.value).strip() if found else ""


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _labelled(label: str, value: str) -> str:
    return f"{label}: {' '.join(value.split())}" if value else ""


def _when(entry: dict[str, _Property]) -> str:
    """`2026-11-22 10:00 - 11:00 (Asia/Tehran)`; the second day only where it is another one."""
    start = entry.get("DTSTART") or entry.get("DUE")
    if start is None:
        return ""
    day, hour, zone = _moment(start)
    end_day, end_hour, _ = _moment(entry["DTEND"]) if "DTEND" in entry else ("", "", "")
    end_day = end_day if hour else _day_before(end_day)
    until = end_hour if end_day == day else f"{end_day} {end_hour}".strip()
    span = " - ".join(filter(None, [f"{day} {hour}".strip(), until]))
    return f"{span} ({zone})" if zone and hour else span


def _day_before(day: str) -> str:
    """The end of whole days is the first day after them (RFC 5545 section 3.6.1)."""
    try:
        return str(date.fromisoformat(day) - timedelta(days=1))
    except (ValueError, OverflowError):
        return ""


def _moment(property_: _Property) -> tuple[str, str, str]:
    """Day, hour and zone, in the words of the entry."""
    found = _MOMENT.match(property_.value)
    if found is None:
        return property_.value, "", ""
    year, month, day, hour, minute, _, utc = found.groups()
    zone = "UTC" if utc else property_.parameters.get("TZID", "")
    return f"{year}-{month}-{day}", f"{hour}:{minute}" if hour else "", zone


def _person(property_: _Property | None) -> str:
    if property_ is None:
        return ""
    value = property_.value
    address = value[7:] if value[:7].lower() == "mailto:" else value
    name = property_.parameters.get("CN", "").strip("'\" ")
    return f"{name} <{address}>" if name and name != address else address


def _answer(property_: _Property | None) -> str:
    if property_ is None:
        return ""
    words = _ANSWERS.get(property_.parameters.get("PARTSTAT", "").upper(), "")
    return f"{_person(property_)} {words}".strip()

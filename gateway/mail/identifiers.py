"""Message-IDs and dates of header fields (RFC 5322 sections 3.3 and 3.6.4), read leniently and within bounds."""

import re
from datetime import UTC, datetime, timedelta, timezone

ID_LIMIT = 250
IDS_LIMIT = 100
FIELD_LIMIT = 64 * 1024
_BRACKETED = re.compile(r"<\s{0,4}([!-;=?-~]{1,250})\s{0,4}>")
_BARE = re.compile(r"[!-;=?-~]{1,250}\Z")

_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_RFC = re.compile(
    r"(\d{1,2})[ -]{1,3}([A-Za-z]{3})[a-z]{0,7}\.?[ -]{1,3}(\d{2,4}),?\s{1,5}(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
)
_ASCTIME = re.compile(r"([A-Za-z]{3})\s{1,3}(\d{1,2})\s{1,3}(\d{1,2}):(\d{2}):(\d{2})\s(?:[A-Za-z]{1,5}\s)?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r"[^+\-A-Za-z]{0,8}(?:([+-])(\d{2}):?(\d{2})|([A-Za-z]{1,5}))")
# RFC 5322 section 4.3: the only zone names with a fixed meaning.
_ZONES = {
    "ut": 0,
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}


def ids(value: str) -> tuple[str, ...]:
    """The Message-IDs of a field without brackets, each once, at most 100 of at most 250 characters."""
    text = value[:FIELD_LIMIT]
    found: list[str] = _BRACKETED.findall(text)
    if not found:
        found = [word for word in text.split()[:IDS_LIMIT] if "@" in word and _BARE.match(word)]
    return tuple(dict.fromkeys(found))[-IDS_LIMIT:]


def date(value: str) -> datetime | None:
    """The moment a Date field names, aware, or None. A missing or unknown zone is read as UTC (RFC 5322 4.3)."""
    text = value[:200]
    try:
        if found := _RFC.search(text):
            day, month, year, hour, minute, second = found.groups()
            return _moment((year, _MONTHS[month.lower()], day, hour, minute, second), text[found.end() :])
        if found := _ISO.search(text):
            return _moment(found.groups(), text[found.end() :])
        if found := _ASCTIME.search(text):
            month, day, hour, minute, second, year = found.groups()
            return _moment((year, _MONTHS[month.lower()], day, hour, minute, second), text[found.end() :])
    except (ValueError, KeyError, OverflowError):
        return None
    return None


def _moment(digits: tuple[str | int | None, ...], zone: str) -> datetime:
    year, month, day, hour, minute, second = (int(digit or 0) for digit in digits)
    if year < 1000:
        year += 2000 if year < 50 else 1900  # RFC 5322 section 4.3
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(zone))


def _zone(text: str) -> timezone:
    found = _OFFSET.match(text)
    if found is None:
        return UTC
    sign, hours, minutes, name = found.groups()
    if name:
        return timezone(timedelta(hours=_ZONES.get(name.lower(), 0)))
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset) if offset < timedelta(hours=24) else UTC

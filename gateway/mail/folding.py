"""Where the signatures lie in a stretch of new text: from a delimiter on, device lines, notices at its end."""

from collections import Counter

from . import signature
from .attribution import Lines

TRIES = 60  # delimiters that are looked at, the last ones of a stretch
_NOTICES = 4  # paragraphs at the end
_LOOK = 14  # lines

Span = tuple[int, int]


def signatures(lines: Lines, telling: list[int], start: int, end: int) -> list[Span]:
    """The spans of the lines from `start` to `end` that are signature. `telling`: the lines worth a look."""
    spans: list[Span] = []
    plain = lines.plain
    candidates = [at for at in telling if signature.is_delimiter(plain[at]) or _is_device(lines, at)]
    seen = Counter(plain[at] for at in candidates)
    first = next((n for n in range(start, end) if _has_letter(plain[n])), end) if candidates else end
    for at in candidates[-TRIES:]:
        worded = first < at
        below = _below(plain, at + 1, end)
        if not signature.is_delimiter(plain[at]):
            rest = worded and not any(signature.ends_signature(line) for line in below)
            spans.append((at, end if rest else at + 1))
        elif _opens(lines, at, worded and seen[plain[at]] == 1) and signature.begins(
            lines.raw[at], plain[at], below, _count(plain, at + 1, end)
        ):
            spans.append((at, end))
        if spans and spans[-1][1] == end:
            return spans
    return spans + notices(lines, start, end)


def _is_device(lines: Lines, at: int) -> bool:
    line = lines.plain[at]
    known = lines.devices.get(line)
    if known is None:
        known = lines.devices[line] = signature.is_device(line)
    return known


def _opens(lines: Lines, at: int, alone: bool) -> bool:
    """Whether the delimiter may open a signature: what mailers write, or the only one, and not the rule of a table."""
    if lines.raw[at].lstrip().startswith("-- ") or lines.plain[at].startswith("____"):
        return True
    return alone and "|" not in lines.plain[at - 1]


def notices(lines: Lines, start: int, end: int) -> list[Span]:
    """Disclaimers and the like, the last paragraphs of a stretch that begins with other words."""
    spans: list[Span] = []
    for _ in range(_NOTICES):
        first, last = _last_paragraph(lines.plain, start, end)
        if first < 0 or (start == 0 and first <= _first(lines.plain, start, end)):
            break
        if not signature.is_notice(lines.plain[first:last]):
            break
        spans.append((first, end))
        end = first
    return spans


def _has_letter(line: str) -> bool:
    return any(character.isalnum() for character in line)


def _below(plain: list[str], start: int, end: int) -> list[str]:
    return [line for line in plain[start : min(end, start + 3 * _LOOK)] if line][:_LOOK]


def _count(plain: list[str], start: int, end: int) -> int:
    return sum(1 for line in plain[start : min(end, start + 2 * signature.STRONG_LIMIT)] if line)


def _first(plain: list[str], start: int, end: int) -> int:
    return next((n for n in range(start, end) if plain[n]), end)


def _last_paragraph(plain: list[str], start: int, end: int) -> Span:
    """The last lines that stand together, (-1, -1) where there are none or too many to be a notice."""
    last = next((n + 1 for n in range(end - 1, start - 1, -1) if plain[n]), -1)
    if last < 0:
        return -1, -1
    first = next((n + 1 for n in range(last - 1, start - 1, -1) if not plain[n]), start)
    return (first, last) if last - first <= _LOOK else (-1, -1)

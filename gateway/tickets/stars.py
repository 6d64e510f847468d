"""How many stars somebody gives, however they write it. Pure."""

import re

from ..mail.persian import fold

MOST = 5

_STARS = re.compile(r"([1-5])(?:(?:/|از|of|outof)5)?(?:stars?|ستاره)?")
_DRAWN = re.compile(r"(?:[★⭐]{1,5}|\*{1,5})☆{0,4}")
_NAMED = re.compile(r"#?(?:rating|rate|امتیاز|رای|ستاره)[:\s]\s*(.{1,20})")


def read_stars(text: str) -> int:
    """5, ۵, 5/5, "4 stars", "۴ از ۵", ★★★★☆; 0 where it is none of them."""
    said = re.sub(r"[\s\ufe0f]+", "", fold(text[:100])).rstrip(".،؛")
    if _DRAWN.fullmatch(said):
        return len(said.rstrip("☆"))
    found = _STARS.fullmatch(said)
    return int(found[1]) if found else 0


def stars_named(line: str) -> int:
    """The same where the line says that they are stars: "Rating: 4/5", "امتیاز ۴ از ۵", "#rate 4", ★★★★☆."""
    said = fold(line[:100]).strip()
    if _DRAWN.fullmatch(said):
        return read_stars(said)
    found = _NAMED.fullmatch(said)
    return read_stars(found[1]) if found else 0


def drawn(stars: int) -> str:
    return "★" * stars + "☆" * (MOST - stars)

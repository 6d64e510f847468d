"""Which language the console speaks, chosen by a button and remembered by the browser."""

from .arriving import LANGUAGE
from .page import LANGUAGES, Access, Answer, Desk, Moved, Page, Visit
from .signing_in import inside


def choose(desk: Desk, visit: Visit) -> Answer:
    language = visit.form.get("language", "")
    to = inside(visit.form.get("to", ""))
    return Moved(to, {LANGUAGE: language}) if language in LANGUAGES else Moved(to)


PAGES = (Page("language", "/language", Access.ANYBODY, post=choose),)

"""Answers and forwards as mail programs write them in fifteen languages: the right text shown, no word lost."""

from collections import Counter

from gateway.mail.reply import split, visible

from ..folded import every
from .reply_cases import LANGUAGES, Case, bodies

CASES = list(bodies())


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@every("case", CASES, ids=lambda case: case.name)
def test_the_new_text_is_shown_and_nothing_else(case: Case) -> None:
    reply = split(case.body)
    assert rows(reply.text) == rows(case.text)
    assert "".join(piece.text for piece in reply.pieces) == case.body
    assert visible(reply.text) == reply.text


def test_the_set_is_large_and_mixed() -> None:
    languages = Counter(case.name.partition("-")[0] for case in CASES)
    assert len(CASES) >= 400
    assert len(languages) == len(LANGUAGES) >= 15
    assert min(languages.values()) >= 40

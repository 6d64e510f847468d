"""What the form for common rules asks for."""

from collections.abc import Mapping

from ..rules import Wish
from ..ruleset import Answer

CONDITIONS = ("subject", "body", "sender", "sender_domain")
TURNS = ("round robin", "least loaded")
_ACTIONS = ("department", "priority", "type", "tag", "assign")


def wish_of(form: Mapping[str, str]) -> Wish:
    """As it was written; the codec says what is wrong with it."""
    asked = form.get("condition", "")
    en, fa = (form.get(name, "").strip() for name in ("answer_en", "answer_fa"))
    said = ((name, form.get(name, "").strip()) for name in _ACTIONS)
    return Wish(
        name=" ".join(form.get("name", "").split()),
        condition=asked if asked in CONDITIONS else CONDITIONS[0],
        words=tuple(line.strip() for line in form.get("words", "").split("\n") if line.strip()),
        actions=tuple((name, value) for name, value in said if value),
        answer=Answer("", en, fa) if en or fa else None,
    )


def lacking(wish: Wish) -> str:
    """What a person forgot, "" for nothing: said in their language, before the codec is asked."""
    if not wish.words:
        return "words"
    if not wish.actions and wish.answer is None:
        return "actions"
    if wish.answer is not None and not (wish.answer.en and wish.answer.fa):
        return "languages"
    return ""

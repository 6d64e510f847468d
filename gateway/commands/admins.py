"""The orders of admins that need no ticket. Pure."""

from ..tickets.effects import Ask, Asked
from ..tickets.standing import Act
from .command import Complaint, Lobby, Obeyed, Question, Reply, Words

_TAKES_NOTHING = Complaint(
    Words(
        "write it alone on its line; the mail that comes back says how to change them",
        "آن را تنها در یک خط بنویسید؛ ایمیلی که می‌رسد می‌گوید چگونه می‌توان قواعد را تغییر داد",
    )
)


def rules(argument: str, lobby: Lobby) -> Reply:
    if argument:
        return _TAKES_NOTHING
    return Obeyed((Ask(Asked.RULES),), Words("they come in a mail of their own", "در ایمیلی جداگانه فرستاده می‌شوند"))


ADMINS: tuple[Question, ...] = (
    Question(
        "rules",
        "قواعد",
        Act.SEE_RULES,
        rules,
        Words(
            "the rules for new requests, as a file that you can change",
            "قواعد درخواست‌های تازه، در فایلی که می‌توانید آن را تغییر دهید",
        ),
        also=("قوانین", "قاعده‌ها"),
    ),
)

"""The orders of those who ask, on a ticket of theirs or without one. They touch nothing but their own tickets. Pure."""

from ..mail.persian import fold
from ..tickets import lifecycle
from ..tickets.changes import Close, Rate, RemoveParticipant, Reopen
from ..tickets.effects import Ask, Asked, SetLanguage
from ..tickets.standing import Act
from ..tickets.stars import read_stars
from ..tickets.ticket import Status
from .command import NOTHING_SAID, Command, Complaint, Desk, Lobby, Obeyed, Question, Reply, Words

_ALONE = Complaint(
    Words(
        "write it alone on its line; whatever else you want to say goes into the lines below",
        "آن را تنها در یک خط بنویسید؛ هر چه می‌خواهید بگویید در خط‌های بعد بیاید",
    )
)
_FOR_THE_REQUESTER = Words(
    "only the person who opened the request can do that; to hear no more of it, write #leave",
    "این کار تنها از کسی برمی‌آید که درخواست را ثبت کرده است؛ اگر نمی‌خواهید دیگر از آن باخبر شوید، بنویسید #خروج",
)

# --- asking -----------------------------------------------------------------------------------------------------------


def status(argument: str, desk: Desk) -> Reply:
    if _says(argument):
        return _ALONE
    return Obeyed((Ask(Asked.STATUS),), Words("it stands in this mail", "در همین ایمیل آمده است"))


def listing(argument: str, lobby: Lobby) -> Reply:
    if _says(argument):
        return _ALONE
    return Obeyed((Ask(Asked.LIST),), Words("they stand in this mail", "در همین ایمیل آمده است"))


def help_(argument: str, lobby: Lobby) -> Reply:
    """Whichever order they want help with; but who needs help with a printer gets it from people."""
    if len(argument.split()) > 1:
        return _ALONE
    return Obeyed((Ask(Asked.LIST),), Words("what you can write stands in this mail", "در همین ایمیل آمده است"))


# --- one's own ticket -------------------------------------------------------------------------------------------------


def close(argument: str, desk: Desk) -> Reply:
    """`#حل شد` is "solved" and closes; `#حل نشد` is "not solved" and must not pass for it."""
    if _says(argument) == _says("نشد"):
        return reopen("", desk)
    if _says(argument) not in ("", _says("شد")):
        return _ALONE
    if not _asked_by(desk):
        return Complaint(_FOR_THE_REQUESTER)
    if desk.ticket.status in (Status.CLOSED, Status.SPAM) or not lifecycle.may_move(desk.ticket, Status.CLOSED):
        return Complaint(Words("your request is closed already", "درخواست شما از پیش بسته شده است"))
    return Obeyed((Close(desk.facts.now),), Words("your request is closed", "درخواست شما بسته شد"))


def reopen(argument: str, desk: Desk) -> Reply:
    if _says(argument) not in ("", _says("نشد")):
        return _ALONE
    if desk.ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return Complaint(
            Words("the request is open; just write what is missing", "درخواست باز است؛ کافی است بنویسید چه مانده است")
        )
    return Obeyed((Reopen(),), Words("the request is open again", "درخواست دوباره باز شد"))


_RATINGS = Words("a number from 1 to 5, such as #rate 5", "عددی از ۱ تا ۵، مانند #امتیاز ۵")


def rate(argument: str, desk: Desk) -> Reply:
    if not _asked_by(desk):
        return Complaint(_FOR_THE_REQUESTER)
    stars = read_stars(argument)
    if not stars:
        return Complaint(
            Words(
                f"we did not understand how many stars you give; write {_RATINGS.en}",
                f"نفهمیدیم چه امتیازی می‌دهید؛ بنویسید {_RATINGS.fa}",
            )
        )
    return Obeyed(
        (Rate(stars),),
        Words(
            f"thank you; we noted {stars} of 5",
            f"سپاسگزاریم؛ امتیاز {'۰۱۲۳۴۵'[stars]} از ۵ ثبت شد",
        ),
    )


def leave(argument: str, desk: Desk) -> Reply:
    if _says(argument):
        return _ALONE
    if _asked_by(desk):
        return Complaint(
            Words(
                "the request is yours, so you cannot leave it; to end it, write #close",
                "درخواست از آن خود شماست و نمی‌توانید از آن خارج شوید؛ برای پایان دادن به آن بنویسید #بستن",
            )
        )
    if not desk.ticket.involves(desk.author.person.address):
        return Complaint(Words("you take no part in this request", "شما در این درخواست نیستید"))
    return Obeyed(
        (RemoveParticipant(desk.author.person),),
        Words("you will get no more mail about this request", "دیگر ایمیلی دربارهٔ این درخواست به شما نمی‌رسد"),
    )


# --- oneself ----------------------------------------------------------------------------------------------------------

_LANGUAGES = {"en": ("en", "english", "انگلیسی", "لاتین"), "fa": ("fa", "persian", "farsi", "فارسی", "پارسی")}
_BY_WORD = {fold(word): language for language, words in _LANGUAGES.items() for word in words}
_CHOSEN = {
    "en": Words("we write to you in English from now on", "از این پس به زبان انگلیسی برایتان می‌نویسیم"),
    "fa": Words("we write to you in Persian from now on", "از این پس به زبان فارسی برایتان می‌نویسیم"),
}


def language(argument: str, lobby: Lobby) -> Reply:
    chosen = _BY_WORD.get(_says(argument))
    if chosen is None:
        return Complaint(
            Words(
                "we write in English and in Persian: #language en or #language fa",
                "ما به فارسی و انگلیسی می‌نویسیم: #زبان فارسی یا #زبان انگلیسی",
            )
        )
    return Obeyed((SetLanguage(chosen),), _CHOSEN[chosen])


def _says(argument: str) -> str:
    """What stands behind an order, without the full stop that some put there."""
    return fold(argument).strip(" \t.!،؛")


def _asked_by(desk: Desk) -> bool:
    return desk.author.person.address == desk.ticket.requester.address


# --- all of them ------------------------------------------------------------------------------------------------------

_LIST_DOES = Words("all your requests and how they stand", "همهٔ درخواست‌های شما و وضعیت هر یک")
_HELP_DOES = Words("what you can write", "چه می‌توانید بنویسید")
_LANGUAGE_DOES = Words("the language of our mail to you", "زبان ایمیل‌های ما به شما")
_LANGUAGE_TAKES = Words("en or fa", "فارسی یا انگلیسی")
_LIST_ALSO = ("tickets", "لیست")
_HELP_ALSO = ("کمک", "دستورها")

REQUESTERS: tuple[Command, ...] = (
    Command("status", "وضعیت", Act.ASK, status, Words("how this request stands", "وضعیت این درخواست")),
    Command("list", "فهرست", Act.ASK, listing, _LIST_DOES, also=_LIST_ALSO),
    Command("help", "راهنما", Act.ASK, help_, _HELP_DOES, also=_HELP_ALSO),
    Command(
        "close",
        "بستن",
        Act.MANAGE_OWN,
        close,
        Words("you need nothing more; the request is closed", "دیگر به چیزی نیاز ندارید؛ درخواست بسته می‌شود"),
        also=("solved", "resolved", "حل‌شد", "حل شد", "حل", "ببند"),
    ),
    Command(
        "reopen",
        "بازگشایی",
        Act.MANAGE_OWN,
        reopen,
        Words("it is not solved; the request is open again", "مشکل حل نشده است؛ درخواست دوباره باز می‌شود"),
        also=("notsolved", "unsolved", "حل‌نشد", "حل نشد", "باز"),
    ),
    Command(
        "rate",
        "امتیاز",
        Act.RATE,
        rate,
        Words("how well you were helped; 5 is best", "چقدر از پاسخ‌ها راضی بوده‌اید؛ ۵ بهترین است"),
        Words("1 to 5", "۱ تا ۵"),
        also=("rating", "ستاره"),
    ),
    Command("language", "زبان", Act.MANAGE_OWN, language, _LANGUAGE_DOES, _LANGUAGE_TAKES, also=("lang",)),
    Command(
        "leave",
        "خروج",
        Act.MANAGE_OWN,
        leave,
        Words("you hear no more of somebody else's request", "دیگر از درخواست کس دیگری باخبر نمی‌شوید"),
        also=("unsubscribe", "ترک"),
    ),
)

LOBBY: tuple[Question, ...] = (
    Question("list", "فهرست", Act.ASK, listing, _LIST_DOES, also=_LIST_ALSO),
    Question("help", "راهنما", Act.ASK, help_, _HELP_DOES, NOTHING_SAID, _HELP_ALSO),
    Question("language", "زبان", Act.MANAGE_OWN, language, _LANGUAGE_DOES, _LANGUAGE_TAKES, also=("lang",)),
)

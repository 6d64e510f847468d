"""Orders of agents about themselves: they need no ticket, and are understood in a reply about one, too. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from ..mail.moments import read_moment
from ..tickets.effects import BeAway, ComeBack
from ..tickets.standing import Act
from .agents_words import TAKES_NOTHING, complain, moment, said_back
from .command import Command, Lobby, Obeyed, Question, Reply, Words

LONGEST_ABSENCE = timedelta(days=366)

_EXAMPLES = Words("#away until Sunday or #away until 3 December", "#مرخصی تا شنبه یا #مرخصی تا ۱۵ آذر")
_UNTIL_BACK = Words(
    "you are away until you write #back: new requests go to your colleagues",
    "تا هنگامی که بنویسید #بازگشتم در مرخصی هستید: درخواست‌های تازه به همکارانتان سپرده می‌شود",
)


def away(argument: str, lobby: Lobby) -> Reply:
    """Who is away until a day works on that day; `#away today` is over with the day."""
    if not argument:
        return Obeyed((BeAway(None),), _UNTIL_BACK)
    now, zone, quoted = lobby.facts.now, ZoneInfo(lobby.policy.zone), said_back(argument)
    until = read_moment(argument, now, zone, hour=0)
    if until is None:
        return complain(
            f"“{quoted}” is no moment that we can read; write {_EXAMPLES.en}",
            f"نفهمیدیم «{quoted}» چه زمانی است؛ بنویسید: {_EXAMPLES.fa}",
        )
    if until <= now and until.astimezone(zone).date() == now.astimezone(zone).date():
        until = read_moment("tomorrow", now, zone, hour=0) or until
    shown = moment(until, lobby.policy)
    if not now < until <= now + LONGEST_ABSENCE:
        return complain(
            f"it must lie ahead, by a year at most, and “{quoted}” is {shown.en}; write {_EXAMPLES.en}",
            f"باید از اکنون تا یک سال دیگر باشد، ولی «{quoted}» یعنی {shown.fa}؛ بنویسید: {_EXAMPLES.fa}",
        )
    told = Words(
        f"you are away until {shown.en}: new requests go to your colleagues until then; #back ends it earlier",
        f"تا {shown.fa} در مرخصی هستید و تا آن زمان درخواست‌های تازه به همکارانتان سپرده می‌شود؛ "
        "برای پایان زودتر بنویسید #بازگشتم",
    )
    return Obeyed((BeAway(until),), told)


def back(argument: str, lobby: Lobby) -> Reply:
    if argument:
        return TAKES_NOTHING
    if lobby.author.agent not in lobby.policy.away:
        return complain("you are not away", "شما در مرخصی نیستید")
    told = Words("you are back: new requests come to you again", "بازگشتید: درخواست‌های تازه دوباره به شما هم می‌رسد")
    return Obeyed((ComeBack(),), told)


_AWAY_DOES = Words("you are away: your colleagues get what is new", "در مرخصی هستید؛ تازه‌ها به همکارانتان می‌رسد")
_AWAY_TAKES = Words("[UNTIL]", "[زمان]")
_AWAY_ALSO = ("vacation", "holiday", "ooo", "outofoffice", "away until", "غیبت", "مرخصی تا", "نیستم")
_BACK_DOES = Words("end of #away", "مرخصی را پایان می‌دهد")
_BACK_ALSO = ("iamback", "im back", "not away", "برگشتم", "باز گشتم", "آمدم")

AWAY = Command("away", "مرخصی", Act.ORDER_LOW, away, _AWAY_DOES, _AWAY_TAKES, _AWAY_ALSO)
BACK = Command("back", "بازگشتم", Act.ORDER_LOW, back, _BACK_DOES, also=_BACK_ALSO)

AGENTS_LOBBY: tuple[Question, ...] = (
    Question("away", "مرخصی", Act.ORDER_LOW, away, _AWAY_DOES, _AWAY_TAKES, _AWAY_ALSO),
    Question("back", "بازگشتم", Act.ORDER_LOW, back, _BACK_DOES, also=_BACK_ALSO),
)

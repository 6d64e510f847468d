"""Orders of agents about where a ticket stands in its life. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from ..mail.moments import read_moment
from ..tickets import lifecycle
from ..tickets.changes import Close, Reopen, SetStatus, Snooze, Wake
from ..tickets.standing import Act
from ..tickets.ticket import Status
from .agents_words import STATUSES, TAKES_NOTHING, complain, moment, numbered, said_back
from .command import Command, Complaint, Desk, Obeyed, Reply, Words

LONGEST_SLEEP = timedelta(days=366)


def _already(desk: Desk) -> Complaint:
    """It stands where the order would have brought it, or where no way leads from."""
    status = STATUSES[desk.ticket.status]
    if desk.ticket.status is Status.MERGED:
        return merged_already(desk)
    return complain(f"the ticket is {status.en} already", f"وضعیت درخواست از پیش «{status.fa}» است")


def merged_already(desk: Desk) -> Complaint:
    into = numbered(desk.ticket.merged)
    own = numbered(desk.ticket)
    return complain(
        f"this ticket is merged into {into.en}; write #unmerge {desk.ticket.number} there first",
        f"این درخواست در درخواست {into.fa} ادغام شده است؛ نخست در آنجا بنویسید: #لغو‌ادغام {own.fa}",
    )


def _over(desk: Desk) -> Complaint:
    """It is finished, and has to be opened again first."""
    status = STATUSES[desk.ticket.status]
    return complain(
        f"the ticket is {status.en}; write #reopen first",
        f"وضعیت درخواست «{status.fa}» است؛ نخست بنویسید: #بازگشایی",
    )


def resolve(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    window = desk.policy.department(desk.ticket.department).window
    changes = lifecycle.resolve(desk.ticket, desk.facts.now, window)
    return Obeyed(changes) if changes else _already(desk)


def close(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    if lifecycle.may_move(desk.ticket, Status.CLOSED):
        return Obeyed((Close(desk.facts.now),))
    return _over(desk) if desk.ticket.status is Status.SPAM else _already(desk)


def reopen(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    if desk.ticket.status in (Status.RESOLVED, Status.CLOSED, Status.SPAM):
        return Obeyed((Reopen(),))
    if desk.ticket.status is Status.MERGED:
        return merged_already(desk)
    status = STATUSES[desk.ticket.status]
    return complain(
        f"the ticket is not finished, it is {status.en}", f"درخواست پایان نیافته و وضعیت آن «{status.fa}» است"
    )


def spam(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    if lifecycle.may_move(desk.ticket, Status.SPAM):
        return Obeyed((SetStatus(Status.SPAM),))
    return _over(desk) if desk.ticket.status is Status.CLOSED else _already(desk)


_EXAMPLES = Words("#snooze tomorrow 14:30 or #snooze 25 November", "#تعویق فردا ساعت ۱۴:۳۰ یا #تعویق ۵ آذر")


def snooze(argument: str, desk: Desk) -> Reply:
    if not argument:
        return complain(f"until when? Write {_EXAMPLES.en}", f"تا کی؟ بنویسید: {_EXAMPLES.fa}")
    if desk.ticket.status in (Status.CLOSED, Status.SPAM):
        return _over(desk)
    if desk.ticket.status is Status.MERGED:
        return merged_already(desk)
    if desk.ticket.status is Status.RESOLVED:
        return complain("the ticket is resolved; it needs no sleep", "درخواست حل‌شده است و تعویق نمی‌خواهد")
    now = desk.facts.now
    until = read_moment(argument, now, ZoneInfo(desk.policy.zone))
    quoted = said_back(argument)
    if until is None:
        return complain(
            f"“{quoted}” is no moment that we can read; write {_EXAMPLES.en}",
            f"نفهمیدیم «{quoted}» چه زمانی است؛ بنویسید: {_EXAMPLES.fa}",
        )
    shown = moment(until, desk.policy)
    if not now < until <= now + LONGEST_SLEEP:
        return complain(
            f"it must lie ahead, by a year at most, and “{quoted}” is {shown.en}; write {_EXAMPLES.en}",
            f"باید از اکنون تا یک سال دیگر باشد، ولی «{quoted}» یعنی {shown.fa}؛ بنویسید: {_EXAMPLES.fa}",
        )
    if until == desk.ticket.snoozed:
        return complain(f"it sleeps until {shown.en} already", f"از پیش تا {shown.fa} به تعویق افتاده است")
    return Obeyed((Snooze(until),), Words(f"the ticket sleeps until {shown.en}", f"درخواست تا {shown.fa} کنار می‌ماند"))


def wake(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    if desk.ticket.snoozed is None:
        return complain("the ticket does not sleep", "درخواست به تعویق نیفتاده است")
    return Obeyed((Wake(),))


RESOLVE = Command(
    "resolve",
    "حل‌شد",
    Act.ORDER_LOW,
    resolve,
    Words("solved; the requester may object for some days", "حل شد؛ درخواست‌کننده چند روز فرصت اعتراض دارد"),
    also=("resolved", "solve", "solved", "done", "fixed", "حل", "حل شد", "حل شده", "انجام شد"),
)
CLOSE = Command(
    "close",
    "بستن",
    Act.ORDER_MEDIUM,
    close,
    Words("finished now, without waiting", "درخواست را همین حالا می‌بندد"),
    also=("closed", "ببند", "بسته", "بستم", "بسته شد"),
)
REOPEN = Command(
    "reopen",
    "بازگشایی",
    Act.ORDER_LOW,
    reopen,
    Words("open again what is resolved, closed or spam", "درخواست حل‌شده، بسته یا هرزنامه را دوباره باز می‌کند"),
    also=("reopened", "open", "re open", "notspam", "not spam", "باز", "باز کن", "بازکن", "هرزنامه نیست"),
)
SPAM = Command(
    "spam",
    "هرزنامه",
    Act.ORDER_HIGH,
    spam,
    Words("spam: nobody hears of it any more", "هرزنامه است؛ دیگر کسی از آن باخبر نمی‌شود"),
    also=("junk", "اسپم"),
)
SNOOZE = Command(
    "snooze",
    "تعویق",
    Act.ORDER_LOW,
    snooze,
    Words("put it aside: tomorrow 14:30, monday, 3 days, 25 nov", "کنارش می‌گذارد: فردا ساعت ۱۴:۳۰، شنبه، ۳ روز، ۵ آذر"),
    Words("UNTIL", "زمان"),
    also=("sleep", "pause", "defer", "later", "بعدا", "به تعویق"),
)
WAKE = Command(
    "wake",
    "بیدار",
    Act.ORDER_LOW,
    wake,
    Words("end of #snooze", "تعویق را پایان می‌دهد"),
    also=("unsnooze", "awake", "wakeup", "wake up", "بیدار شو", "بیدار کن", "لغو تعویق"),
)

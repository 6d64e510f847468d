"""The words of moments, English and Persian, folded: months, days of the week, units, parts of the day. Pure data."""

from datetime import timedelta

from .persian import fold


def _numbered(rows: str, first: int) -> dict[str, int]:
    """The words of each row, by its number."""
    lines = enumerate((line for line in rows.split("\n") if line.strip()), first)
    return {fold(word): number for number, line in lines for word in line.split()}


GREGORIAN = _numbered(
    """
    jan january ژانویه
    feb february فوریه
    mar march مارس
    apr april آوریل اوریل
    may مه می
    jun june ژوئن
    jul july ژوئیه جولای
    aug august اوت آگوست اگوست
    sep sept september سپتامبر
    oct october اکتبر
    nov november نوامبر
    dec december دسامبر
    """,
    1,
)
JALALI = _numbered(
    """
    فروردین
    اردیبهشت
    خرداد
    تیر
    مرداد امرداد
    شهریور
    مهر
    آبان ابان
    آذر اذر
    دی
    بهمن
    اسفند
    """,
    1,
)
WEEKDAYS = _numbered(
    """
    mon monday دوشنبه
    tue tues tuesday سه‌شنبه
    wed wednesday چهارشنبه
    thu thur thurs thursday پنج‌شنبه پنچشنبه
    fri friday جمعه آدینه
    sat saturday شنبه
    sun sunday یک‌شنبه
    """,
    0,
)
COUNTS = _numbered(
    """
    a an one یک
    two دو
    three سه
    four چهار
    five پنج
    six شش شیش
    seven هفت
    eight هشت
    nine نه
    ten ده
    """,
    1,
)
UNITS = {
    **dict.fromkeys(map(fold, ("min", "mins", "minute", "minutes", "دقیقه")), timedelta(minutes=1)),
    **dict.fromkeys(map(fold, ("h", "hr", "hrs", "hour", "hours", "ساعت")), timedelta(hours=1)),
    **dict.fromkeys(map(fold, ("d", "day", "days", "روز")), timedelta(days=1)),
    **dict.fromkeys(map(fold, ("w", "wk", "week", "weeks", "هفته")), timedelta(weeks=1)),
    **dict.fromkeys(map(fold, ("month", "months", "ماه")), timedelta(days=30)),
}
DAYS = {
    **dict.fromkeys(map(fold, ("today", "امروز")), 0),
    **dict.fromkeys(map(fold, ("tomorrow", "tmrw", "فردا")), 1),
    **dict.fromkeys(map(fold, ("پس‌فردا", "overmorrow")), 2),
}
FORENOON = frozenset(map(fold, ("am", "صبح", "بامداد")))
AFTERNOON = frozenset(map(fold, ("pm", "عصر", "بعدازظهر", "ظهر")))
NIGHT = fold("شب")
AT = frozenset(map(fold, ("at", "ساعت", "oclock")))
NEXT = frozenset(map(fold, ("next", "coming", "this")))
FOLLOWING = frozenset(map(fold, ("بعد", "بعدی", "آینده", "اینده", "دیگر", "دیگه")))
ORDINALS = frozenset(map(fold, ("st", "nd", "rd", "th", "ام", "م")))
FILLERS = ORDINALS | AT | NEXT | FOLLOWING
FILLERS |= frozenset(map(fold, ("until", "untill", "till", "til", "to", "by", "for", "on", "in", "of", "the", "from")))
FILLERS |= frozenset(map(fold, ("after", "now", "and", "t", "time")))
FILLERS |= frozenset(map(fold, ("تا", "برای", "در", "از", "و", "ماه", "روز", "سال", "به", "مدت", "حالا", "الان")))

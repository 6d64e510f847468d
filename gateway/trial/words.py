"""What a trial found, as people read it in a mail. Pure."""

from ..commands import Words
from ..mail.persian import persian_digits
from .compare import NOTHING, Tried
from .past import Fate

FATES: dict[Fate, Words] = {
    Fate.OPENED: Words("opens a ticket", "درخواست می‌شود"),
    Fate.SPAM: Words("is taken for spam", "هرزنامه شمرده می‌شود"),
    Fate.HELD: Words("is held for a person to see", "برای بررسی نگه داشته می‌شود"),
    Fate.JOINED: Words("joins another ticket", "به درخواست دیگری می‌پیوندد"),
    Fate.NOTHING: Words("opens no ticket", "درخواست نمی‌شود"),
}
NAMES: dict[str, Words] = {
    "mail": Words("the mail", "ایمیل"),
    "department": Words("department", "بخش"),
    "priority": Words("priority", "اولویت"),
    "type": Words("type", "نوع"),
    "product": Words("product", "محصول"),
    "assignee": Words("assignee", "کارشناس"),
    "tags": Words("tags", "برچسب‌ها"),
    "people": Words("others who take part", "دیگر افراد"),
    "acknowledged": Words("acknowledged", "پاسخ خودکار"),
    "answer": Words("answer", "متن پاسخ"),
}
# In Persian no arrow: between two Latin words it would point the wrong way.
_FROM_TO = Words("{name}: {old} → {new}", "{name}: از «{old}» به «{new}»")
_VALUES: dict[str, Words] = {
    "yes": Words("yes", "بله"),
    "no": Words("no", "خیر"),
    "whose turn it is": Words("whose turn it is", "به‌نوبت"),
    **{fate.value: words for fate, words in FATES.items()},
}


def told(tried: Tried, language: str) -> str:
    """One line: which mail, and what would be another."""
    where = f"#{tried.ticket}" if tried.ticket else f"mail {tried.mail}"
    if language == "fa":
        what = f"درخواست {tried.ticket}" if tried.ticket else f"ایمیل {tried.mail}"
        where = persian_digits(what)
    between = "؛ " if language == "fa" else "; "
    form = _FROM_TO.in_language(language)
    lines = (form.format(name=name, old=old, new=new) for name, old, new in moved(tried, language))
    return f"{where} {tried.subject}: {between.join(lines)}"


def moved(tried: Tried, language: str) -> tuple[tuple[str, str, str], ...]:
    """What would be another: its name, what it is, what it would be."""
    return tuple(
        (NAMES[name].in_language(language), _value(old, language), _value(new, language))
        for name, old, new in tried.moved
    )


def _value(value: str, language: str) -> str:
    if not value:
        return NOTHING
    return _VALUES[value].in_language(language) if value in _VALUES else value

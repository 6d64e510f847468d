"""Orders of agents about mails that are held on a ticket. Pure."""

import re

from ..facts import HeldMail
from ..mail.persian import fold
from ..tickets.effects import Settle
from ..tickets.standing import Act
from .agents_words import complain, held_mail, joined
from .command import Command, Complaint, Desk, Obeyed, Reply, Words

_NUMBER = re.compile(r"(?:(?:mail|نامه|ایمیل)\s{0,9})?#?([0-9]{1,18})")
_ALL = frozenset({"all", "both", fold("همه"), fold("هر دو"), fold("هردو")})


def release(argument: str, desk: Desk) -> Reply:
    return _settle(argument, desk, admitted=True)


def refuse(argument: str, desk: Desk) -> Reply:
    return _settle(argument, desk, admitted=False)


def _settle(argument: str, desk: Desk, *, admitted: bool) -> Reply:
    meant = _meant(argument, desk)
    if isinstance(meant, Complaint):
        return meant
    mails = joined(held_mail(held, desk.policy) for held in meant)
    told = (
        Words(f"let in: {mails.en}", f"پذیرفته شد: {mails.fa}")
        if admitted
        else Words(f"refused: {mails.en}", f"رد شد: {mails.fa}")
    )
    return Obeyed(tuple(Settle(held.mail, admitted) for held in meant), told)


def _meant(argument: str, desk: Desk) -> tuple[HeldMail, ...] | Complaint:
    """The only one that is held, the one that is named, or all."""
    held = desk.facts.around.held
    if not held:
        return complain("no mail is held on this ticket", "برای این درخواست هیچ ایمیلی نگه داشته نشده است")
    text = fold(argument).strip()
    if text in _ALL or (not text and len(held) == 1):
        return held
    number = _NUMBER.fullmatch(text)
    found = tuple(each for each in held if number and each.mail == int(number[1]))
    mails = joined(held_mail(each, desk.policy) for each in held)
    return found or complain(f"which? Held: {mails.en}", f"کدام ایمیل؟ نگه‌داشته‌شده‌ها: {mails.fa}")


RELEASE = Command(
    "release",
    "پذیرش",
    Act.ORDER_HIGH,
    release,
    Words("let a held mail in", "ایمیل نگه‌داشته‌شده را می‌پذیرد"),
    Words("[MAIL|all]", "[ایمیل|همه]"),
    also=("admit", "letin", "let in", "unhold", "پذیرفتن"),
)
REFUSE = Command(
    "refuse",
    "رد",
    Act.ORDER_HIGH,
    refuse,
    Words("refuse a held mail for good", "ایمیل نگه‌داشته‌شده را برای همیشه رد می‌کند"),
    Words("[MAIL|all]", "[ایمیل|همه]"),
    also=("reject", "deny", "رد کن"),
)

"""The orders of one mail and what comes of each, in turn; what their writer is told of it. Pure."""

from collections.abc import Container
from dataclasses import dataclass, replace
from enum import Enum

from ..facts import Surroundings
from ..mail.persian import persian_digits
from ..tickets.changes import Change, apply
from ..tickets.effects import Effect, OnOther, Reunite, Settle, SplitOff
from ..tickets.standing import Act
from ..tickets.ticket import Status, Ticket
from .command import NOTHING_SAID, Command, Complaint, Desk, Obeyed, Question, Reply, Words
from .grammar import LIMIT, Order, is_planted, was_planted
from .lookup import understood, unknown

TOO_MANY = Complaint(
    Words(f"{LIMIT} orders at most in one mail", f"در هر ایمیل حداکثر {persian_digits(str(LIMIT))} دستور پذیرفته می‌شود")
)
_BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


class Verdict(Enum):
    """What became of all the orders of a mail together."""

    DONE = Words("done", "انجام شد")
    WOULD = Words("it would be done; this was a trial", "انجام می‌شد؛ این فقط آزمایش بود")
    NOT_DONE = Words(
        "not done, because another order of this mail was refused",
        "انجام نشد، چون دستور دیگری در همین ایمیل پذیرفته نشد",
    )
    ASKED = Words(
        "waits for your yes: we sent you a mail that asks for it",
        "در انتظار تأیید شماست؛ ایمیلی برای پرسیدن آن فرستادیم",
    )


_REFUSED = Words("refused", "پذیرفته نشد")
_WEAK = Words(
    "not done: we could not make sure enough that this mail is yours",
    "انجام نشد: نتوانستیم به اندازهٔ کافی مطمئن شویم که این ایمیل از شماست",
)
_WOULD = Words("this was a trial; otherwise", "این فقط آزمایش بود؛ وگرنه")
_THEN = Words("waits for your yes; then", "در انتظار تأیید شماست؛ سپس")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of each order."""

    done: tuple[tuple[Order, Command | Question, Obeyed], ...]
    refused: tuple[tuple[Order, Complaint], ...]

    @property
    def effects(self) -> tuple[Effect, ...]:
        return tuple(effect for _, _, obeyed in self.done for effect in obeyed.effects)

    @property
    def acts(self) -> tuple[Act, ...]:
        return tuple(command.act for _, command, _ in self.done)

    def transcript(self, language: str, verdict: Verdict) -> tuple[str, ...]:
        """A text for each order, those that were refused first."""
        refused = _REFUSED.in_language(language)
        not_done = Verdict.NOT_DONE.value if self.refused else _WEAK
        return (
            *(_entry(order, f"{refused}: {complaint.why.in_language(language)}") for order, complaint in self.refused),
            *(
                _entry(order, _outcome(obeyed, verdict, not_done).in_language(language))
                for order, _, obeyed in self.done
            ),
        )


@dataclass(frozen=True, slots=True)
class Session(Heard):
    """The orders of a mail about a ticket; `ticket` is what those that were not refused make of it."""

    ticket: Ticket

    @property
    def changes(self) -> tuple[Change, ...]:
        """Those of the ticket itself."""
        return changes_among(self.effects)

    @property
    def internal(self) -> bool:
        return any(obeyed.internal for _, _, obeyed in self.done)

    @property
    def noted(self) -> str:
        """What stands behind `#note` in its own line."""
        return "\n".join(obeyed.note for _, _, obeyed in self.done if obeyed.note)


def changes_among(effects: tuple[Effect, ...]) -> tuple[Change, ...]:
    return tuple(effect for effect in effects if isinstance(effect, Change))


def _entry(order: Order, outcome: str) -> str:
    return "\n".join([order.line, *(f"  {line}" for line in outcome.split("\n"))])


def _outcome(obeyed: Obeyed, verdict: Verdict, not_done: Words) -> Words:
    """What an order only tells is told in any case; what it would bring is told where it may still come."""
    told = obeyed.told
    if told != NOTHING_SAID and not obeyed.effects:
        return told
    match verdict:
        case Verdict.NOT_DONE:
            return not_done
        case Verdict.DONE if told != NOTHING_SAID:
            return told
        case Verdict.WOULD if told != NOTHING_SAID:
            return _colon(_WOULD, told)
        case Verdict.ASKED if told != NOTHING_SAID:
            return _colon(_THEN, told)
        case _:
            alone: Words = verdict.value
            return alone


def _colon(head: Words, tail: Words) -> Words:
    return Words(f"{head.en}: {tail.en}", f"{head.fa}: {tail.fa}")


def follow(orders: tuple[Order, ...], desk: Desk, commands: tuple[Command, ...]) -> Session:
    """Each order sees the ticket, and what lies around it, as the orders before it left them."""
    session = Session((), (), desk.ticket)
    for number, order in enumerate(orders):
        meant = understood(order, commands)
        if number >= LIMIT or meant is None:
            session = _refuse(session, order, TOO_MANY if number >= LIMIT else unknown(order, commands))
            continue
        command, written = meant
        reply = _obeyed(command, written, replace(desk, ticket=session.ticket))
        if isinstance(reply, Complaint):
            session = _refuse(session, order, reply)
            continue
        ticket = apply(session.ticket, changes_among(reply.effects))
        session = replace(session, done=(*session.done, (written, command, reply)), ticket=ticket)
        desk = replace(desk, facts=replace(desk.facts, around=_around(desk.facts.around, reply.effects)))
    return session


def _obeyed(command: Command, order: Order, desk: Desk) -> Reply:
    """What only asks is answered wherever it came from. Nothing is done for a ticket that is part of another."""
    reply = command.obey(order.argument, desk)
    if isinstance(reply, Complaint) or not (reply.effects or reply.internal):
        return reply
    if desk.author.agent and was_planted(order, desk.facts.around.planted):
        return _planted(command, order, desk.facts.around.planted)
    if desk.ticket.status is Status.MERGED and changes_among(reply.effects):
        into = desk.ticket.merged
        return Complaint(
            Words(
                f"this ticket is part of #{into}; such an order belongs there",
                f"این درخواست بخشی از درخواست {persian_digits(str(into))} است؛ چنین دستوری را آنجا بنویسید",
            )
        )
    return reply


def _planted(command: Command, order: Order, planted: Container[str]) -> Complaint:
    """A mail client may have carried it here from a customer's text; who means it can write it in another way."""
    writings = (f"#{word.replace(' ', '_')}" for word in (command.name, command.persian, *command.also))
    other = next((w for w in writings if not is_planted(f"{w} {order.argument}", planted)), "")
    return Complaint(
        Words(
            "somebody who is no agent wrote the same line in this ticket, so it may have come into your mail by a quote"
            + (f"; if you mean it, begin it with {other} instead" if other else ""),
            "کسی جز کارشناسان همین خط را در این درخواست نوشته است و شاید از متن نقل‌شده به ایمیل شما آمده باشد"
            + (f"؛ اگر منظورتان همین است، آن را چنین آغاز کنید: {other}" if other else ""),
        )
    )


def _refuse(session: Session, order: Order, complaint: Complaint) -> Session:
    return replace(session, refused=(*session.refused, (order, complaint)))


def _around(around: Surroundings, effects: tuple[Effect, ...]) -> Surroundings:
    """What lies around a ticket after an order: a held mail is settled once, an article is split off once."""
    for effect in effects:
        match effect:
            case OnOther(before, changes):
                after = apply(before, changes)
                around = replace(
                    around,
                    named=tuple(after if known.number == after.number else known for known in around.named),
                    absorbed=tuple(part for part in around.absorbed if part.ticket.number != after.number),
                )
            case Settle(mail, _):
                around = replace(around, held=tuple(held for held in around.held if held.mail != mail))
            case SplitOff():
                around = replace(around, about=None)
            case Reunite():
                around = replace(around, origin=None)
    return around


def canonical(order: Order, command: Command | Question, language: str = "en") -> str:
    """The order as a mail that asks for a yes shows it: our word, and the argument in one line, where it takes one."""
    said = order.argument if command.takes != NOTHING_SAID else ""
    argument = " ".join(said.translate(_BIDI_CONTROLS).split())
    word = command.persian if language == "fa" else command.name
    return f"#{word.replace(' ', '_')} {argument}".rstrip()

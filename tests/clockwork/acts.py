"""What people do in a story: `WHO VERB [(HOW, ...)] [TEXT]`. In a text, ` / ` begins a new line.

`ali asks Lamp broken / It is dark.`, `ali asks (unproven)`, `ali asks (cc eve, at poshtibani)`,
`ali writes (to closed) It is broken again.`, `tom writes (about Lamp) #resolve`, `ali's mailbox is gone`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote

from ..mail.own_reports import About, complaint
from ..scenarios.office import Caught
from ..workers.house import ALI, EVE, MINA, NIMA, POSHTIBANI, REZA, SARA, SUPPORT, TOM
from .stage import Stage

PEOPLE = {"ali": ALI, "reza": REZA, "nima": NIMA, "eve": EVE, "tom": TOM, "mina": MINA, "sara": SARA}
AGENTS = frozenset({"tom", "mina", "sara"})
ABOUT_CUSTOMERS = ("new_mail", "moved", "due_soon", "reopened")
ANSWERS = ("answered", "resolved")
WITH_THE_LAST_BREATH = "the nodes die"  # after they wrote down what follows from it
REQUEST = "Printer broken / It does not print."
PERSIAN_REQUEST = "چاپگر خراب است / چاپگر طبقهٔ دوم کار نمی‌کند. لطفاً کسی را بفرستید."
ARABIC_KEYS = str.maketrans("کی", "كي", "\u200c")


@dataclass(frozen=True)
class Act:
    who: str
    how: tuple[str, ...]
    text: str

    @property
    def address(self) -> str:
        return PEOPLE[self.who]

    def named(self, word: str) -> tuple[str, ...]:
        """What follows a word among the hows: `cc eve, cc nima` names eve and nima."""
        return tuple(how.removeprefix(f"{word} ") for how in self.how if how.startswith(f"{word} "))


def do(stage: Stage, what: str) -> None:
    for verb, act in VERBS.items():
        found = re.fullmatch(rf"(\w+)(?:'s)? {verb}(?: \(([^)]*)\))?(?: (.*))?", what)
        if found is not None:
            how = tuple(each.strip() for each in (found[2] or "").split(",") if each.strip())
            stage.building.dying = stage.building.dying or WITH_THE_LAST_BREATH in how
            act(stage, Act(found[1], how, (found[3] or "").replace(" / ", "\n")))
            stage.building.dead = stage.building.dead or stage.building.dying
            return
    raise AssertionError(f"nobody knows how to {what!r}")


# --- people -----------------------------------------------------------------------------------------------------------


def _asks(stage: Stage, act: Act) -> None:
    persian = "in Persian" in act.how
    said = act.text or (PERSIAN_REQUEST if persian else REQUEST).replace(" / ", "\n")
    subject, _, body = (said.translate(ARABIC_KEYS) if "Arabic keys" in act.how else said).partition("\n")
    fields = {"Cc": ", ".join(PEOPLE[name] for name in act.named("cc"))} if act.named("cc") else {}
    fields |= {"List_Id": "<news.customer.example>"} if "by a list" in act.how else {}
    fields |= {"Auto_Submitted": "auto-generated"} if "by machine" in act.how else {}
    to = POSHTIBANI if "at poshtibani" in act.how else SUPPORT
    stage.building.write(
        f"{act.who.title()} <{act.address}>", to, subject, body or "Please help us.", _proof(act), **fields
    )


def _writes(stage: Stage, act: Act) -> None:
    """An answer to the latest mail, or to the one that is named by its kind or its subject."""
    stage.building.answer(answered(stage, act), act.address, act.text, _proof(act))


def _sends(stage: Stage, act: Act) -> None:
    """A new mail to the department that is about no ticket: an order, or words that happen to stand alone."""
    subject = act.named("subject")[0] if act.named("subject") else "Hello"
    stage.building.write(act.address, SUPPORT, subject, act.text, "pass")


def _rates(stage: Stage, act: Act) -> None:
    """By a click on the stars of the latest mail that has some; words behind them are a comment."""
    stars, _, comment = act.text.partition(" ")
    for mail in reversed(stage.building.to(act.address)):
        for link in re.findall(r"mailto:([^?\"]+)\?subject=([^&\"]+)", _page(mail)):
            to, subject = map(unquote, link)
            if f"{stars}/5" in subject:
                stage.building.write(act.address, to, subject, comment or " ", _proof(act))
                return
    raise AssertionError(f"{act.who} was not asked")


def _page(mail: Caught) -> str:
    part = mail.mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def _is_away(stage: Stage, act: Act) -> None:
    """What a mail program answers by itself goes to where bounces go (RFC 3834 section 4)."""
    about = answered(stage, act)
    fields = {"To": about.sender, "Auto_Submitted": "auto-replied", "Precedence": "bulk"}
    stage.building.answer(about, act.address, act.text or "I am out of the office.", **fields)


def answered(stage: Stage, act: Act) -> Caught:
    """Agents answer what is about a customer's mail, if nothing else is said."""
    kinds = act.named("to") or (ABOUT_CUSTOMERS if act.who in AGENTS else ())
    return latest(stage, act, kinds)


def latest(stage: Stage, act: Act, kinds: Iterable[str]) -> Caught:
    building = stage.building
    got = PEOPLE[next(iter(act.named("as")), act.who)]  # somebody may have passed their mail on
    for mail in reversed(building.to(got)):
        named = all(word in mail.subject for word in act.named("about"))
        if named and (not kinds or building.kind(mail) in kinds):
            return mail
    raise AssertionError(f"{act.who} got nothing that could be meant by {act}")


def _proof(act: Act) -> str:
    return "" if "unproven" in act.how else "pass"


def _reads(stage: Stage, act: Act) -> None:
    assert act.text in _read(stage, act), f"{act.text!r} is not in {_read(stage, act)!r}"


def _does_not_read(stage: Stage, act: Act) -> None:
    assert act.text not in _read(stage, act), f"{act.text!r} is in {_read(stage, act)!r}"


def _read(stage: Stage, act: Act) -> str:
    mail = next(m for m in reversed(stage.building.to(act.address)) if stage.building.kind(m) in act.named("in"))
    return f"{mail.subject}\n{mail.text}"


# --- mail servers -----------------------------------------------------------------------------------------------------


def _reported(action: str, status: str, *kinds: str) -> Callable[[Stage, Act], None]:
    def report(stage: Stage, act: Act) -> None:
        _report(stage, latest(stage, act, act.named("to") or kinds), action, status)

    return report


def _report(stage: Stage, about: Caught, action: str, status: str) -> None:
    name = f"b{len(stage.postbox.caught)}.{datetime.now(UTC).timestamp()}"
    raw = (
        f"From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>\nTo: {about.sender}\n"
        f"Subject: Undelivered Mail\nMessage-ID: <{name}@mx.customer.example>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n"
        "\n--b\nContent-Type: text/plain; charset=utf-8\n\nIt failed.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.example\n\n"
        f"Final-Recipient: rfc822; {about.recipient}\nAction: {action}\nStatus: {status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {about.mail['message-id']}\nSubject: hi\n\n--b--\n"
    )
    stage.building.take(raw.replace("\n", "\r\n").encode(), "", parseaddr(about.sender)[1])


def _complains(stage: Stage, act: Act) -> None:
    """By a button of their mail program, about the last mail that they got."""
    about = stage.building.to(act.address)[-1]
    report = complaint(About(act.address, f"{about.mail['message-id']}".strip("<>")), sender=about.sender)
    unique = report.replace("<c.", f"<c{datetime.now(UTC).timestamp()}.")
    stage.building.take(unique.replace("\n", "\r\n").encode(), "", SUPPORT)


# --- the house --------------------------------------------------------------------------------------------------------


def _die(stage: Stage, act: Act) -> None:
    """They have written down what is to be sent, and do not come to sending it."""
    stage.building.dying = True
    stage.building.tick()
    stage.building.dead = True


def _start_anew(stage: Stage, act: Act) -> None:
    """With other settings, where some are named: `the nodes start anew window_days=5`."""
    nodes = len(stage.building.nodes)
    stage.close()
    changed: dict[str, Any] = {name: int(value) for name, value in (each.split("=") for each in act.text.split())}
    stage.desk = replace(stage.desk, **changed)
    stage.start(nodes)


VERBS: dict[str, Callable[[Stage, Act], None]] = {
    "asks": _asks,
    "writes": _writes,
    "sends": _sends,
    "rates": _rates,
    "is away": _is_away,
    "mailbox is gone": _reported("failed", "5.1.1", *ANSWERS),
    "mailbox is full": _reported("failed", "4.2.2", *ANSWERS),
    "server refuses the mail": _reported("failed", "5.7.1", *ANSWERS),
    "complains": _complains,
    "mail is late": _reported("delayed", "4.4.1", *ANSWERS),
    "reads": _reads,
    "does not read": _does_not_read,
    "is refused by the relay": lambda stage, act: stage.postbox.refuses.add(act.address),
    "is put off by the relay": lambda stage, act: stage.postbox.defers.add(act.address),
    "is taken by the relay": lambda stage, act: stage.postbox.defers.discard(act.address),
    "nodes die": _die,
    "nodes start anew": _start_anew,
}

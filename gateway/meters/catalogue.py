"""Every figure that Postroom's processes count: its name, its kind, what it means, and the closed set of its labels.

`docs/operations.md` explains the same list; a test compares the two.
"""

from dataclasses import dataclass
from enum import Enum, auto

OTHER = "other"  # stands for a label value that nobody foresaw, so that a set stays closed


class Kind(Enum):
    """How the figures of several processes become one, and whether a process that starts again goes on with it."""

    COUNTER = auto()  # summed; goes on
    HISTOGRAM = auto()  # summed; goes on
    LEVEL = auto()  # how it stands in each process: summed; begins anew
    MOMENT = auto()  # when something last happened: the latest


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """`bounds` are the upper bounds of a histogram's buckets, without the infinite one."""

    name: str
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What only the configuration and the registries know."""

    relays: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()  # of the filters


SOURCES = ("smtp", "lmtp", "imap", "pipe", "file", "console")
OUTCOMES = (
    *("ticket", "reply", "note", "automatic", "bounce"),
    *("duplicate", "answered", "held", "quarantined", "discarded"),
)
CODES = (
    *("421", "451", "452", "454"),
    *("500", "501", "502", "503", "504", "530", "535", "538", "550", "552", "553", "554", "555"),
)
DEFERRALS = ("unavailable", "full")
FATES = ("sent", "deferred", "bounced", "uncertain", "postponed", "failed")
ANSWERS = ("2xx", "4xx", "5xx", "uncertain", "failed")
PARTS = ("database", "broker", "reader", "relay", "mailbox", "account", "clamav", "dns", "border", "links")
WAYS = ("rung", "called", "lost", "swept")

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_LONG = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_SUBMIT = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


def catalogue(names: Names = Names()) -> tuple[Meter, ...]:
    return (*_mail_in(names), *_mail_out(names), *_machinery(names))


def _mail_in(names: Names) -> tuple[Meter, ...]:
    source, outcome = Label("source", SOURCES), Label("outcome", OUTCOMES)
    refused, deferred = Label("code", CODES), Label("reason", DEFERRALS)
    return (
        Meter("mails_accepted", Kind.COUNTER, "Mails taken over: committed to the spool.", (source,)),
        Meter("mails_deferred", Kind.COUNTER, "Mails that could not be stored; their sender keeps them.", (deferred,)),
        Meter("smtp_refusals", Kind.COUNTER, "Replies of the listener that say no, by their code.", (refused,)),
        Meter("accept_commit_seconds", Kind.HISTOGRAM, "One commit of the spool, of all mails in it.", (), _QUICK),
        Meter("mails_decided", Kind.COUNTER, "Mails that came to their outcome.", (source, outcome)),
        Meter("mail_failures", Kind.COUNTER, "Attempts at a mail that ended in an error and are made again."),
        Meter("mails_parked", Kind.COUNTER, "Mails that were given up and wait for a person."),
        Meter("read_seconds", Kind.HISTOGRAM, "Reading a mail in the child process.", (), _QUICK),
        Meter("decide_seconds", Kind.HISTOGRAM, "Gathering what is known of mails, and deciding.", (), _QUICK),
        Meter("apply_seconds", Kind.HISTOGRAM, "Writing decisions down, their commit included.", (), _QUICK),
        Meter("mails_together", Kind.COUNTER, "Mails that were decided about in one look with others."),
        Meter("mails_apart", Kind.COUNTER, "Mails that were to be decided about with others, and were alone."),
        Meter("mail_latency_seconds", Kind.HISTOGRAM, "From accepting a mail to its outcome.", (), _LONG),
        Meter("unanswered", Kind.COUNTER, "Findings by which a mail got no answer.", (Label("check", names.checks),)),
    )


def _mail_out(names: Names) -> tuple[Meter, ...]:
    fate, relay, answer = Label("fate", FATES), Label("relay", names.relays), Label("answer", ANSWERS)
    return (
        Meter("notices", Kind.COUNTER, "Attempts to send a notice, by how they ended.", (fate,)),
        Meter("relay_answers", Kind.COUNTER, "What a relay said to a mail.", (relay, answer)),
        Meter("render_seconds", Kind.HISTOGRAM, "Rendering, composing and checking a notice.", (), _QUICK),
        Meter("submit_seconds", Kind.HISTOGRAM, "Handing a notice to the relay.", (relay,), _SUBMIT),
        Meter("notice_latency_seconds", Kind.HISTOGRAM, "From writing a notice down to its being sent.", (), _LONG),
    )


def _machinery(names: Names) -> tuple[Meter, ...]:
    mailbox = Label("mailbox", names.mailboxes)
    return (
        Meter("wakeups", Kind.COUNTER, "Wake-ups of workers, by how they came or went.", (Label("way", WAYS),)),
        Meter("unavailable", Kind.COUNTER, "Times a part did not answer.", (Label("part", PARTS),)),
        Meter("mailbox_troubles", Kind.COUNTER, "Kinds of trouble with a mailbox that were told.", (mailbox,)),
        Meter("mailbox_looked_timestamp_seconds", Kind.MOMENT, "When a mailbox was last looked at.", (mailbox,)),
        Meter("logins_refused", Kind.COUNTER, "Logins of agents that were refused."),
        Meter("connections", Kind.LEVEL, "Clients that are connected to the listener."),
        Meter("database_connections", Kind.LEVEL, "Connections of the pools that are in use."),
    )

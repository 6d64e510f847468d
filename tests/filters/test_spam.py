import pytest

from gateway.decisions import Quarantine, Update
from gateway.filters import Verdict
from gateway.filters.spam import marked_as_spam
from gateway.mail.inbound import Envelope, InboundMail, Source
from gateway.triage import triage

from ..builders import facts, mail, policy
from ..folded import every

RELAY = "10.0.0.7"
POLICY = policy(spam_relays=frozenset({RELAY}), spam_mailboxes=frozenset({"old"}))


def marked(*fields: tuple[str, str], source: Source = Source.SMTP, peer: str = RELAY) -> InboundMail:
    return mail(fields=fields, envelope=Envelope("ali@customer.example", ("support@example.org",), source, peer))


SPAM = [
    (("x-spam-flag", "YES"),),
    (("x-spam-status", "Yes, score=9.1 required=5.0 tests=BAYES_99 autolearn=no"),),
    (("x-spam-status", "Yes"),),
    (("x-spam", "Yes"),),
    (("x-spamd-result", "default: True [16.20 / 15.00]; ARC_NA(0.00)[]"),),
    (("x-rspamd-action", "add header"),),
    (("x-rspamd-action", "reject"),),
    (("x-spam-level", "*****"),),
    (("x-spam-status", "No, score=1"), ("x-spam-flag", "YES")),
]
HAM = [
    (),
    (("x-spam-flag", "NO"),),
    (("x-spam-status", "No, score=0.1 required=5.0 tests=YES"),),
    (("x-spamd-result", "default: False [-1.10 / 15.00]; SOME_True(0.00)[: True]"),),
    (("x-rspamd-action", "no action"),),
    (("x-rspamd-action", "greylist"),),
    (("x-spam-level", "****"),),
    (("x-spam-level", "*********"), ("x-spam-status", "No, score=9 required=15.0")),
    (("x-spam-flag", "NO"), ("x-spam-flag", "YES")),  # the lower one came from outside
    (("x-spam-status", ", ,"), ("x-spam", "\t"), ("x-spamd-result", "[[["), ("x-rspamd-action", "")),
]


@pytest.mark.parametrize("fields", SPAM)
def test_a_mark_of_our_own_relay_is_believed(fields: tuple[tuple[str, str], ...]) -> None:
    finding = marked_as_spam(marked(*fields), facts(), POLICY)
    assert finding is not None
    assert finding.verdict is Verdict.QUARANTINE
    assert isinstance(triage(marked(*fields), facts(), POLICY), Quarantine)


@pytest.mark.parametrize("fields", HAM)
def test_what_our_relay_did_not_mark_passes(fields: tuple[tuple[str, str], ...]) -> None:
    assert marked_as_spam(marked(*fields), facts(), POLICY) is None


@every("fields", SPAM)
@every(
    ("source", "peer"),
    [
        (Source.SMTP, "203.0.113.9"),
        (Source.SMTP, "old"),
        (Source.SMTP, ""),
        (Source.IMAP, "other"),
        (Source.IMAP, RELAY),
        (Source.FILE, RELAY),
        (Source.LMTP, ""),
        (Source.LMTP, "127.0.0.1"),
        (Source.PIPE, ""),
    ],
)
def test_marks_from_anywhere_else_mean_nothing(fields: tuple[tuple[str, str], ...], source: Source, peer: str) -> None:
    message = marked(*fields, source=source, peer=peer)
    assert marked_as_spam(message, facts(), POLICY) is None
    assert isinstance(triage(message, facts(), POLICY), Update)


@pytest.mark.parametrize(
    ("source", "peer"),
    [(Source.LMTP, ""), (Source.LMTP, "127.0.0.1"), (Source.PIPE, ""), (Source.SMTP, "127.0.0.1")],
)
def test_a_socket_and_a_pipe_count_as_this_machine(source: Source, peer: str) -> None:
    here = policy(spam_relays=frozenset({"127.0.0.1"}))
    assert marked_as_spam(marked(*SPAM[0], source=source, peer=peer), facts(), here) is not None
    for nameless in (Source.SMTP, Source.FILE, Source.IMAP):
        assert marked_as_spam(marked(*SPAM[0], source=nameless, peer=""), facts(), here) is None


def test_a_person_may_let_it_in() -> None:
    released = facts(released=True)
    assert marked_as_spam(marked(*SPAM[0]), released, POLICY) is None
    assert isinstance(triage(marked(*SPAM[0]), released, POLICY), Update)


def test_by_default_nobody_is_believed() -> None:
    assert marked_as_spam(marked(*SPAM[0]), facts(), policy()) is None
    assert marked_as_spam(marked(*SPAM[0], source=Source.IMAP, peer="old"), facts(), policy()) is None


def test_a_mailbox_behind_our_filter_is_believed() -> None:
    assert marked_as_spam(marked(*SPAM[0], source=Source.IMAP, peer="old"), facts(), POLICY) is not None

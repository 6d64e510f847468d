"""Who wrote a mail: a person or a machine, by rule and with a reason (RFC 3834 section 2, RFC 5230 section 4.6).

A rule needs a sign that only machines leave. Words of a subject are no such sign, nor is one odd field on a mail that
was plainly written by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import auto_fields, auto_words
from .auto_signs import (
    CALENDAR_REPLY,
    Fields,
    Signs,
    answers_a_mail,
    has_null_sender,
    has_program,
    is_by_hand,
    is_own_alias,
    kinds,
    precedence,
    quotes_what_it_answers,
    token,
)
from .inbound import Judgement, Nature

_DAEMONS = frozenset({"mailer-daemon", "mailerdaemon", "mail-daemon", "mailer_daemon", "mdaemon"})
_UNREAD = frozenset({"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply"})
_SUPPRESSING = frozenset({"all", "autoreply", "oof"})


@dataclass(frozen=True, slots=True)
class Rule:
    """`speaks` gives None where it does not, else the evidence, which may be empty."""

    nature: Nature
    reason: str
    speaks: Callable[[Signs], str | None]


def judge(signs: Signs) -> Judgement:
    """The first rule that speaks decides; a mail about which none speaks was written by a person."""
    for rule in RULES:
        evidence = rule.speaks(signs)
        if evidence is not None:
            return Judgement(rule.nature, f"{rule.reason} ({evidence})" if evidence else rule.reason)
    return Judgement(Nature.PERSON)


def suppresses_answer(fields: Fields) -> bool:
    """X-Auto-Response-Suppress asks not to be answered by a machine. It does not say that a machine wrote the mail."""
    given = {word.strip().lower() for name, v in fields if name == "x-auto-response-suppress" for word in v.split(",")}
    return bool(_SUPPRESSING & given)


def calls_itself_bulk(fields: Fields) -> bool:
    """Precedence of a mass mail. What a list says of itself beside its own fields is judged with those."""
    given = {token(value) for name, value in fields if name == "precedence"}
    of_a_list = any(name in auto_fields.LIST_FIELDS for name, _ in fields)
    return bool(given & {"bulk", "junk"}) or ("list" in given and not of_a_list)


def auto_submitted(fields: Fields) -> str:
    """The keyword of Auto-Submitted without comments and parameters, "" for none or "no" (RFC 3834 section 5)."""
    for name, value in fields:
        if name == "auto-submitted":
            keyword = token(value)
            if keyword not in ("", "no"):
                return keyword
    return ""


def _failed(signs: Signs) -> str | None:
    if signs.bounce is None or not signs.bounce.failures:
        return None
    first = signs.bounce.failures[0]
    return f"{first.reason.value}, {first.status}" if first.status else first.reason.value


def _delayed(signs: Signs) -> str | None:
    return signs.bounce.delays[0].status if signs.bounce and signs.bounce.delays else None


def _report_type(signs: Signs) -> str:
    """RFC 6522: what kind of report a multipart/report is stands in its report-type, of broken ones as well."""
    said = signs.value("content-type").lower()
    return said if token(said) == "multipart/report" else ""


def _complained(signs: Signs) -> str | None:
    """RFC 5965; and what Hotmail sends, a mail without a word of its own around the one that is complained about."""
    if "feedback-report" in _report_type(signs) or "message/feedback-report" in signs.kinds:
        return ""
    bare = "message/rfc822" in signs.kinds and not signs.text.strip()
    return "" if bare and signs.subject.startswith("complaint about message from") else None


def _receipt(signs: Signs) -> str | None:
    """RFC 8098."""
    told = "disposition-notification" in _report_type(signs) or signs.content_type == "message/disposition-notification"
    return "" if told else None


def _delivered(signs: Signs) -> str | None:
    return "" if "delivery-status" in _report_type(signs) else None


def _invitation(signs: Signs) -> str | None:
    """RFC 5546. Words that somebody wrote beside it are theirs, not their calendar's."""
    if CALENDAR_REPLY not in signs.kinds:
        return None
    own = signs.text.strip() and not any(word in signs.speech[:300] for word in auto_words.ANSWERED)
    return None if own else ""


def _challenge(signs: Signs) -> str | None:
    """Its words, and either a machine's sign or the demand to click or to reply."""
    if any(signs.value(name) for name in auto_fields.CHALLENGERS):
        return ""
    if not any(phrase in signs.subject for phrase in auto_words.CHALLENGE):
        return None
    demands = any(phrase in signs.speech for phrase in auto_words.PROVE)
    return "" if _is_machine(signs) or (demands and answers_a_mail(signs) and not is_by_hand(signs)) else None


def _helpdesk(signs: Signs) -> str | None:
    """It answers, by a machine, and says so. A web form that reports a new request answers nothing."""
    if auto_submitted(signs.fields) != "auto-replied" and not (_is_machine(signs) and answers_a_mail(signs)):
        return None
    spoken = f"{signs.subject}\n{signs.speech[:600]}"
    return "" if any(phrase in spoken for phrase in auto_words.RECEIVED) else None


def _replied(signs: Signs) -> str | None:
    return "Auto-Submitted: auto-replied" if auto_submitted(signs.fields) == "auto-replied" else None


def _autoresponder(signs: Signs) -> str | None:
    if signs.has_none(auto_fields.OF_AUTORESPONDERS):
        return None
    for name, wanted in auto_fields.AUTORESPONDERS:
        for value in signs.values(name)[:3]:
            said = (token(value) if name.endswith("precedence") else value.strip()[:100]).lower()
            if said.startswith(wanted) if wanted else said and said not in auto_fields.DENIALS:
                return f"{name}: {said[:40]}"
    return None


def _answer(signs: Signs) -> str | None:
    """A subject that answering machines give, and a second sign: a machine's, an answer's, or words of absence."""
    if not signs.subject.startswith(auto_words.ANSWERING):
        return None
    if _is_machine(signs) or suppresses_answer(signs.fields) or (answers_a_mail(signs) and not is_by_hand(signs)):
        return ""
    return "" if any(phrase in signs.speech for phrase in auto_words.AWAY) else None


def _absent(signs: Signs) -> str | None:
    return "" if _is_machine(signs) and any(word in signs.subject for word in auto_words.ABSENT) else None


def _is_machine(signs: Signs) -> bool:
    """A sign that is no proof by itself, but is one beside the right words."""
    if auto_submitted(signs.fields) or has_null_sender(signs) or _autoresponder(signs) is not None:
        return True
    return precedence(signs) in ("bulk", "junk") and not has_program(signs)


def _listed(signs: Signs) -> str | None:
    if not signs.has_none(auto_fields.OF_LISTS):
        if is_own_alias(signs):
            return None
        if name := next((name for name in auto_fields.LIST_FIELDS if signs.value(name).strip()), ""):
            return name
    return "Precedence: list" if precedence(signs) == "list" and not is_by_hand(signs) else None


def _ranked(signs: Signs) -> str | None:
    """A gateway may put it on the mail of a person, who writes in a program or quotes what they answer."""
    level = precedence(signs)
    return f"Precedence: {level}" if level in ("bulk", "junk") and not is_by_hand(signs) else None


def _bulk(signs: Signs) -> str | None:
    if signs.has_none(auto_fields.OF_LISTS):
        return None
    name = next((name for name in auto_fields.BULK_FIELDS if signs.value(name).strip()), None)
    return None if name is None or is_own_alias(signs) or quotes_what_it_answers(signs) else name


def _submitted(signs: Signs) -> str | None:
    keyword = auto_submitted(signs.fields)
    return f"Auto-Submitted: {keyword[:40]}" if keyword else None


def _null_sender(signs: Signs) -> str | None:
    return "" if has_null_sender(signs) else None


def _daemon(signs: Signs) -> str | None:
    senders = [signs.envelope.sender, *(mailbox.address for mailbox in signs.from_)]
    named = any(sender.partition("@")[0].lower() in _DAEMONS for sender in senders)
    return "" if named or signs.value("x-failed-recipients") or signs.value("x-cron-env") else None


def _unread(signs: Signs) -> str | None:
    """Forms on web pages write for people, whom they name in Reply-To."""
    unread = any(mailbox.address.partition("@")[0].lower() in _UNREAD for mailbox in signs.from_)
    return "" if unread and not signs.value("reply-to").strip() else None


RULES: tuple[Rule, ...] = (
    Rule(Nature.BOUNCE, "it reports a failed delivery", _failed),
    Rule(Nature.AUTOMATIC, "it warns that delivery takes longer", _delayed),
    Rule(Nature.COMPLAINT, "it is a complaint about spam", _complained),
    Rule(Nature.RECEIPT, "it says that a mail was read or deleted", _receipt),
    Rule(Nature.RECEIPT, "it reports that a mail was delivered", _delivered),
    Rule(Nature.RECEIPT, "a calendar answers an invitation", _invitation),
    Rule(Nature.VACATION, "it asks its reader to prove that a person wrote", _challenge),
    Rule(Nature.VACATION, "another helpdesk says that it got a mail", _helpdesk),
    Rule(Nature.VACATION, "it is an automatic answer", _replied),
    Rule(Nature.VACATION, "an answering machine wrote it", _autoresponder),
    Rule(Nature.VACATION, "its subject is that of an automatic answer", _answer),
    Rule(Nature.VACATION, "its subject speaks of absence and it is automatic", _absent),
    Rule(Nature.LIST, "it came through a mailing list", _listed),
    Rule(Nature.BULK, "it calls itself bulk mail", _ranked),
    Rule(Nature.BULK, "it is of the kind that one subscribes to", _bulk),
    Rule(Nature.AUTOMATIC, "a machine wrote it", _submitted),
    Rule(Nature.AUTOMATIC, "its envelope has the null sender", _null_sender),
    Rule(Nature.AUTOMATIC, "a mail system wrote it", _daemon),
    Rule(Nature.AUTOMATIC, "nobody reads what is written to its sender", _unread),
)

__all__ = ["RULES", "Rule", "Signs", "auto_submitted", "calls_itself_bulk", "judge", "kinds", "suppresses_answer"]

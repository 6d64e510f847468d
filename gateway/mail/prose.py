"""Delivery reports in plain words, as qmail, Exim, old sendmail and many hosters write them: is a mail one?"""

from .address import mailboxes
from .delivery_status import ADDRESS, Report
from .header import Header
from .inbound import Mailbox
from .named import DAEMONS, blamed, entries, near, speech, told_status
from .persian import fold
from .reasons import VAGUE, by_words
from .words import text_of

OPENING = 3000  # characters in which a report says what it is
_POSTMASTERS = ("postmaster", "post_master", "system.administrator", "systemadministrator")
_OFFICES = ("no-reply", "noreply", "admin", "root", "exchange", "symantec", "mailgate", "mailserver")
_SYSTEMS = entries("""
    mail delivery system | mail delivery subsystem | mail delivery service | system administrator | mail administrator
    postmaster | mailer-daemon | mail_service
""")
_NAMES = (*(name.rstrip("@") for name in DAEMONS), *_POSTMASTERS, *_OFFICES, *_SYSTEMS)
_SUBJECTS = entries("""
    delivery status notification | delivery notification | delivery failure | delivery fail | delivery problem
    delivery has failed | delivery report | deliver mail | mail delivery | failure notice | during delivery
    failure report | mail failure | mail failed | failed mail | message delivery | could not be delivered
    couldn't be delivered | undeliver | undelivered | not delivered | non-deliver | nondeliver | user unknown
    returned mail | returned to sender | returning | delayed mail | delayed | mail error | rejected mail
    mail system error | permanent delivery | mail could not | メールエラー通知 | 配信 | unzustellbar | zustellung
    non remis | échec | no se puede entregar | não entregue | недоставлен | 退信 | تحویل داده نشد | عدم تحویل
    تحویل نشد | no entregado | non recapitabile | onbestelbaar | niedostarczon | olevererbart | kunde inte levereras
    teslim edilemedi | لم يتم التسليم | تعذر التسليم
""")
_FAILING = entries("""
    could not be delivered | couldn't be delivered | not be delivered | unable to deliver | was not delivered
    undeliverable | delivery failed | delivery to the following | failed permanently | returned to you | user unknown
    permanent error | permanent fatal errors | did not reach | delivery failure | has been delayed | temporarily
    rejected your message | returning message | unknown user | bounced | error | cannot be | can't | failed | delivery
""")
# Sentences that nobody writes but a mail system at the beginning of a report.
_PLAIN = entries("""
    did not reach the following recipient | could not be delivered to | couldn't be delivered to
    delivery to the following recipient | delivery to the following address | could not deliver message to
    could not be delivered to one or more | was not delivered to the following | permanent fatal delivery errors
    following addresses had permanent | following address(es) failed | error message below: | failed recipient
    pu etre delivre | pu être délivré | konnte nicht zugestellt werden | no pudo ser entregado | no se pudo entregar a
    non è stato possibile consegnare | kon niet worden afgeleverd | não pôde ser entregue | не может быть доставлено
    no such user here | به گیرندگان زیر نرسید | به نشانی زیر تحویل نشد | قابل تحویل نبود | 未能投递
    配信できませんでした
""")
_DELAYS = entries("""
    delay | still being retried | will be retried | not yet been delivered | no action is required | will keep trying
    verzögert | retardé | retrasado | ritardata | vertraagd | تأخیر | تاخیر
""")
_WARNINGS = entries("""
    this is a warning | warning only | will be retried | not yet been delivered | will keep trying
    still being retried | do not need to resend | no action is required | delivery will be attempted | will continue
    attempts will | is still trying | retry for | warning message
""")
_FINAL = ("giving up", "permanent", "gave up", "will not be retried", "no longer be tried", "has stopped trying")


def told(head: Header, text: str, listed: list[Report]) -> list[Report]:
    """The failures of a report in prose; `listed` are those that it lists in the form of RFC 3464 all the same."""
    failed = named_in_header(head)
    if not failed and not may_be_of_a_system(head):
        return []
    subject, opening = fold(text_of(head.first("subject"))), fold(text[:OPENING])
    if not failed and not _is_report(head, subject, opening):
        return []
    if listed:
        return listed
    lines = speech(text)
    action = _action(subject, opening)
    if not failed:
        return blamed(lines, _strangers(head), action)
    words = " ".join(lines)[:5000]
    about = {address: near(lines, address) for address in failed}
    return [
        Report(address, action, told_status(about[address] or words, words, action), about[address][:500])
        for address in failed
    ]


def may_be_of_a_system(head: Header) -> bool:
    """What costs least to see, and leaves out the mails of people."""
    sender = fold(text_of(head.first("from")))
    path = _path(head)
    return not sender.strip("<> ") or path == "<>" or any(word in place for place in (sender, path) for word in _NAMES)


def named_in_header(head: Header) -> list[str]:
    """X-Failed-Recipients, which Exim and Gmail write."""
    return [address for raw in head.every("x-failed-recipients") for address in ADDRESS.findall(text_of(raw))][:50]


def _action(subject: str, opening: str) -> str:
    late = any(word in subject for word in _DELAYS) or any(phrase in opening for phrase in _WARNINGS)
    return "delayed" if late and not any(phrase in opening for phrase in _FINAL) else "failed"


def is_daemon(head: Header) -> bool:
    """A mail system wrote it, by the name of its sender; or nobody did, which is the same."""
    if not may_be_of_a_system(head):
        return False
    nobody = text_of(head.first("from")).strip() == "<>"
    return nobody or any(sender.startswith((*DAEMONS, "postmaster")) for sender in _senders(head))


def _people(head: Header) -> list[Mailbox]:
    return [m for raw in head.every("from") for m in mailboxes(raw)] or [Mailbox(text_of(head.first("from")))]


def _path(head: Header) -> str:
    return text_of(head.first("return-path")).strip().casefold()


def _senders(head: Header) -> list[str]:
    return [*(m.address.casefold().strip('"') for m in _people(head)), _path(head).strip("<>")]


def _is_report(head: Header, subject: str, opening: str) -> bool:
    """A mail system wrote it and it speaks of failure. The less its sender tells, the more the words must."""
    people, path, senders = _people(head), _path(head), _senders(head)
    says_so = any(phrase in subject for phrase in _SUBJECTS)
    plain = any(phrase in opening for phrase in _PLAIN)
    if text_of(head.first("auto-submitted")).casefold().startswith("auto-replied") and not (says_so or plain):
        return False
    if any(sender.startswith(DAEMONS) for sender in senders):
        return says_so or plain or any(phrase in opening for phrase in _FAILING)
    if head.first("user-agent"):
        return False  # postmasters are people, too
    if any(sender.startswith(_POSTMASTERS) for sender in senders) or path == "<>" or _is_system(people):
        return plain or (says_so and (path == "<>" or _tells(opening)))
    if head.first("in-reply-to") or not any(sender.startswith(_OFFICES) for sender in senders):
        return False
    return plain and says_so


def _tells(opening: str) -> bool:
    return any(phrase in opening for phrase in _FAILING) or by_words(opening) not in VAGUE


def _is_system(people: list[Mailbox]) -> bool:
    names = [fold(text).strip('"') for m in people for text in (m.name, m.address)]
    return any(name.startswith(_SYSTEMS) for name in names)


def _strangers(head: Header) -> frozenset[str]:
    """Addresses that are not the failed one: the report's writer and the one it was sent to."""
    found = [
        m.address.lower()
        for name in ("from", "to", "reply-to", "sender", "return-path", "errors-to")
        for raw in head.every(name)
        for m in mailboxes(raw)
    ]
    return frozenset(found)

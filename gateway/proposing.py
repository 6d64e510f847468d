"""An admin answers the mail with the rules by a changed document: what is wrong with it, what it would change, and,
once they said yes, that it is in force. Pure; `workers/proposals` has the document read and tried before.
"""

from .case import Case
from .commands import Words
from .decisions import Aftermath, Decision, Discard, NewRules, Outcome
from .facts import Proposal, Tryout
from .mail.inbound import Nature
from .mail.persian import persian_digits
from .mail.references import base_subject
from .mail.shown import own_words
from .notices import Kind, Notice, Recipient, RulesState, RulesView, Voice, rules_lines
from .tickets.people import Person, Role
from .tickets.standing import Act, Ruling, rule

REASON = 200  # characters
FILE = "rules.toml"  # as we call it, whatever it is called where it was changed
_UNTRIED = Tryout(0, 0, (), (), whole=True)

_APPLIED = Words(
    "done: these rules are in force now, as revision {number}",
    "انجام شد: این قواعد از هم‌اکنون به‌عنوان نسخهٔ {number} اجرا می‌شوند",
)
_OVERTAKEN = Words(
    "not done: your document begins from revision {base}, and revision {number} is in force by now. Write #rules to get"
    " that one, and put your changes into it",
    "انجام نشد: سند شما از نسخهٔ {base} آغاز شده است و اکنون نسخهٔ {number} اجرا می‌شود. برای گرفتن آن بنویسید #قواعد و"
    " تغییرهای خود را در آن بیاورید",
)
_UNCHANGED = Words(
    "nothing to do: this is the document in force, revision {number}",
    "کاری لازم نیست: این همان سندی است که هم‌اکنون به‌عنوان نسخهٔ {number} اجرا می‌شود",
)
_WEAK = Words(
    "not done: rules are only taken from who logs in to send the mail, on the port for agents. (Or use the command"
    " line: postroom rules apply)",
    "انجام نشد: قواعد تنها از کسی پذیرفته می‌شود که برای فرستادن ایمیل با گذرواژهٔ خود وارد شده باشد، از درگاه ویژهٔ"
    " کارشناسان. (یا در خط فرمان: postroom rules apply)",
)


def rules_notice(case: Case, view: RulesView) -> tuple[Notice, ...]:
    """To the admin's registered address."""
    return _told(case, Kind.RULES, rules_lines(view))


def proposes(case: Case) -> bool:
    """Does the mail bring rules, from an admin of whom at least their domain is proven? Others' are mail like any."""
    seen = case.admin is not None and case.may(Act.SEE_RULES)
    return seen and case.facts.proposal is not None and case.mail.judgement.nature is Nature.PERSON


def propose(case: Case, proposal: Proposal) -> Decision:
    """What the mail of a login asks for is done after a yes. That somebody said yes proves no login: a mail that was
    asked about for another reason brings no rules.
    """
    number = case.policy.rules.revision
    if rule(case.facts.author.standing, Act.ADMINISTER) is not Ruling.CONFIRM or not _by_login(case):
        return _answered(case, "brings rules without a login", _WEAK)
    if proposal.base != number:
        return _answered(case, f"brings rules that begin from revision {proposal.base}", _OVERTAKEN)
    if proposal.mistakes:
        view = RulesView(RulesState.MISTAKES, number, mistakes=proposal.mistakes)
        return _discard(case, "brings rules with mistakes", rules_notice(case, view), Aftermath())
    if not proposal.diff:
        return _answered(case, "brings the rules that are in force", _UNCHANGED)
    if not case.facts.confirmed:
        return _ask(case, proposal)
    new = NewRules(number, case.author.agent, _reason(case), proposal.document)
    return _answered(case, f"brings revision {number + 1} of the rules", _APPLIED, new)


def _by_login(case: Case) -> bool:
    login = case.mail.envelope.login
    return bool(login) and case.admin is not None and login == case.admin.name


def _ask(case: Case, proposal: Proposal) -> Decision:
    tried = proposal.tryout or _UNTRIED
    view = RulesView(
        RulesState.ASKS,
        case.policy.rules.revision,
        diff=proposal.diff,
        changes=tried.changes,
        dead=tried.dead,
        replayed=tried.replayed,
        changed=tried.changed,
        whole=tried.whole,
    )
    return _discard(case, "brings rules; waits for its author's yes", rules_notice(case, view), Aftermath(asks=True))


def _answered(case: Case, reason: str, words: Words, new: NewRules | None = None) -> Decision:
    base = case.facts.proposal.base if case.facts.proposal else 0
    number = case.policy.rules.revision + (new is not None)
    language = case.admin.language if case.admin else "en"
    shown = {"base": str(base), "number": str(number)}
    if language == "fa":
        shown = {name: persian_digits(digits) for name, digits in shown.items()}
    told = words.in_language(language).format(**shown)
    notices = _told(case, Kind.TRANSCRIPT, (f"{FILE}\n  {told}",))
    return _discard(case, reason, notices, Aftermath(rules=new))


def _discard(case: Case, reason: str, notices: tuple[Notice, ...], follows: Aftermath) -> Decision:
    return Discard(Outcome.ANSWERED, reason, case.trail(""), notices, case.author, follows)


def _told(case: Case, kind: Kind, lines: tuple[str, ...]) -> tuple[Notice, ...]:
    admin = case.admin
    if admin is None or case.facts.silent:
        return ()
    recipient = Recipient(Person(0, admin.address, admin.shown, admin.language), Role.AGENT, admin.language)
    return (Notice(kind, recipient, Voice.GENERATED, lines=lines),)


def _reason(case: Case) -> str:
    """The first line that the admin wrote, else the subject."""
    first = own_words(case.mail)[0].strip().split("\n")[0].strip()
    return (first or base_subject(case.mail.subject))[:REASON].strip()

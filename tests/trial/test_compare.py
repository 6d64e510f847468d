"""Mails meet the rules in force and new ones; what one mail leaves behind is another in each world."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from gateway.mail.inbound import Mailbox
from gateway.policy import Policy, Repeats
from gateway.rules import read
from gateway.ruleset import RuleSet
from gateway.tickets.people import Person, Standing
from gateway.tickets.ticket import Status
from gateway.trial import Fate, Past, Result, Tried, compare, summed, told

from ..builders import ALI, EVE, NOW, PICTURE, author, mail, policy, ticket

HOLD = """
[[rule]]
name = "hold"
when.subject = "prize"
then.hold = true
"""
SPAM = HOLD.replace("then.hold", "then.spam")
MANY = """
[[rule]]
name = "many"
when.open_tickets = 2
then.tag = "many"
"""
TAG = """
[[rule]]
name = "tag"
when = "always"
then.tag = "seen"
"""


def rules(document: str) -> RuleSet:
    found = read(document, policy())
    assert not found.mistakes
    return found.rules


def past(number: int, subject: str = "A thing", someone: Person = ALI, answers: str = "", **changes: Any) -> Past:
    """The mail of this number came so many minutes after the first; it opened ticket 1000 and so many."""
    found = mail(
        subject=subject,
        from_=(Mailbox(someone.address, someone.name),),
        message_id=f"{number}@client.example",
        in_reply_to=(answers,) if answers else (),
        references=(answers,) if answers else (),
    )
    at = NOW + timedelta(minutes=number)
    written = author(someone, Standing.ALIGNED)
    built = Past(number, found, replace(written, agent=""), at, at, 1000 + number, opened=True)
    return replace(built, **changes)


def joined(number: int, to: int, someone: Person = ALI) -> Past:
    """An answer to mail `to`, on its ticket."""
    return past(number, "Re: A thing", someone, f"{to}@client.example", ticket=1000 + to, opened=False)


def tried(pasts: list[Past], new: str, old: str = "") -> dict[int, Tried]:
    known: Policy = replace(policy(), rules=rules(old))
    return {each.mail: each for each in compare(pasts, known, rules(new))}


def fates(found: dict[int, Tried]) -> dict[int, tuple[Fate, Fate]]:
    return {number: (each.old.fate, each.new.fate) for number, each in found.items()}


def test_what_stays_the_same_is_not_changed() -> None:
    found = tried([past(1)], HOLD)
    assert not found[1].changed
    assert found[1].old.lines == found[1].new.lines


def test_a_ticket_that_gets_a_tag_is_changed_and_says_by_which_rule() -> None:
    found = tried([past(1)], TAG)[1]
    assert found.moved == (("tags", "", "seen"),)
    assert found.new.rules == ("tag",)
    assert told(found, "en") == "#1001 A thing: tags: – → seen"
    assert told(found, "fa") == "درخواست ۱۰۰۱ A thing: برچسب‌ها: از «–» به «seen»"


def test_a_mail_that_would_be_held_says_only_that() -> None:
    found = tried([past(1, "A prize")], HOLD)[1]
    assert found.moved == (("mail", "opens a ticket", "is held for a person to see"),)


def test_a_mail_that_a_rule_held_would_open_a_ticket() -> None:
    found = tried([past(1, "A prize", ticket=0, opened=False)], "", HOLD)
    assert fates(found) == {1: (Fate.HELD, Fate.OPENED)}


def test_who_answers_a_mail_that_would_be_held_opens_a_ticket_and_others_join_it() -> None:
    fourth = replace(joined(4, 2), ticket=1001)
    found = tried([past(1, "A prize"), joined(2, 1), joined(3, 1), fourth, joined(5, 1, EVE)], HOLD)
    assert fates(found) == {
        1: (Fate.OPENED, Fate.HELD),
        2: (Fate.JOINED, Fate.OPENED),
        3: (Fate.JOINED, Fate.JOINED),  # the second one mentions the first
        4: (Fate.JOINED, Fate.JOINED),
        5: (Fate.JOINED, Fate.OPENED),
    }


def test_who_answered_a_mail_that_was_held_would_join_its_ticket() -> None:
    pasts = [past(1, "A prize", ticket=0, opened=False), past(2, "Re: it", answers="1@client.example")]
    assert fates(tried(pasts, "", HOLD))[2] == (Fate.OPENED, Fate.JOINED)
    stranger = [pasts[0], past(2, "Re: it", EVE, "1@client.example")]
    assert fates(tried(stranger, "", HOLD))[2] == (Fate.OPENED, Fate.OPENED)


def test_who_answers_what_would_be_spam_opens_another_ticket() -> None:
    found = tried([past(1, "A prize"), joined(2, 1)], SPAM)
    assert fates(found) == {1: (Fate.OPENED, Fate.SPAM), 2: (Fate.JOINED, Fate.OPENED)}


def test_who_answered_what_was_spam_would_join_it() -> None:
    first = past(1, "A prize", spam=True)
    spam = ticket(number=1001, status=Status.SPAM)
    second = past(2, "Re: it", answers="1@client.example", follows=spam)
    assert fates(tried([first, second], "", SPAM)) == {1: (Fate.SPAM, Fate.OPENED), 2: (Fate.OPENED, Fate.JOINED)}


def test_a_ticket_that_went_on_from_a_closed_one_still_does() -> None:
    closed = ticket(number=900, status=Status.CLOSED)
    assert fates(tried([past(1, follows=closed)], TAG))[1] == (Fate.OPENED, Fate.OPENED)


def test_open_tickets_are_counted_as_they_were_then() -> None:
    over = NOW + timedelta(minutes=4)
    pasts = [past(1, ended=over), past(2, ended=over), past(3), past(5), past(6, someone=EVE), past(7, others=2)]
    found = tried(pasts, MANY)
    assert {number for number, each in found.items() if each.new.tags} == {3, 7}


def test_what_would_be_held_or_spam_is_no_open_ticket() -> None:
    pasts = [past(1, "A prize"), past(2, "A prize"), past(3)]
    assert not tried(pasts, HOLD + MANY)[3].new.tags
    assert not tried(pasts, SPAM + MANY)[3].new.tags
    assert tried(pasts, HOLD + MANY)[3].old.tags == ()
    assert tried(pasts, "", HOLD + MANY)[3].old.tags == ()
    assert tried(pasts, MANY)[3].new.tags == ("many",)


def test_hours_are_those_at_which_the_mail_was_accepted() -> None:
    night = TAG.replace('when = "always"', 'from = "22:00"\nuntil = "06:00"')
    midnight = NOW.replace(hour=21)  # half past midnight in Tehran
    found = tried([past(1), past(2, accepted=midnight), past(3, at=midnight)], night)
    assert {number for number, each in found.items() if each.new.tags} == {2}


def test_the_standing_is_the_one_that_the_mail_had() -> None:
    proven = TAG.replace('when = "always"', 'when.standing = "aligned"')
    weak = replace(past(1).author, standing=Standing.UNPROVEN)
    found = tried([past(1, author=weak), past(2)], proven)
    assert {number for number, each in found.items() if each.new.tags} == {2}


def test_whose_turn_it_is_may_be_anybody() -> None:
    by_turn = TAG.replace('then.tag = "seen"', 'then.assign = "round robin"')
    found = tried([past(1), past(2)], by_turn, by_turn)
    assert not any(each.changed for each in found.values())


def test_the_acknowledgement_is_told_with_its_answer() -> None:
    silent = TAG.replace('then.tag = "seen"', "then.acknowledge = false")
    assert tried([past(1)], silent)[1].moved == (("acknowledged", "yes", "no"),)
    says = '[[answer]]\nname = "a"\nen = "We are on holiday."\nfa = "تعطیلیم."\n'
    says += TAG.replace('then.tag = "seen"', 'then.answer = "a"')
    assert tried([past(1)], says)[1].moved == (("answer", "", "We are on holiday."),)


def test_hits_are_counted_and_dead_rules_named() -> None:
    document = HOLD + MANY + TAG
    pasts = [past(1, "A prize"), past(2), past(3)]
    result = summed(compare(pasts, policy(), rules(document)), rules(document))
    assert result == Result(3, result.changed, (("hold", 1), ("many", 0), ("tag", 2)))
    assert result.dead == ("many",)
    assert [each.mail for each in result.changed] == [1, 2, 3]


def test_large_attachments_are_not_kept_with_the_result() -> None:
    large = replace(past(1).mail, attachments=(replace(PICTURE, content=b"x" * 100),))
    result = summed(compare([past(1, mail=large)], policy(), rules(TAG)), rules(TAG))
    assert not any(isinstance(getattr(result.changed[0], name), type(large)) for name in Tried.__slots__)


def test_what_is_said_again_would_join_a_mail_that_was_held() -> None:
    """The same words of the same person, where the first of them had no ticket to join."""
    known = replace(policy(), repeats=Repeats(timedelta(days=7)))
    words = "The printer on the second floor prints every page twice and then stops with a red light."
    first = past(1, "A prize of a printer", mail=mail(words, subject="A prize of a printer", message_id="1@c.example"))
    again = mail(words, subject="A printer that prints twice", message_id="2@c.example")
    pasts = [replace(first, ticket=0, opened=False), past(2, mail=again)]
    found = {each.mail: each for each in compare(pasts, replace(known, rules=rules(HOLD)), rules(""))}
    assert fates(found) == {1: (Fate.HELD, Fate.OPENED), 2: (Fate.OPENED, Fate.JOINED)}


WORDS = "The printer on the second floor prints every page twice and then stops with a red light."
PLACE = ("support", "support", "")
BILLING = TAG.replace('then.tag = "seen"', 'then.department = "poshtibani"').replace(
    'when = "always"', 'when.subject = "first"'
)


def said(number: int, subject: str, **changes: Any) -> Past:
    """Addressed to `support`, with a first line that names another department."""
    words = mail(f"Department: poshtibani\n\n{WORDS}", subject=subject, message_id=f"{number}@client.example")
    return past(number, mail=words, **({"place": PLACE} | changes))


def repeating(pasts: list[Past], new: str) -> dict[int, Tried]:
    known = replace(policy(), repeats=Repeats(timedelta(days=7)))
    return {each.mail: each for each in compare(pasts, known, rules(new))}


def test_what_is_said_again_joins_where_rules_bring_the_first_one_to_the_same_desk() -> None:
    first = past(
        1,
        place=PLACE,
        mail=mail(f"Department: support\n\n{WORDS}", subject="The first printer", message_id="1@client.example"),
    )
    again = said(2, "A printer", place=("poshtibani", "support", ""))
    answer = joined(3, 2)
    assert fates(repeating([first, again, answer], "")) == {
        1: (Fate.OPENED, Fate.OPENED),
        2: (Fate.OPENED, Fate.OPENED),
    }
    assert fates(repeating([first, again, answer], BILLING)) == {
        1: (Fate.OPENED, Fate.OPENED),
        2: (Fate.OPENED, Fate.JOINED),
        3: (Fate.JOINED, Fate.JOINED),
    }


def test_who_answers_one_that_joins_another_one_joins_that() -> None:
    pasts = [past(1, "A prize", ticket=0, opened=False), past(2, "Re: it", answers="1@client.example"), joined(3, 2)]
    assert fates(tried(pasts, "", HOLD)) == {
        1: (Fate.HELD, Fate.OPENED),
        2: (Fate.OPENED, Fate.JOINED),
        3: (Fate.JOINED, Fate.JOINED),
    }

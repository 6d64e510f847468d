"""A mail to an address for ratings rates and comments, and does nothing else, whatever it says."""

from dataclasses import replace

import pytest

from gateway.decisions import Hold, Update
from gateway.facts import Candidate, Facts, How, Slip
from gateway.mail.reply_address import AddressKind
from gateway.notices import Kind
from gateway.tickets.changes import Comment, Rate
from gateway.tickets.people import Agent, Person, Standing
from gateway.tickets.ticket import ArticleKind, Status, Ticket
from gateway.triage import triage

from .builders import ALI, EVE, MINA, NOW, PICTURE, REZA, TOM, facts, mail, policy, resolved, ticket
from .folded import every
from .test_authority import WANTED

POLICY = policy()
CLOSED = ticket(status=Status.CLOSED, closed=NOW, assignee="mina")
OWN, LATE, FOREIGN = Slip(own=True, late=False), Slip(own=True, late=True), Slip(own=False, late=False)
FIVE = "Rating: 5/5"


def to_rating(
    found: Ticket = CLOSED, someone: Person | Agent = ALI, standing: Standing = Standing.BEARER, slip: Slip = OWN
) -> Facts:
    candidate = Candidate(How.REPLY_ADDRESS, "rating", found)
    return facts(someone, standing, candidates=(candidate,), reply_kind=AddressKind.RATING, slip=slip)


def rated(text: str = "", subject: str = FIVE, found: Ticket = CLOSED, slip: Slip = OWN) -> Update:
    decision = triage(mail(text, subject=subject), to_rating(found, slip=slip), POLICY)
    assert isinstance(decision, Update)
    return decision


def told(decision: Update | Hold) -> list[tuple[Kind, str]]:
    return [(notice.kind, notice.recipient.person.address.partition("@")[0]) for notice in decision.notices]


@pytest.mark.parametrize("found", [CLOSED, resolved(), ticket(), ticket(status=Status.WAITING)])
def test_stars_alone_change_the_rating_and_nothing_else(found: Ticket) -> None:
    decision = rated(found=found)
    assert decision.changes == (Rate(5),)
    assert decision.after == replace(found, rating=5)
    assert (decision.article.kind, decision.article.text) == (ArticleKind.INTERNAL, "★★★★★")
    assert told(decision) == [(Kind.RATED, "ali")]


@pytest.mark.parametrize("stars", range(1, 6))
def test_a_bad_rating_is_told_to_assignee_and_lead(stars: int) -> None:
    decision = rated(subject=f"Rating: {stars}/5")
    notes = [name for kind, name in told(decision) if kind is Kind.NOTE]
    assert notes == (["mina", "tom"] if stars <= 2 else [])


def test_a_comment_is_told_to_assignee_and_lead_whatever_the_stars() -> None:
    decision = rated("You were quick.")
    assert decision.changes == (Rate(5), Comment())
    assert decision.article.text == "★★★★★\nYou were quick."
    assert told(decision) == [(Kind.RATED, "ali"), (Kind.NOTE, "mina"), (Kind.NOTE, "tom")]


def test_a_comment_without_stars_is_not_answered() -> None:
    for subject in ("Re: Printer broken", "", "Re: 5 printers broken"):
        decision = rated("It is broken again!", subject)
        assert (decision.changes, decision.after) == ((Comment(),), CLOSED)
        assert told(decision) == [(Kind.NOTE, "mina"), (Kind.NOTE, "tom")]


def test_where_nobody_has_the_ticket_and_nobody_leads_the_department_hears() -> None:
    lonely = policy(departments=tuple(replace(each, lead="") for each in POLICY.departments))
    decision = triage(mail("Hm.", subject=FIVE), to_rating(replace(CLOSED, assignee="")), lonely)
    assert isinstance(decision, Update)
    assert told(decision)[1:] == [(Kind.NOTE, "tom"), (Kind.NOTE, "mina")]


def test_the_same_stars_again_are_silent() -> None:
    decision = rated(found=replace(CLOSED, rating=5))
    assert (decision.changes, decision.notices) == ((), ())


def test_stars_that_come_too_late_count_no_more_and_their_giver_is_told() -> None:
    decision = rated("Fine.", slip=LATE)
    assert decision.after == CLOSED
    assert told(decision) == [(Kind.RATED, "ali"), (Kind.NOTE, "mina"), (Kind.NOTE, "tom")]
    assert rated("", "Re: Printer broken", slip=LATE).notices == ()


def test_a_signature_is_no_comment_and_a_file_is_one() -> None:
    assert rated("Regards,\nAli Rezaei").changes == (Rate(5),)
    decision = triage(mail("", subject=FIVE, attachments=(PICTURE,)), to_rating(), POLICY)
    assert isinstance(decision, Update)
    assert decision.changes == (Rate(5), Comment())


@every("standing", Standing)
@every("someone", [ALI, REZA, EVE, TOM, MINA])
@every("slip", [OWN, FOREIGN, LATE])
def test_only_the_requesters_own_address_counts(standing: Standing, someone: Person | Agent, slip: Slip) -> None:
    decision = triage(mail("Hm.", subject=FIVE), to_rating(someone=someone, standing=standing, slip=slip), POLICY)
    if someone is ALI and slip.own and standing >= Standing.BEARER:
        assert isinstance(decision, Update)
        assert decision.after.rating == (0 if slip is LATE else 5)
    else:
        assert isinstance(decision, Hold)
        assert {kind for kind, _ in told(decision)} <= {Kind.HELD, Kind.REFUSED}


@every("needed", [Standing.BEARER, Standing.ALIGNED, Standing.BOUND])
@every("standing", Standing)
@every("found", [CLOSED, resolved(), ticket()])
def test_whatever_it_says_it_does_nothing_else(needed: Standing, standing: Standing, found: Ticket) -> None:
    strictness = policy(needed=needed, trusted=needed)
    for text in (text for texts in WANTED.values() for text in texts):
        decision = triage(mail(f"{text}\nRegards", subject=FIVE), to_rating(found, standing=standing), strictness)
        if isinstance(decision, Hold):
            assert standing < Standing.BEARER
            continue
        assert isinstance(decision, Update)
        assert {type(change) for change in decision.changes} <= {Rate, Comment}
        assert decision.after in (replace(found, rating=stars) for stars in range(6))
        assert not decision.aftermath.sides + decision.aftermath.settled
        assert not decision.aftermath.language
        assert decision.article.kind is ArticleKind.INTERNAL
        assert {kind for kind, _ in told(decision)} <= {Kind.RATED, Kind.NOTE}


def test_what_an_agent_lets_in_is_read_as_any_other_mail() -> None:
    found = to_rating(someone=REZA, standing=Standing.UNPROVEN, slip=FOREIGN)
    decision = triage(mail("It burns.", subject="Re: Printer broken"), replace(found, released=True), POLICY)
    assert isinstance(decision, Update)
    assert decision.before is None, "a late reply"

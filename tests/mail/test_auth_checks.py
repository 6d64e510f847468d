"""T-AUTH-4: what our own checks found, judged. Nobody's Authentication-Results count beside them."""

import itertools

import pytest

from gateway.mail.auth import (
    UNCHECKED,
    Authentication,
    Checked,
    Proven,
    Published,
    Unpublished,
    authentication,
)
from gateway.mail.inbound import FORGING_DEFECTS, Defect, Mailbox

from ..builders import mail

ALIGNED, NOTHING, FAILED = Authentication.ALIGNED, Authentication.NOTHING, Authentication.FAILED
SAME = Proven("customer.example", "customer.example")
BELOW = Proven("mail.customer.example", "customer.example")
OTHER = Proven("evil.example", "evil.example")
RELAXED, STRICT = Published("customer.example"), Published("customer.example", strict_dkim=True, strict_spf=True)
NONE, UNKNOWN = Unpublished.NONE, Unpublished.UNKNOWN


def judged(checked: Checked, author: str = "ali@customer.example") -> Authentication:
    return authentication(mail(from_=(Mailbox(author),)), "", checked)


@pytest.mark.parametrize("way", ["spf", "dkim"])
@pytest.mark.parametrize(
    ("policy", "proven", "complete", "incomplete"),
    [
        (RELAXED, SAME, ALIGNED, ALIGNED),
        (RELAXED, BELOW, ALIGNED, ALIGNED),
        (RELAXED, OTHER, FAILED, NOTHING),
        (RELAXED, None, FAILED, NOTHING),
        (STRICT, SAME, ALIGNED, ALIGNED),
        (STRICT, BELOW, FAILED, NOTHING),
        (STRICT, None, FAILED, NOTHING),
        (NONE, SAME, ALIGNED, ALIGNED),
        (NONE, BELOW, NOTHING, NOTHING),
        (NONE, OTHER, NOTHING, NOTHING),
        (NONE, None, NOTHING, NOTHING),
        (UNKNOWN, SAME, NOTHING, NOTHING),
        (UNKNOWN, None, NOTHING, NOTHING),
    ],
)
def test_the_table(
    policy: Published | Unpublished,
    proven: Proven | None,
    complete: Authentication,
    incomplete: Authentication,
    way: str,
) -> None:
    for whole, expected in ((True, complete), (False, incomplete)):
        if way == "spf":
            assert judged(Checked(policy, spf=proven, complete=whole)) is expected
        else:
            assert judged(Checked(policy, dkim=(OTHER, proven) if proven else (), complete=whole)) is expected


def test_each_way_has_its_own_strictness() -> None:
    strict_dkim = Published("customer.example", strict_dkim=True)
    assert judged(Checked(strict_dkim, dkim=(BELOW,), complete=True)) is FAILED
    assert judged(Checked(strict_dkim, spf=BELOW, complete=True)) is ALIGNED
    strict_spf = Published("customer.example", strict_spf=True)
    assert judged(Checked(strict_spf, dkim=(BELOW,), complete=True)) is ALIGNED
    assert judged(Checked(strict_spf, spf=BELOW, complete=True)) is FAILED


@pytest.mark.parametrize("defect", Defect)
def test_a_mail_that_contradicts_itself_has_failed_whatever_was_found(defect: Defect) -> None:
    found = authentication(mail(defects=(defect,)), "", Checked(RELAXED, SAME, (SAME,), complete=True))
    assert found is (FAILED if defect in FORGING_DEFECTS else ALIGNED)


def test_where_we_checked_nobody_elses_word_counts() -> None:
    fields = (("authentication-results", "border.example.org; dmarc=pass header.from=customer.example"),)
    trusting = mail(fields=fields)
    assert authentication(trusting, "border.example.org", UNCHECKED) is ALIGNED
    assert authentication(trusting, "border.example.org", Checked()) is NOTHING
    assert authentication(trusting, "border.example.org", Checked(RELAXED, complete=True)) is FAILED
    disowned = mail(fields=(("authentication-results", "border.example.org; dmarc=fail"),))
    assert authentication(disowned, "border.example.org", Checked(RELAXED, SAME)) is ALIGNED


def test_what_was_not_checked_proves_nothing() -> None:
    assert judged(UNCHECKED) is NOTHING
    assert judged(Checked()) is NOTHING
    assert judged(Checked(NONE, complete=True), author="") is NOTHING


def test_more_proof_never_lowers_and_an_open_question_never_raises() -> None:
    """Every finding there is: a pass more may only help, and what could not be asked helps nobody."""
    order = [FAILED, NOTHING, ALIGNED]
    domains = (None, SAME, BELOW, OTHER)
    policies: tuple[Published | Unpublished, ...] = (RELAXED, STRICT, NONE, UNKNOWN)
    for policy, spf, dkim in itertools.product(policies, domains, domains):
        given = (dkim,) if dkim else ()
        bare = judged(Checked(policy, complete=True))
        whole = judged(Checked(policy, spf, given, complete=True))
        part = judged(Checked(policy, spf, given))
        assert order.index(whole) >= order.index(bare)
        assert (part is ALIGNED) is (whole is ALIGNED)
        assert part is not FAILED

"""Mail that is here already, and our own."""

from gateway.filters.repeated import came_home, here_already
from gateway.findings import Finding, Verdict

from ..builders import facts, mail, policy

POLICY = policy()


def test_our_own_mail_is_known_by_its_id() -> None:
    found = came_home(mail(), facts(ours=True), POLICY)
    assert found is not None
    assert found.verdict is Verdict.DISCARD
    assert came_home(mail(), facts(twin=3), POLICY) is None


def test_a_twin_is_named() -> None:
    expected = Finding("here_already", Verdict.DUPLICATE, "says exactly what mail 3 says")
    assert here_already(mail(), facts(twin=3), POLICY) == expected
    assert here_already(mail(), facts(ours=True), POLICY) is None

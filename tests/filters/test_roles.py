"""postmaster and abuse are read by people and never answered by us (RFC 2142)."""

import pytest

from gateway.filters.roles import to_a_role
from gateway.findings import Verdict
from gateway.mail.inbound import Envelope, Mailbox

from ..builders import facts, mail, policy


@pytest.mark.parametrize(
    ("recipients", "silent"),
    [
        (("postmaster@example.org",), True),
        (("Abuse@Example.org", "POSTMASTER"), True),
        (("postmaster@example.org", "support@example.org"), False),
        (("postmasters@example.org",), False),
        (("support@example.org",), False),
        ((), False),
    ],
)
def test_a_role_is_told_by_the_envelope_alone(recipients: tuple[str, ...], silent: bool) -> None:
    message = mail(envelope=Envelope("a@b.example", recipients), to=(Mailbox("postmaster@example.org"),))
    found = to_a_role(message, facts(), policy())
    assert (found.verdict if found else None) == (Verdict.SILENT if silent else None)

"""Mail to our return path: nobody but a machine writes there."""

import pytest

from gateway.filters.returned import to_our_return_path
from gateway.findings import Verdict
from gateway.mail.inbound import Nature
from gateway.mail.reply_address import AddressKind

from ..builders import facts, mail, policy, written_by


@pytest.mark.parametrize("kind", [None, *AddressKind])
def test_what_comes_to_the_return_path_is_taken_and_not_answered(kind: AddressKind | None) -> None:
    found = to_our_return_path(mail(), facts(reply_kind=kind), policy())
    assert (found.verdict if found else None) == (Verdict.SILENT if kind is AddressKind.BOUNCE else None)


def test_it_says_so_of_machines_too() -> None:
    found = to_our_return_path(written_by(Nature.VACATION), facts(reply_kind=AddressKind.BOUNCE), policy())
    assert found is not None
    assert found.check == "to_our_return_path"

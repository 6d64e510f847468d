"""Mail that we have already: our own come home, and the same mail a second time. Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..policy import Policy


def came_home(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    if not facts.ours:
        return None
    return Finding("came_home", Verdict.DISCARD, "its Message-ID is one that we gave to a mail of ours")


def here_already(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    if not facts.twin:
        return None
    return Finding("here_already", Verdict.DUPLICATE, f"says exactly what mail {facts.twin} says")

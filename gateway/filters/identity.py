"""Mail whose author is not, or even cannot be, who it says. Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import FORGING_DEFECTS, InboundMail
from ..policy import Policy
from ..tickets.people import Standing
from ..tickets.standing import Act, may


def forged(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """A forged mail opens nothing until a person lets it in, and is not answered even then; on a ticket it is held,
    which `triage` decides by the same standing.
    """
    if facts.author.standing is not Standing.FORGED or (facts.candidates and not facts.released):
        return None
    defects = [defect.value for defect in mail.defects if defect in FORGING_DEFECTS]
    verdict = Verdict.SILENT if facts.released else Verdict.QUARANTINE
    return Finding("forged", verdict, defects[0] if defects else "the author's domain disowns it")


def unproven(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    if may(facts.author.standing, Act.BE_QUOTED):
        return None
    return Finding("unproven", Verdict.CONTENT_FREE, "nothing proves that its author wrote it")

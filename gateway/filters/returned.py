"""Mail to the signed address that our own mails have as envelope sender. Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..mail.reply_address import AddressKind
from ..policy import Policy


def to_our_return_path(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """People never see this address; answering machines write to it (RFC 3834 section 4), whatever else they leave out.

    Where it belongs to no ticket by itself, it is kept on the one that the address was made for (`returning`): what is
    odd is seen by somebody, and not answered.
    """
    if facts.reply_kind is not AddressKind.BOUNCE:
        return None
    return Finding("to_our_return_path", Verdict.SILENT, "it was sent to the address for delivery reports")

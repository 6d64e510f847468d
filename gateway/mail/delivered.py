"""Whom a mail was sent to, as far as its transport or the mail itself tells. Pure."""

from .auto_fields import RECEIVED_FOR
from .inbound import ENVELOPED, InboundMail


def sent_to(mail: InboundMail) -> tuple[str, ...]:
    """The envelope's recipients. A mailbox and a file have none, whatever they count as sent to: there it is who stands
    in To and Cc, and where the servers on the way wrote down whom they delivered to.
    """
    told = mail.envelope.recipients
    if told and mail.envelope.source in ENVELOPED:
        return told
    noted = (value.strip(" \t<>") for name, value in mail.fields if name in RECEIVED_FOR)
    return tuple(dict.fromkeys((*told, *(mailbox.address for mailbox in mail.addressed), *noted)))

"""Gathers what is asked only where a mail may open a ticket: its writer's open tickets, and the state of the desks."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from ..facts import Beginning
from ..mail.inbound import InboundMail
from ..policy import Policy
from ..tickets.people import Person
from . import desks, earlier
from .earlier import Asking


def gather(connection: Connection, mail: InboundMail, writer: Person, policy: Policy, now: datetime) -> Beginning:
    known = earlier.gather(connection, Asking(mail, writer, policy, now))
    return replace(known, desks=desks.gather(connection, policy))

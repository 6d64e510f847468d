"""What a reading child may answer: the values of a mail, or why it has none. Answers are not trusted: nothing else is
unpickled.
"""

import io
import pickle
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

from ..mail import complained, inbound
from ..mail.inbound import InboundMail

_VALUES = (
    inbound.Attachment,
    inbound.Bounce,
    complained.Complaint,
    inbound.Defect,
    inbound.Envelope,
    inbound.Failure,
    inbound.InboundMail,
    inbound.Judgement,
    inbound.Mailbox,
    inbound.Nature,
    inbound.Protection,
    inbound.Reason,
    inbound.Severity,
    inbound.Source,
    datetime,
    timezone,
    timedelta,
)
_ALLOWED = {(value.__module__, value.__qualname__): value for value in _VALUES}


def _by_value(member: Enum) -> tuple[type[Enum], tuple[Any]]:
    return type(member), (member.value,)


_BY_VALUE: dict[type, Any] = {value: _by_value for value in _VALUES if issubclass(value, Enum)}


def pack(answer: InboundMail | str) -> bytes:
    """Enumerations by their values: Python 3.11.2 would pack a call of `getattr`, which nobody may ask for."""
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, protocol=5)
    pickler.dispatch_table = _BY_VALUE
    pickler.dump(answer)
    return packed.getvalue()


def unpack(answer: bytes) -> InboundMail | str:
    """Raises whatever an answer that is none makes the unpickler raise."""
    value = _Unpickler(io.BytesIO(answer)).load()
    return value if isinstance(value, InboundMail) else str(value)[:200]


class _Unpickler(pickle.Unpickler):
    """Knows the values of a mail by their full names and nothing else: a dotted path through one of them could lead to
    any function (`Enum.__init__.__globals__` ...).
    """

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not a value of a mail") from None

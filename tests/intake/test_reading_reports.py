"""A delivery report comes through the reading process whole, with its reasons."""

from gateway.intake.reading import Reader
from gateway.mail.inbound import Envelope, Nature, Reason, Severity

from ..mail.bounces import FAILED, dsn


def test_reasons_and_delays_cross_the_process_boundary() -> None:
    late = "Final-Recipient: rfc822; carl@d.example\nAction: delayed\nStatus: 4.4.1"
    reader = Reader(1)
    try:
        mail = reader.read(dsn(FAILED, late), Envelope("", ("support@x.example",)))
    finally:
        reader.close()
    assert mail.bounce is not None
    assert [(f.reason, f.severity) for f in mail.bounce.failures] == [(Reason.NO_SUCH_USER, Severity.HARD)]
    assert [(f.reason, f.severity) for f in mail.bounce.delays] == [(Reason.NETWORK, Severity.SOFT)]
    assert mail.judgement.nature is Nature.BOUNCE

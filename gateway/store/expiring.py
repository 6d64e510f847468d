"""The end of a mail's patience: it is deferred, whether the store has it by then or not."""

import asyncio
import logging
from collections.abc import Callable

from .. import meters
from ..mail.acceptance import Acceptance, Deferral, Deferred

DOUBT = 0.25  # seconds beyond its patience for which a mail waits for the end of a commit that is running

Answer = asyncio.Future[Acceptance]

log = logging.getLogger("postroom.spool")


def expire(withdraw: Callable[[], bool], answer: Answer) -> None:
    """Runs in the event loop of `answer`. `withdraw` takes the mail out, unless it is in a running commit: then it may
    be stored all the same. Its sender comes again with the same mail, which is known by content, as it is where the
    connection breaks before our 250 is there (RFC 5321 section 4.2.5).
    """
    if withdraw():
        _defer(answer)
    else:
        answer.get_loop().call_later(DOUBT, _doubt, answer)


def _doubt(answer: Answer) -> None:
    if not answer.done():
        log.warning("a commit does not end; a mail in it is answered 451, though it may be stored")
        _defer(answer)


def _defer(answer: Answer) -> None:
    if not answer.done():
        meters.deferred(Deferral.UNAVAILABLE.name.lower())
        answer.set_result(Deferred(Deferral.UNAVAILABLE))

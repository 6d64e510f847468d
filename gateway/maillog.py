"""The operator's log: one line an event, one word first, then key=value. Never bodies, secrets or signed addresses.

A leaf: imports nothing of ours. Nothing else logs at INFO.
"""

import logging

log = logging.getLogger("postroom.mail")

_CONTROLS = dict.fromkeys([*range(32), 127, *range(128, 160), 8232, 8233], "?")


def accepted(spool: int, source: str, size: int) -> None:
    log.info("received spool=%d source=%s size=%d", spool, source, size)


def decided(spool: int, outcome: str, ticket: int, reason: str) -> None:
    log.info("%s spool=%d ticket=%s reason=%s", outcome, spool, ticket or "-", _quoted(reason))


def failed(spool: int, attempt: int, reason: str) -> None:
    log.warning("failed spool=%d attempt=%d reason=%s", spool, attempt, _quoted(reason))


def parked(spool: int, ticket: int, reason: str) -> None:
    log.error("parked spool=%d ticket=%d reason=%s", spool, ticket, _quoted(reason))


def delivered(delivery: str, notice: int, ticket: int, words: str) -> None:
    log.info("%s notice=%d ticket=%d words=%s", delivery, notice, ticket, _quoted(words))


def notice_failed(notice: int, ticket: int, reason: str) -> None:
    log.error("unsendable notice=%d ticket=%d reason=%s", notice, ticket, _quoted(reason))


def moved(ticket: int, change: str) -> None:
    log.info("%s ticket=%d", change, ticket)


def unavailable(part: str, reason: str) -> None:
    log.warning("unavailable part=%s reason=%s", part, _quoted(reason))


def login_refused(agent: str, peer: str, reason: str) -> None:
    """The name that was tried is told only where it is an agent's: people type their password there by mistake."""
    log.warning("refused login agent=%s peer=%s reason=%s", _quoted(agent), _quoted(peer), _quoted(reason))


def _quoted(text: str) -> str:
    clean = text.translate(_CONTROLS)[:200]
    return f'"{clean}"'

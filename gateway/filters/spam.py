"""Mail that a spam filter of ours marked on its way in: rspamd or SpamAssassin, on a relay that we trust. Pure."""

from collections.abc import Callable

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..policy import Policy

SPAM_ACTIONS = frozenset({"add header", "rewrite subject", "quarantine", "reject", "discard"})
LEVEL = 5  # stars that are spam where nothing else is said: SpamAssassin's own `required_score`


def marked_as_spam(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """Anybody can write such fields, so they count from our own relays only; there the topmost of each name does."""
    if facts.released or not policy.believes_spam_marks(mail.envelope):
        return None
    said = [(name, judge(value)) for name, judge in _FIELDS.items() if (value := mail.header(name).strip().lower())]
    name = next((name for name, is_spam in said if is_spam), "")
    if not said and mail.header("x-spam-level").strip().startswith("*" * LEVEL):
        name = "x-spam-level"
    return Finding("marked_as_spam", Verdict.QUARANTINE, f"our relay marked it as spam: {name}") if name else None


def _yes(value: str) -> bool:
    """`X-Spam-Flag: YES`, `X-Spam-Status: Yes, score=9.1 required=5.0 ...`."""
    return value[:100].replace(",", " ").split()[:1] in (["yes"], ["true"])


def _result(value: str) -> bool:
    """`X-Spamd-Result: default: True [16.20 / 15.00]; ...`."""
    verdict = value[:300].partition("[")[0].rpartition(":")[2]
    return verdict.strip() == "true"


# The order is the order in which they are named as the reason.
_FIELDS: dict[str, Callable[[str], bool]] = {
    "x-spam-flag": _yes,
    "x-spam-status": _yes,
    "x-spam": _yes,
    "x-spamd-result": _result,
    "x-rspamd-action": lambda value: value in SPAM_ACTIONS,
}

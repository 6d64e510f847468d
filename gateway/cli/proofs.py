"""What `postroom check` says of our proofs to others: accounts that are signed in, keys that the world knows."""

from collections.abc import Iterator

from ..config import Config
from ..oauth.tokens import NoToken, tokens_of
from ..outgoing.dkim import UnfitKey
from ..outgoing.dkim.keys import key_of, same_key


def accounts(config: Config) -> dict[str, str]:
    """Those of which there is no token to be had now, and why."""
    found = {}
    for account in config.account:
        try:
            tokens_of(config, account.name).token()
        except NoToken as reason:
            found[account.name] = str(reason)
    return found


def signatures(config: Config) -> Iterator[str]:
    """Keys with which nothing can be signed, or that the world does not know."""
    for table in config.dkim:
        try:
            key = key_of(table)
        except UnfitKey as reason:
            yield str(reason)
            continue
        found = _records(key.name)
        if not found:
            why = " (DNS does not answer)" if found is None else "; `postroom dkim show` prints the record"
            yield f"{key.name} is not found in DNS{why}"
        elif not any(same_key(record, key.record) for record in found):
            yield f"{key.name} has another key in DNS; `postroom dkim show` prints ours"


def _records(name: str) -> tuple[str, ...] | None:
    """What DNS has under a name; None where it does not answer."""
    from ..intake.border.questions import Record, Trouble
    from ..intake.border.resolving import SystemResolver

    try:
        return SystemResolver().ask(name, Record.TXT, 5.0).records
    except Trouble:
        return None

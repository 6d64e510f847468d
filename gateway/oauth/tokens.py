"""A token of one account that is good now: from the file, or asked for with the refresh token, by one at a time.

Whoever is refused is not asked again at once: how it went is remembered in the file, for all processes.
"""

import time
from collections.abc import Callable
from pathlib import Path

from .. import maillog
from ..config import Config
from . import asking
from .asking import Given, Refused, Trouble
from .grant import Damaged, Grant, signed_in
from .keeping import Drawer
from .provider import Provider, provider_of

REFUSED_FOR, UNREACHABLE_FOR = 900.0, 60.0  # seconds without another try

_OVER = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_APPLICATION = frozenset({"invalid_client", "unauthorized_client"})


class NoToken(OSError):
    """There is no token to be had now, which may pass; the text is one clear line."""


class SignInNeeded(NoToken, PermissionError):
    """Only a person can help; the text says how."""


def tokens_of(config: Config, account: str) -> "Tokens":
    """Those of a configured account, by its name."""
    table = next(table for table in config.account if table.name == account)
    return Tokens(provider_of(table), config.state / "oauth")


class Tokens:
    """For all threads and processes. Nothing is kept in memory: what another process was given counts at once."""

    def __init__(self, provider: Provider, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.provider = provider
        self._drawer = Drawer(folder, provider.account)
        self._clock = clock

    def token(self) -> str:
        """Raises NoToken."""
        grant = self.grant()
        if grant.is_fresh(self._clock()):
            return grant.access_token
        try:
            with self._drawer.alone():
                grant = self.grant()  # another one may have been faster
                return grant.access_token if grant.is_fresh(self._clock()) else self._renewed(grant)
        except NoToken:
            raise
        except OSError as error:
            raise NoToken(self._line(f"{self._drawer.path} cannot be used ({error.strerror or error})")) from None

    def grant(self) -> Grant:
        """What is known of the account. Raises NoToken where it is not signed in."""
        try:
            grant = self._drawer.load()
        except Damaged:
            raise SignInNeeded(self._line(f"{self._drawer.path} is damaged: {self._login}")) from None
        except OSError as error:
            raise NoToken(self._line(f"{self._drawer.path} cannot be read ({error.strerror})")) from None
        if grant is None:
            raise SignInNeeded(f"account {self.provider.account} is not signed in: {self._login}")
        if grant.application != self.provider.application:
            raise SignInNeeded(self._line(f"was signed in by another application or provider: {self._login}"))
        return grant

    def ready(self) -> None:
        """Raises OSError where nothing could be kept: nobody should sign in for nothing."""
        with self._drawer.alone():
            pass

    def sign_in(self, given: Given) -> None:
        """Raises OSError."""
        with self._drawer.alone():
            self._drawer.store(signed_in(self.provider.application, given, self._clock()))

    def forget(self) -> bool:
        """False where there was nothing. Raises OSError."""
        if not self._drawer.path.exists():
            return False
        with self._drawer.alone():
            self._drawer.remove()
        return True

    def _renewed(self, grant: Grant) -> str:
        now = self._clock()
        if not grant.is_quiet(now):
            grant = self._asked(grant, now)
            self._drawer.store(grant)
            if grant.trouble:
                maillog.unavailable(f"account {self.provider.account}", grant.trouble)
        if grant.is_good(now):
            return grant.access_token
        raise (SignInNeeded if self._login in grant.trouble else NoToken)(grant.trouble)

    def _asked(self, grant: Grant, now: float) -> Grant:
        """With new tokens, or with why there are none. What could not be stored would be lost: that is tried first."""
        if not grant.refresh_token:
            return grant.troubled(self._again("nothing renews its token, which is over"), now)
        self._drawer.store(grant)
        fields = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "scope": self.provider.scope}
        try:
            return grant.renewed(asking.token(self.provider, fields), now)
        except Refused as refusal:
            return grant.troubled(self._meaning(refusal), now + REFUSED_FOR)
        except Trouble as trouble:
            return grant.troubled(self._line(str(trouble)), now + UNREACHABLE_FOR)

    def _meaning(self, refusal: Refused) -> str:
        code = f"{refusal.code}{f', {refusal.hint}' if refusal.hint else ''}"
        if refusal.code in _OVER:
            return self._again(f"the last time expired or was revoked ({code})")
        if refusal.code in _APPLICATION:
            return self._line(f"look at client_id and client_secret, the provider does not take them ({code})")
        return self._line(f"the provider gives no new token ({code})")

    def _again(self, why: str) -> str:
        """What is to be done comes first: some who show it cut lines short."""
        return f"account {self.provider.account} must sign in again, {self._login}: {why}"

    @property
    def _login(self) -> str:
        return f"`postroom oauth login {self.provider.account}`"

    def _line(self, sentence: str) -> str:
        return f"account {self.provider.account}: {sentence}"

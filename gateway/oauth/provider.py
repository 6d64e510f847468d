"""Who gives tokens: a provider's addresses, and what is asked of it for one account."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..config import Account

MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"
MICROSOFT_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
GOOGLE_SCOPE = "https://mail.google.com/"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Provider:
    """One account with one provider. An empty address is a way of signing in that it does not have."""

    account: str
    client_id: str
    client_secret: Callable[[], str] | None = field(repr=False)
    scope: str
    token_url: str
    device_url: str = ""
    authorize_url: str = ""
    redirect_host: str = LOOPBACK
    extras: tuple[tuple[str, str], ...] = ()  # more that stands in the address which a browser opens

    @property
    def application(self) -> str:
        """To whom tokens may be shown again: nobody else is sent them when the configuration changes."""
        return f"{self.client_id} at {self.token_url}"


def provider_of(table: Account) -> Provider:
    """Addresses of its own go before those that are known of a provider."""
    known = _KNOWN[table.provider](table)
    return Provider(
        account=table.name,
        client_id=table.client_id,
        client_secret=table.client_secret.read if table.client_secret else None,
        scope=table.scope or known.scope,
        token_url=table.token_url or known.token_url,
        device_url=table.device_url or known.device_url,
        authorize_url=table.authorize_url or known.authorize_url,
        redirect_host=known.redirect_host,
        extras=known.extras,
    )


def _microsoft(table: Account) -> Provider:
    """Of loopback addresses Microsoft takes `localhost` by itself, with any port; 127.0.0.1 needs a manifest edited."""
    base = MICROSOFT.format(tenant=table.tenant)
    return Provider("", "", None, MICROSOFT_SCOPE, f"{base}token", f"{base}devicecode", f"{base}authorize", "localhost")


def _google(table: Account) -> Provider:
    """Google gives no mail scope to devices, and a refresh token only where somebody is asked for consent."""
    return Provider(
        "",
        "",
        None,
        GOOGLE_SCOPE,
        "https://oauth2.googleapis.com/token",
        "",
        "https://accounts.google.com/o/oauth2/v2/auth",
        extras=(("access_type", "offline"), ("prompt", "consent")),
    )


def _other(table: Account) -> Provider:
    return Provider("", "", None, "", "")


_KNOWN: dict[str, Callable[[Account], Provider]] = {"microsoft": _microsoft, "google": _google, "other": _other}

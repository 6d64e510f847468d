"""The SMTP entrance. Only this package knows aiosmtpd."""

from .server import Server, serve
from .settings import Limits, Listener, RecipientVerdict

__all__ = ["Limits", "Listener", "RecipientVerdict", "Server", "serve"]

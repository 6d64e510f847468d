"""The SMTP entrance. Only this package knows aiosmtpd."""

from .server import Server, serve
from .settings import Limits, Listener, Login, PasswordVerdict, RecipientVerdict, Submission

__all__ = [
    "Limits",
    "Listener",
    "Login",
    "PasswordVerdict",
    "RecipientVerdict",
    "Server",
    "Submission",
    "serve",
]

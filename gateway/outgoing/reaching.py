"""How a relay is reached: connected, secured, introduced, logged in. Trouble with it is no recipient's business."""

import base64
import smtplib
import socket
import ssl
from typing import Any

from ..mail.delivery import Fault
from .conversation import Conversation, Trouble, told
from .relay import Proof, RelayAddress, Tls

_UNKNOWN_WAY = 504  # RFC 4954 section 4: offered, and not there after all
REACHING = 20.0  # seconds that one address of a host may take to be reached


def begin(address: RelayAddress) -> Conversation:
    """Connected, secured and logged in. Anything that goes wrong, 5xx as well, is no recipient's business."""
    conversation = Conversation(address)
    try:
        _reach(conversation, address)
    except Trouble:
        conversation.close()
        raise
    except (smtplib.SMTPException, OSError, ValueError) as reason:
        conversation.close()
        raise Trouble(told(reason)) from None
    except BaseException:
        conversation.close()
        raise
    return conversation


def _reach(conversation: Conversation, address: RelayAddress) -> None:
    where = (address.host, address.port)
    conversation.sock = socket.create_connection(where, min(address.timeout, REACHING))
    conversation.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.tls is Tls.TLS:
        conversation.secure(_trusted(address), address.host)
    reply = conversation.heard()
    if reply.code != 220:
        raise Trouble(reply.words)
    _greet(conversation)
    if address.tls is Tls.STARTTLS:
        _encrypt(conversation, address)
    if address.user:
        _log_in(conversation, address)


def _greet(conversation: Conversation) -> None:
    """EHLO, and HELO for a server of before 1993 (RFC 5321 section 3.2); a 4xx is no reason to try the other."""
    code, words = conversation.ehlo()
    if code // 100 == 5:
        code, words = conversation.helo()
    if code != 250:
        raise Trouble(f"{code} {words.decode('utf-8', 'replace')}")


def _trusted(address: RelayAddress) -> ssl.SSLContext:
    """Made here only for a single look: it reads every certificate of this machine."""
    return address.context or ssl.create_default_context()


def _encrypt(conversation: Conversation, address: RelayAddress) -> None:
    if not conversation.has_extn("starttls"):
        raise Trouble("the relay does not offer STARTTLS, which is demanded")
    reply = conversation.ask("STARTTLS")
    if reply.code != 220:
        raise Trouble(reply.words)
    conversation.secure(_trusted(address), address.host)
    _greet(conversation)


def _log_in(conversation: Conversation, address: RelayAddress) -> None:
    secret = _secret(address)
    try:
        if address.proof is Proof.XOAUTH2:
            _show_token(conversation, address.user, secret)
        else:
            _show_password(conversation, address.user, secret)
    except UnicodeError:
        raise Trouble("the login has letters outside of ASCII, which it cannot carry", Fault.LOGIN) from None
    except smtplib.SMTPResponseException as reason:
        raise Trouble(told(reason), Fault.LOGIN if reason.smtp_code // 100 == 5 else Fault.RELAY) from None
    except (smtplib.SMTPException, ValueError) as reason:
        raise Trouble(f"cannot log in: {told(reason)}", Fault.LOGIN) from None


def _show_token(conversation: Conversation, user: str, token: str) -> None:
    """A wrong one is answered by a challenge that says why, and that wants an empty line before the refusal."""
    proof = f"user={user}\x01auth=Bearer {token}\x01\x01"
    try:
        conversation.auth("XOAUTH2", lambda challenge=None: proof if challenge is None else "")
    except smtplib.SMTPAuthenticationError as reason:
        shown = (token.encode(), base64.b64encode(proof.encode()))
        if any(each in reason.smtp_error for each in shown if isinstance(reason.smtp_error, bytes)):
            raise Trouble(f"{reason.smtp_code} (the relay repeats what it was shown)", Fault.LOGIN) from None
        raise


def _show_password(conversation: Conversation, user: str, password: str) -> None:
    """By one way only: to try them all, as `smtplib` does, would be three wrong passwords where it is wrong."""
    offered = conversation.esmtp_features.get("auth", "").upper().split()
    ways: dict[str, Any] = {
        "PLAIN": conversation.auth_plain,
        "LOGIN": conversation.auth_login,
        "CRAM-MD5": conversation.auth_cram_md5,
    }
    conversation.user, conversation.password = user, password
    for name, way in ways.items():
        if name in offered:
            try:
                conversation.auth(name, way)
                return
            except smtplib.SMTPAuthenticationError as reason:
                if reason.smtp_code != _UNKNOWN_WAY:
                    raise
    raise Trouble(f"cannot log in: the relay offers {' '.join(offered) or 'no login'}", Fault.LOGIN)


def _secret(address: RelayAddress) -> str:
    """Where it lies nobody knocked yet: this is no refused login."""
    try:
        return address.secret()
    except Exception as reason:
        raise Trouble(f"the secret of the login is not to be had: {told(reason)}") from None

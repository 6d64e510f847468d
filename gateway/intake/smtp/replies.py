"""Every reply of ours, as it goes over the wire (RFC 5321 section 4.2, enhanced codes of RFC 3463)."""

from ...mail.acceptance import Deferral
from .settings import RecipientVerdict

OK = b"250 2.0.0 OK\r\n"
SENDER_OK = b"250 2.1.0 Sender OK\r\n"
RECIPIENT_OK = b"250 2.1.5 Recipient OK\r\n"
GO_ON = b"354 End data with <CR><LF>.<CR><LF>\r\n"
VERIFY = b"252 2.1.5 Not verified, but mail for it is judged at RCPT\r\n"
HELP = b"214 2.0.0 Commands: HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT STARTTLS\r\n"
HELP_LMTP = b"214 2.0.0 Commands: LHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT\r\n"
BYE = b"221 2.0.0 Bye\r\n"
START_TLS = "220 2.0.0 Ready to start TLS"

TEMPORARY = "451 4.3.0 Temporary failure"
TEMPORARY_FAILURE = b"451 4.3.0 Temporary failure\r\n"
NO_ROOM = b"452 4.3.1 Insufficient system storage\r\n"
TOO_MANY_RECIPIENTS = b"452 4.5.3 Too many recipients\r\n"
TLS_UNAVAILABLE = b"454 4.7.0 TLS not available\r\n"
STORE = {Deferral.UNAVAILABLE: TEMPORARY_FAILURE, Deferral.FULL: NO_ROOM}

CLOSING = b"421 4.3.2 Closing for maintenance, try again later\r\n"
BUSY = b"421 4.3.2 Too many connections\r\n"
BUSY_ADDRESS = b"421 4.7.0 Too many connections from your address\r\n"
TOO_MANY_ERRORS = b"421 4.7.0 Too many errors\r\n"
TOO_MANY_COMMANDS = b"421 4.7.0 Too many commands without a mail\r\n"
TIMEOUT = b"421 4.4.2 Timeout, closing\r\n"
TOO_LONG_SESSION = b"421 4.4.2 The session has lasted too long\r\n"
NOT_SMTP = b"421 4.7.0 This is a mail server\r\n"

BAD_LINE = b"500 5.5.2 A command is one line that ends with CRLF\r\n"
LINE_TOO_LONG = b"500 5.5.2 Line too long\r\n"
UNKNOWN_COMMAND = b"500 5.5.1 Command not recognised\r\n"
NOT_IMPLEMENTED = b"502 5.5.1 Command not implemented\r\n"
NO_ARGUMENT = b"501 5.5.4 This command has no argument\r\n"
NEED_NAME = b"501 5.5.4 Say your host name\r\n"
BAD_PARAMETER = b"501 5.5.4 A parameter cannot be read\r\n"
UNKNOWN_PARAMETER = b"555 5.5.4 A parameter is not supported\r\n"
BAD_SENDER = b"501 5.1.7 The sender address cannot be read\r\n"
BAD_RECIPIENT = b"501 5.1.3 The recipient address cannot be read\r\n"
NEED_SMTPUTF8 = b"553 5.6.7 Such an address needs SMTPUTF8\r\n"
SAY_HELLO = b"503 5.5.1 Say EHLO first\r\n"
SAY_LHLO = b"503 5.5.1 Say LHLO first\r\n"
SPEAK_LMTP = b"500 5.5.1 LMTP is spoken here: say LHLO\r\n"
NOBODY_LEFT = b"503 5.5.1 No valid recipients\r\n"  # RFC 2033 section 4.2 wants 503
NOT_THE_HOUSE = b"421 4.7.0 LMTP is for mail servers of this house\r\n"
NESTED_MAIL = b"503 5.5.1 A mail is under way already\r\n"
NEED_MAIL = b"503 5.5.1 MAIL comes first\r\n"
NEED_RECIPIENT = b"503 5.5.1 RCPT comes first\r\n"
NO_RECIPIENT = b"554 5.5.1 No valid recipients\r\n"
TLS_ALREADY = b"503 5.5.1 TLS is active already\r\n"

TOO_BIG = b"552 5.3.4 The mail is too large\r\n"
LOOP = b"550 5.4.6 Too many Received fields: a mail loop\r\n"
BARE_LINE_END = b"554 5.5.2 Lines must end with CRLF, bare CR or LF is refused\r\n"
NUL = b"554 5.6.0 NUL is refused\r\n"

RECIPIENT = {
    RecipientVerdict.ACCEPTED: RECIPIENT_OK,
    RecipientVerdict.UNKNOWN: b"550 5.1.1 No such address here\r\n",
    RecipientVerdict.RELAY: b"550 5.7.1 Relaying denied\r\n",
}


NOT_A_DEPARTMENT = b"550 5.7.1 Only mail for our departments is taken here; send others by your usual server\r\n"
RECIPIENT_OF_AGENT = dict.fromkeys(RecipientVerdict, NOT_A_DEPARTMENT) | {RecipientVerdict.ACCEPTED: RECIPIENT_OK}

# Logins (RFC 4954 section 6)
LOGGED_IN = b"235 2.7.0 Welcome\r\n"
LOGIN_UNAVAILABLE = b"454 4.7.0 Logins are not possible just now, try again later\r\n"
ANSWER_TOO_LONG = b"500 5.5.6 Line too long\r\n"
CANCELLED = b"501 5.7.0 Cancelled\r\n"
BAD_ANSWER = b"501 5.5.2 The answer cannot be read\r\n"
LOGGED_IN_ALREADY = b"503 5.5.1 You are logged in already\r\n"
NESTED_AUTH = b"503 5.5.1 Not in the middle of a mail\r\n"
UNKNOWN_MECHANISM = b"504 5.5.4 Only PLAIN and LOGIN are known here\r\n"
TLS_FIRST = b"530 5.7.0 Say STARTTLS, then log in\r\n"
LOG_IN_FIRST = b"530 5.7.0 Log in first\r\n"
WRONG_PASSWORD = b"535 5.7.8 Wrong name or password\r\n"
ENCRYPT_FIRST = b"538 5.7.11 Say STARTTLS first: no password is taken in the clear\r\n"
NOT_YOUR_ADDRESS = b"553 5.7.1 You may send from your own address only\r\n"


def accepted(id: int) -> bytes:
    return b"250 2.0.0 Accepted as %d\r\n" % id

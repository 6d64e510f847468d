"""Delivery reports as mail systems of many makes write them, in our own words: each is about one mail to one person."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.tickets.returns import Loss


@dataclass(frozen=True)
class About:
    """The mail that came back: whom it was sent to, its Message-ID without brackets, and where reports go."""

    recipient: str
    message_id: str
    home: str = "support@example.org"

    @property
    def copy(self) -> str:
        """The headers of the mail, as they come back."""
        return (
            f"Return-Path: <{self.home}>\nFrom: Support <support@example.org>\nTo: {self.recipient}\n"
            f"Subject: Re: Printer broken\nMessage-ID: <{self.message_id}>\nDate: Sat, 21 Nov 2026 10:10:00 +0000\n"
        )


@dataclass(frozen=True)
class OwnReport:
    """`loss` is what it means; None: the mail is only late. `prose`: it has no form, nor perhaps an id."""

    name: str
    write: Callable[[About], str]
    loss: Loss | None
    carries_id: bool = True


def _formal(
    about: About, sender: str, said: str, fields: str, per_message: str = "Reporting-MTA: dns; mx.far.example"
) -> str:
    return (
        f"From: {sender}\nTo: {about.home}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <r.{about.message_id}>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n'
        f"--=_b\nContent-Type: text/plain; charset=utf-8\n\n{said}\n"
        f"--=_b\nContent-Type: message/delivery-status\n\n{per_message}\n\n{fields}\n"
        f"--=_b\nContent-Type: message/rfc822\n\n{about.copy}\nUnplug it.\n\n--=_b--\n"
    )


def _plain(about: About, sender: str, subject: str, text: str, extra: str = "") -> str:
    return (
        f"From: {sender}\nTo: {about.home}\nSubject: {subject}\nMessage-ID: <r.{about.message_id}>\n{extra}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )


def _postfix(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example (Mail Delivery System)",
        "I am the mail system of mx.far.example. Sorry, your mail could not be delivered to everybody.\n\n"
        f"<{about.recipient}>: host mail.far.example[192.0.2.7] said: 550 5.1.1\n    no person of that name here",
        f"Final-Recipient: rfc822; {about.recipient}\nOriginal-Recipient: rfc822;{about.recipient}\nAction: failed\n"
        "Status: 5.1.1\nRemote-MTA: dns; mail.far.example\nDiagnostic-Code: smtp; 550 5.1.1 no person of that name",
        f"Reporting-MTA: dns; mx.far.example\nX-Postfix-Queue-ID: 4F00\nX-Postfix-Sender: rfc822; {about.home}",
    )


def _postfix_full(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example",
        f"<{about.recipient}>: mail.far.example said: 452 4.2.2 The mailbox is full",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: failed\nStatus: 4.2.2\n"
        "Diagnostic-Code: smtp; 452 4.2.2 The mailbox is full",
    )


def _exim(about: About) -> str:
    return _plain(
        about,
        "Mail Delivery System <Mailer-Daemon@mx.far.example>",
        "Mail delivery failed: returning message to sender",
        "The mail software wrote this by itself.\n\nA mail that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {about.recipient}\n    host mail.far.example [192.0.2.7]\n"
        "    SMTP error from remote mail server after RCPT TO: 550 Unknown user\n\n"
        f"------ This is a copy of the message's headers. ------\n\n{about.copy}",
        f"X-Failed-Recipients: {about.recipient}\nAuto-Submitted: auto-replied\n",
    )


def _qmail(about: About) -> str:
    return _plain(
        about,
        "MAILER-DAEMON@mx.far.example",
        "failure notice",
        "Hi. This is the qmail-send program at mx.far.example.\nI could not bring your mail where it should go. "
        "This is a permanent error;\nI've given up. Sorry it didn't work out.\n\n"
        f"<{about.recipient}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{about.copy}\nUnplug it.",
    )


def _exchange(about: About) -> str:
    return _formal(
        about,
        "Microsoft Outlook <postmaster@far.example>",
        f"Delivery has failed to these recipients or groups:\n\n{about.recipient}\n"
        "The address that you wrote to was not found. Look for typing errors and send it again.",
        f"Final-Recipient: rfc822;{about.recipient}\nAction: failed\nStatus: 5.1.10\n"
        "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    )


def _cloud(about: About) -> str:
    return _formal(
        about,
        "postmaster@far.onmicrosoft.example",
        f"Your message to {about.recipient} couldn't be delivered.\nIt is larger than they allow.",
        f"Final-Recipient: rfc822;{about.recipient}\nAction: failed\nStatus: 5.3.4\n"
        "Diagnostic-Code: smtp;552 5.3.4 Message size exceeds fixed limit",
    )


def _gmail(about: About) -> str:
    return _formal(
        about,
        "Mail Delivery Subsystem <mailer-daemon@mail.far.example>",
        f"** Address not found **\n\nYour message wasn't delivered to {about.recipient} because the address "
        "couldn't be found or is unable to receive mail.",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.",
        "Reporting-MTA: dns; mail.far.example\nArrival-Date: Sat, 21 Nov 2026 02:10:00 -0800 (PST)",
    )


def _sendmail(about: About) -> str:
    return _formal(
        about,
        "Mail Delivery Subsystem <MAILER-DAEMON@old.far.example>",
        "   ----- The following addresses had permanent fatal errors -----\n"
        f"<{about.recipient}>\n    (reason: 553 5.3.0 <{about.recipient}>... The domain is not there)\n",
        f"Final-Recipient: RFC822; {about.recipient}\nAction: failed\nStatus: 5.1.2\n"
        "Diagnostic-Code: DNS; Host unknown",
    )


def _yahoo(about: About) -> str:
    return _plain(
        about,
        "MAILER-DAEMON@mail.far.example",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n"
        f"<{about.recipient}>:\n554: delivery error: dd This user doesn't have an account here (5.1.1)\n\n"
        f"--- Original message follows ---\n\n{about.copy}",
    )


def _suspended(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example",
        f"<{about.recipient}>: the account is disabled",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: failed\nStatus: 5.2.1\n"
        "Diagnostic-Code: smtp; 550 5.2.1 This account has been disabled",
    )


def _policy(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example",
        f"<{about.recipient}>: not wanted here",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: failed\nStatus: 5.7.1\n"
        "Diagnostic-Code: smtp; 550 5.7.1 Rejected for policy reasons",
    )


def _delayed(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example",
        "This is a warning only. You do not need to send it again: it is tried for four days more.",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: delayed\nStatus: 4.4.1\n"
        "Diagnostic-Code: smtp; connect timed out",
    )


def _expired(about: About) -> str:
    return _formal(
        about,
        "MAILER-DAEMON@mx.far.example",
        f"<{about.recipient}>: tried for too long",
        f"Final-Recipient: rfc822; {about.recipient}\nAction: failed\nStatus: 4.4.7\n"
        "Diagnostic-Code: smtp; 421 4.4.7 Delivery time expired",
    )


def _persian(about: About) -> str:
    return _plain(
        about,
        "سامانهٔ ایمیل <postmaster@far.example>",
        "تحویل داده نشد: Re: Printer broken",
        f"ایمیل شما به گیرندگان زیر نرسید:\n\n{about.recipient}\n550 5.1.1 چنین کاربری وجود ندارد\n\n"
        f"----- Original message -----\n\n{about.copy}",
        "Return-Path: <>\n",
    )


def _virus_scanner(about: About) -> str:
    return _plain(
        about,
        "MAILER-DAEMON@scan.far.example",
        "Undeliverable mail",
        f"Your message could not be delivered to:\n\n<{about.recipient}>: 550 5.1.1 User unknown\n",
    )


OWN_REPORTS = (
    OwnReport("Postfix, no such user", _postfix, Loss.GONE),
    OwnReport("Postfix, mailbox full for now", _postfix_full, Loss.LATER),
    OwnReport("Postfix, tried for too long", _expired, Loss.LATER),
    OwnReport("Postfix, against a policy", _policy, Loss.REFUSED),
    OwnReport("Postfix, account disabled", _suspended, Loss.GONE),
    OwnReport("Postfix, still trying", _delayed, None),
    OwnReport("Exim", _exim, Loss.GONE),
    OwnReport("qmail", _qmail, Loss.GONE),
    OwnReport("Exchange", _exchange, Loss.GONE),
    OwnReport("Microsoft 365, too big", _cloud, Loss.REFUSED),
    OwnReport("Gmail", _gmail, Loss.GONE),
    OwnReport("Sendmail, no such domain", _sendmail, Loss.GONE),
    OwnReport("Yahoo", _yahoo, Loss.GONE),
    OwnReport("in Persian", _persian, Loss.GONE),
    OwnReport("a scanner that sends nothing back", _virus_scanner, Loss.GONE, carries_id=False),
)


def complaint(about: About, kind: str = "abuse", sender: str = "", complainer: str = "") -> str:
    """A feedback report (RFC 5965); `sender` and `complainer` are left out where they are ""."""
    fields = f"Feedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n"
    fields += f"Original-Mail-From: <{sender}>\n" if sender else ""
    fields += f"Original-Rcpt-To: <{complainer}>\n" if complainer else ""
    return (
        f"From: Feedback Loop <fbl@far.example>\nTo: abuse@example.org\nSubject: FW: Re: Printer broken\n"
        f"Message-ID: <c.{kind}.{complainer}.{about.message_id}>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"\n\n'
        "--=_b\nContent-Type: text/plain\n\nSomebody pressed a button.\n"
        f"--=_b\nContent-Type: message/feedback-report\n\n{fields}\n"
        f"--=_b\nContent-Type: message/rfc822\n\n{about.copy}\nUnplug it.\n\n--=_b--\n"
    )

"""What the tests of delivery reports are made of."""

FAILED = "Final-Recipient: rfc822; ann@b.example\nAction: failed\nStatus: 5.1.1"


def dsn(status: str, *more: str, said: str = "It failed.", subject: str = "Undelivered Mail") -> bytes:
    """A report in the form of RFC 3464 with these groups of fields for the recipients."""
    groups = "\n\n".join((status, *more))
    return (
        f"From: Mail Delivery System <MAILER-DAEMON@mx.x.example>\nTo: support@x.example\nSubject: {subject}\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
        f"\n--b\nContent-Type: text/plain; charset=utf-8\n\n{said}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.x.example\n\n{groups}\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <7@x.example>\nSubject: hi\n\n--b--\n"
    ).encode()


def prose(
    text: str, sender: str = "MAILER-DAEMON@mx.x.example", subject: str = "failure notice", extra: str = ""
) -> bytes:
    """A report in plain words."""
    head = f"From: {sender}\nTo: support@x.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}{extra}\n{text}".encode()


def one(fields: str, recipient: str = "Final-Recipient: rfc822; ann@b.example") -> bytes:
    return dsn(f"{recipient}\n{fields}")

"""Strangers who have a payload wherever words of theirs get to: in mails, in reports that mail of ours did not arrive,
in what their servers say to us; and an admin who copied some of it into the rules.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count

from .office import Caught, Office

GROUP = 15  # payloads that one revision of the rules names
RULE_NAME = 90  # characters, and a number
TAG = 40
REASON = 180
MANY = "many@evil.example"  # who wrote more than once


def one_line(payload: str, most: int) -> str:
    return " ".join(payload.split())[:most].strip()


@dataclass(frozen=True, slots=True)
class Attack:
    """What becomes of the mail depends on its number: all ways are taken by a part of them."""

    number: int
    payload: str

    @property
    def author(self) -> str:
        return MANY if self.number % 4 == 3 else f"evil{self.number}@evil.example"

    @property
    def refused(self) -> bool:
        """Their server takes nothing from us, and says why."""
        return self.number % 4 == 0

    @property
    def answered(self) -> bool:
        """An agent answers, and the answer comes back."""
        return self.number % 4 == 1

    @property
    def returned(self) -> bool:
        """The acknowledgement comes back."""
        return self.number % 4 == 2

    @property
    def mail(self) -> EmailMessage:
        mail, line = EmailMessage(), " ".join(self.payload.split())
        name = line.replace("\\", "\\\\").replace('"', '\\"')[:180]
        mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=evil.example"
        mail["From"] = f'"{name}" <{self.author}>'
        mail["To"], mail["Subject"] = "support@example.org", line
        mail["Message-ID"] = f"<attack.{self.number}@evil.example>"
        mail.set_content(f"{self.payload}\n\n{self.number}\n")
        mail.add_alternative(f"<p>{self.number}</p>{self.payload}", subtype="html")
        for main, sub, end in (("image", "svg+xml", "svg"), ("text", "html", "html")):
            mail.add_attachment(self.payload.encode(), maintype=main, subtype=sub, filename=f"{line[:100]}.{end}")
        return mail

    @property
    def rule(self) -> str:
        """It meets every mail."""
        name = json.dumps(f"{one_line(self.payload, RULE_NAME)} {self.number}")
        words, tag = json.dumps(self.payload), json.dumps(one_line(self.payload, TAG))
        answer = f"[[answer]]\nname = {name}\nen = {words}\nfa = {words}\n"
        deeds = f"then.answer = {name}\nthen.tag = {tag}\ngo_on = true\n"
        return f'{answer}[[rule]]\nname = {name}\nwhen = "always"\n{deeds}'

    @property
    def said(self) -> str:
        """As a server would say it, in ASCII."""
        return one_line(self.payload, 300).encode("ascii", "xmlcharrefreplace").decode()

    def report(self, caught: Caught) -> str:
        """That a mail of ours did not arrive (RFC 3464)."""
        return (
            f"From: MAILER-DAEMON@mx.evil.example\nTo: {caught.sender}\nSubject: {self.said}\n"
            f"Message-ID: <report.{self.number}@evil.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n'
            f"--=_b\nContent-Type: text/plain\n\nIt did not arrive: {self.said}\n"
            f"--=_b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; {self.said}\n\n"
            f"Final-Recipient: rfc822; {caught.recipient}\nAction: failed\nStatus: 5.1.1\n"
            f"Remote-MTA: dns; {self.said}\nDiagnostic-Code: smtp; 550 5.1.1 {self.said}\n\n--=_b--\n"
        )


@dataclass
class Siege:
    """An office that all of it reaches."""

    office: Office
    attacks: Sequence[Attack]
    numbers: dict[str, int] = field(default_factory=dict)  # of a ticket, by who asked
    tickets: tuple[int, ...] = ()

    def lay(self) -> None:
        self.office.sink.says = self._server()
        for group in self.groups():
            self._apply(group)
            for attack in group:
                self.office.send(attack.mail, "support@example.org")
            self.office.settled(600)
        tickets = self.office.rows("tickets", "--last", "5000")
        self.numbers |= {row["requester"]: row["number"] for row in tickets}
        self.tickets = tuple(row["number"] for row in tickets)
        self._answer()
        for attack in self.attacks:
            self._bring_home(attack)
        self.office.settled(600)

    def groups(self) -> Iterator[Sequence[Attack]]:
        for start in range(0, len(self.attacks), GROUP):
            yield self.attacks[start : start + GROUP]

    def document(self, group: Sequence[Attack]) -> str:
        return "\n".join(attack.rule for attack in group)

    def _apply(self, group: Sequence[Attack]) -> None:
        path = self.office.folder / "rules.toml"
        path.write_text(self.document(group), encoding="utf-8")
        reason = one_line("Copied: " + " ".join(attack.payload for attack in group), REASON)
        done = self.office.command("rules", "apply", str(path), "--reason", reason)
        assert done.returncode == 0, done.stdout + done.stderr

    def _server(self) -> Callable[[str], str]:
        refusing = {attack.author: attack for attack in self.attacks if attack.refused}
        turns = count()

        def says(recipient: str) -> str:
            if recipient in refusing:
                return f"550 5.7.1 {refusing[recipient].said}"
            return f"250 2.0.0 Ok: {self.attacks[next(turns) % len(self.attacks)].said}"

        return says

    def _answer(self) -> None:
        sent = self.office.sink.to("tom@example.org")
        told = {caught.subject.rpartition("[#")[2].partition("-")[0]: caught for caught in reversed(sent)}
        for attack in self._open(lambda attack: attack.answered):
            self.office.answer(told[str(self.numbers[attack.author])], "tom@example.org", "We are looking into it.")
            self.office.expect(attack.author, 2)

    def _bring_home(self, attack: Attack) -> None:
        came = self.office.sink.to(attack.author)
        if came and (attack.answered or attack.returned):
            self.office.hand_in(attack.report(came[-1]).replace("\n", "\r\n").encode(), "", came[-1].sender)

    def _open(self, which: Callable[[Attack], bool]) -> Iterator[Attack]:
        """Those with a ticket: some look forged and are held back."""
        return (attack for attack in self.attacks if which(attack) and attack.author in self.numbers)

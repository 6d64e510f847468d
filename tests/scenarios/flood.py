"""A flood of mail in the names of others (T-SEC-3): somebody wants us to write his words to people who never asked.

A third of it names one victim, a third one domain, the rest ever new ones. Nobody may get more than the brakes let
through, nothing of the flood's words may be in it, and every mail must be in the ledger.
"""

import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from ..canary import found
from .office import Office, wait_until

MARKS = ("Zwiebelkuchen-77", "پیازداغ‌هفتادوهفت")
VICTIM = "victim@one.example"
CROWD = "crowd.example"
CONNECTIONS = 8
STAFF = frozenset({"tom@example.org", "sara@example.org"})

Progress = Callable[[int, int], None]  # mails done, mails in all


@dataclass(frozen=True)
class Result:
    mails: int
    seconds: float
    ledger: dict[str, int]
    balanced: bool
    to_victim: int
    to_crowd: int
    to_one: int  # the most that any address got
    answers: int
    marked: tuple[str, ...]  # who got a word of the flood
    alerts: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> bool:
        counted = self.ledger["accepted"] == self.mails and self.balanced and not self.ledger["waiting"]
        braked = self.to_one <= 3 and self.to_crowd <= 100 and self.answers <= 1000
        return counted and braked and not self.marked

    def __str__(self) -> str:
        return (
            f"{self.mails} mails in {self.seconds:.0f} s: {self.answers} answers, {self.to_victim} of them to the one"
            f" victim, {self.to_crowd} to the crowd, {self.to_one} at most to anybody; {len(self.marked)} with a word"
            f" of the flood; alerts {dict(self.alerts)}; accepted {self.ledger['accepted']}, balanced {self.balanced}"
        )


def victim_of(number: int, mails: int) -> str:
    """The third third names people in a hundred domains, each of them about twice."""
    if number % 3 == 0:
        return VICTIM
    if number % 3 == 1:
        return f"p{number}@{CROWD}"
    return f"q{number % max(2, mails // 6)}@d{number % 100}.example"


def mail_of(number: int, victim: str) -> EmailMessage:
    latin, persian = MARKS
    mail = EmailMessage()
    mail["From"] = f'"{latin} {persian}" <{victim}>'
    mail["To"] = "support@example.org"
    mail["Subject"] = f"{latin} {persian} {number}"
    mail["Message-ID"] = f"<{number}.{time.time_ns()}@flood.example>"
    mail.set_content(f"{latin} {persian} number {number}. Buy at https://{latin.lower()}.example/ now!\n")
    return mail


def run(folder: Path, mails: int, progress: Progress | None = None, patience: float = 120.0) -> Result:
    office = Office(folder, brakes="")
    try:
        office.start_quickly()
        began = time.monotonic()
        _send_all(office, mails, progress)
        ledger = office.settled(patience)
        wait_until(lambda: not office.rows("outbox", "--state", "waiting"), patience, lambda: office.log[-3000:])
        return judge(office, mails, time.monotonic() - began, ledger)
    finally:
        office.close()


def _send_all(office: Office, mails: int, progress: Progress | None) -> None:
    done = Counter[int]()
    broken: list[Exception] = []

    def send(share: int) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", office.port, timeout=60) as client:
                for number in range(share, mails, CONNECTIONS):
                    victim = victim_of(number, mails)
                    client.send_message(mail_of(number, victim), victim, ["support@example.org"])
                    done[share] += 1
        except (OSError, smtplib.SMTPException) as error:
            broken.append(error)

    threads = [threading.Thread(target=send, args=(share,)) for share in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.5)
            if progress is not None:
                progress(done.total(), mails)
    assert not broken, broken


def judge(office: Office, mails: int, seconds: float, ledger: dict[str, int]) -> Result:
    answers = [each for each in office.sink.caught if each.recipient not in STAFF]
    per_address = Counter(each.recipient for each in answers)
    told = Counter(row["recipient"] for row in office.rows("outbox") if row["kind"] == "alert")
    return Result(
        mails=mails,
        seconds=seconds,
        ledger=ledger,
        balanced=bool(ledger["balanced"]),
        to_victim=per_address[VICTIM],
        to_crowd=sum(count for address, count in per_address.items() if address.endswith(f"@{CROWD}")),
        to_one=max(per_address.values(), default=0),
        answers=len(answers),
        marked=tuple(each.recipient for each in answers if any(found(mark, each.raw) for mark in MARKS)),
        alerts=told,
    )

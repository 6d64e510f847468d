"""The store looks at itself: one list of questions, each a small function that only reads."""

from . import bytes_of_mails, contents, mails, outbox, structure, tickets
from .finding import Check, Depth, Finding, Looked, Place, Reader, Result, Weight, judged, run

CHECKS: tuple[Check, ...] = (
    Check("database", "is the database's file sound?", structure.database),
    Check("step", "are the tables those of this version?", structure.step),
    Check("references", "does every reference lead to a row?", structure.references),
    Check("numbers", "are the numbers to come above those in use?", structure.numbers),
    Check("ledger", "accepted = waiting + outcomes?", mails.equation),
    Check("standings", "does each accepted mail stand somewhere?", mails.standings),
    Check("endings", "does each mail that ended say when?", mails.endings),
    Check("results", "has each mail its ticket and article?", mails.results),
    Check("mail attempts", "do attempts and failures add up?", mails.attempts),
    Check("fingerprints", "does each lead to a mail?", mails.fingerprints),
    Check("bodies", "are each mail's bytes those that were accepted?", bytes_of_mails.bodies),
    Check("attachments", "is each attachment's content there?", contents.attachments),
    Check("statuses", "do each ticket's times fit its status?", tickets.statuses),
    Check("articles", "has each ticket something in it?", tickets.articles),
    Check("journals", "is each ticket what its journal says?", tickets.journals),
    Check("notices", "does each notice wait or have an end?", outbox.notices),
    Check("notice attempts", "are attempts counted as they are told?", outbox.attempts),
    Check("sent", "was each notice that counts as sent taken by a relay?", outbox.sent),
    Check("threads", "do answers to our mails find their tickets?", outbox.threads),
    Check("left segments", "is any segment file in use by nothing?", bytes_of_mails.left_segments),
    Check("left contents", "is any content in use by nothing?", contents.left_contents),
)

__all__ = ["CHECKS", "Check", "Depth", "Finding", "Looked", "Place", "Reader", "Result", "Weight", "judged", "run"]

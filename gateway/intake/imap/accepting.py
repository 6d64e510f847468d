"""Accepts what was fetched, then notes it: in this order, so that a crash can double a mail and never lose one.

A mail that is accepted twice is told by its content later on; one whose bytes the notebook knows is not accepted again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ... import maillog
from ...mail.acceptance import Acceptance, Accepted, Deferred
from ...mail.mailboxes import Noted, Passed, Place
from .fetching import Begin, Fetched, Missing, envelope_for
from .notebook import Notebook
from .settings import MailboxSettings
from .tenure import Tenure


@dataclass(frozen=True, slots=True)
class Parts:
    """What all looks at one mailbox share, in all connections."""

    settings: MailboxSettings
    begin: Begin
    notebook: Notebook
    unnoted: dict[bytes, int] = field(default_factory=dict)  # accepted, but the notebook was out of reach just then


@dataclass(frozen=True, slots=True)
class Done:
    """All up to `uid` are noted; `taken` are those that are new with us. `trouble`: the spool did not take the rest."""

    uid: int
    taken: Sequence[int]
    trouble: Deferred | None


@dataclass(frozen=True, slots=True)
class Accepting:
    parts: Parts
    tenure: Tenure
    place: Place

    def run(self, together: Sequence[Fetched | Missing], at: int, next: int) -> Done:
        """`at` is where the cursor stands. Mails from `next` on that the server only names were never there."""
        if not together:
            return Done(at, (), None)
        fetched = [found for found in together if isinstance(found, Fetched)]
        try:
            self.tenure.hold()  # a node that was frozen and lost it finds that out here, not with each mail
            known = self.parts.notebook.known(self.place.mailbox, {found.digest for found in fetched})
            known |= self.parts.unnoted
            answers = self._commit([found for found in fetched if found.digest not in known])
        finally:
            for found in fetched:
                found.draft.discard()  # those that are known, and all where this failed
        last = max([next - 1 if next else at, *(found.uid for found in fetched)])
        there = [each for each in together if each.uid <= last]
        return self._note(there, known, answers, at) if there else Done(at, (), None)

    def _commit(self, fresh: Sequence[Fetched]) -> dict[int, Acceptance]:
        """All share a commit or a few, and keep their order."""
        envelope = envelope_for(self.parts.settings.name, self.parts.settings.to)
        answers = {found.uid: found.draft.line_up(envelope, False) for found in fresh}
        return {uid: answer() for uid, answer in answers.items()}

    def _note(
        self, together: Sequence[Fetched | Missing], known: dict[bytes, int], answers: dict[int, Acceptance], at: int
    ) -> Done:
        """The cursor stops before the first mail that was not taken; what came after it is noted all the same."""
        noted: list[Noted] = []
        trouble: Deferred | None = None
        for found in together:
            row = self._row(found, known, answers.get(found.uid))
            if isinstance(row, Deferred):
                trouble = trouble or row
                continue
            noted.append(row)
            at = found.uid if trouble is None else at
        self.parts.unnoted.update((row.digest, row.mail) for row in noted if row.digest and row.mail)
        self.parts.notebook.note(self.tenure.hold(), self.place, noted, at)
        self.parts.unnoted.clear()
        for found in together:
            if isinstance(found, Missing) and found.why is not Passed.GONE:
                maillog.passed_over(self.place.mailbox, self.place.folder, found.uid, found.why.value)
        return Done(at, [uid for uid, answer in answers.items() if isinstance(answer, Accepted)], trouble)

    def _row(self, found: Fetched | Missing, known: dict[bytes, int], answer: Acceptance | None) -> Noted | Deferred:
        if isinstance(found, Missing):
            return Noted(found.uid, None, None, found.why)
        if answer is None:
            return Noted(found.uid, found.digest, known[found.digest])
        return Noted(found.uid, found.digest, answer.id) if isinstance(answer, Accepted) else answer

"""What is done on the server with mails that were noted: a keyword, or another folder. It never touches other mails."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from .session import Client
from .settings import After, MailboxSettings
from .trouble import Diary, words_of

AT_ONCE = 500


@dataclass(slots=True)
class Marking:
    """Of one connection. What the server does not allow is said once, and the mail is left as it is."""

    client: Client
    settings: MailboxSettings
    diary: Diary
    made: bool = False  # the folder to move to is there
    allowed: bool = True
    seen: dict[bytes, Any] = field(default_factory=dict)

    def select(self, folder: str) -> dict[bytes, Any]:
        """Opens the folder, to read only where nothing is to be changed or may be."""
        self.allowed = self.settings.after is not After.LEAVE
        if self.allowed:
            try:
                self.seen = self.client.select_folder(folder)
            except self.client.ReadOnlyError:
                self._refused(f"folder {folder} may only be read")
        if not self.allowed:
            self.seen = self.client.select_folder(folder, readonly=True)
        return self.seen

    def mark(self, uids: Sequence[int]) -> None:
        for first in range(0, len(uids) if self.allowed else 0, AT_ONCE):
            some = uids[first : first + AT_ONCE]
            try:
                self._flag(some) if self.settings.after is After.FLAG else self._move(some)
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                self._refused(words_of(error))
                return

    def unmarked(self, uids: Sequence[int]) -> list[int]:
        """Those that are still there as they came."""
        if not uids or not self.allowed:
            return []
        criteria = ["UID", ",".join(map(str, uids))]
        criteria += ["UNKEYWORD", self.settings.flag] if self.settings.after is After.FLAG else ["UNDELETED"]
        return sorted(set(self.client.search(criteria)).intersection(uids))

    def _refused(self, words: str) -> None:
        self.allowed = self.made = False
        self.diary.left(words)

    def _flag(self, uids: Sequence[int]) -> None:
        lasting = self.seen.get(b"PERMANENTFLAGS", ())
        name = self.settings.flag.encode().lower()
        if lasting and b"\\*" not in lasting and name not in {flag.lower() for flag in lasting}:
            self._refused(f"the server takes no keyword {self.settings.flag}")
            return
        self.client.add_flags(uids, [self.settings.flag], silent=True)

    def _move(self, uids: Sequence[int]) -> None:
        target = self.settings.move_to
        if not self.made:
            if not self.client.folder_exists(target):
                self.client.create_folder(target)
            self.made = True
        if self.client.has_capability("MOVE"):
            self.client.move(uids, target)
            return
        self.client.copy(uids, target)
        self.client.add_flags(uids, [b"\\Deleted"], silent=True)
        if self.client.has_capability("UIDPLUS"):
            self.client.uid_expunge(uids)

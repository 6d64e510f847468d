"""How much one process may hold of mails that are on their way into the spool: bytes in memory, then files on disk."""

import threading

MEMORY = 64 * 1024 * 1024  # bytes of bodies
FILES = 512  # bodies on disk; each has a file descriptor, too


class Budget:
    """Shared by all drafts; taken by event loops, given back by the writer's thread as well."""

    def __init__(self, memory: int = MEMORY, files: int = FILES) -> None:
        self.memory, self.files = memory, files  # what is left
        self._lock = threading.Lock()

    def exhausted(self, next_piece: int) -> bool:
        """Neither memory for a piece of this size nor a file is left."""
        return self.files <= 0 and self.memory < next_piece

    def take(self, size: int) -> bool:
        with self._lock:
            enough = size <= self.memory
            if enough:
                self.memory -= size
        return enough

    def take_file(self) -> bool:
        with self._lock:
            enough = self.files > 0
            if enough:
                self.files -= 1
        return enough

    def give_back(self, size: int, files: int) -> None:
        with self._lock:
            self.memory += size
            self.files += files

"""Is a mail going round in circles? Whatever entrance it comes by, that many servers have never handed one on."""

HEAD = 256 * 1024  # how far Received fields are counted


class ReceivedCount:
    """Counts Received fields in the header block while it arrives (RFC 5321 section 6.3)."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._head = bytearray(b"\r\n")
        self._reading = True

    def exceeded(self, piece: bytes) -> bool:
        if not self._reading:
            return False
        known = len(self._head)
        self._head += piece[: HEAD - known]
        end = self._head.find(b"\r\n\r\n", max(0, known - 3))
        if end < 0 and len(self._head) < HEAD:
            return False
        head = bytes(self._head if end < 0 else self._head[: end + 2])
        self._reading, self._head = False, bytearray()
        return head.lower().count(b"\r\nreceived:") > self._most

    def exceeded_at_end(self) -> bool:
        """The same for a mail that ends within its header block."""
        return self.exceeded(b"\r\n\r\n")

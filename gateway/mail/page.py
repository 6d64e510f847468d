"""Lines of text as a browser would break them: white space collapsed, blank lines, quote marks and indents."""

import re
from dataclasses import dataclass, field

_BLANKS = re.compile("[ \t\n\r\f]+")
_INVISIBLE = str.maketrans({"\u00a0": " ", "\ufeff": None, "\u034f": None, "\u00ad": None, "\0": None})
RULE = "_" * 32  # as Outlook writes it: the splitter of replies knows it
_HOLDER = "\u00a0"  # a no-break space alone holds a line open, as in a browser
_UNSEEN = "\u00a0 \t\u200b\u200c\u200d\u2060\u2007\u202f"
INDENT_LIMIT = 10
QUOTE_LIMIT = 20


@dataclass(slots=True)
class Page:
    """A sheet that is written from top to bottom."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    depth: int = 0
    last_depth: int = 0
    indents: int = 0
    preserved: int = 0
    marker: str = ""
    space: bool = False
    blank: bool = False

    def write(self, data: str) -> None:
        holds = _HOLDER in data
        data = data.translate(_INVISIBLE) if not data.isascii() or "\0" in data else data
        if self.preserved:
            self._write_preserved(data)
            return
        words = _BLANKS.split(data)
        if len(words) == 1 and not words[0]:
            return
        if not words[0] and self.current:
            self.space = True
        text = " ".join(filter(None, words))
        if text:
            if self.space and self.current:
                text = " " + text
            self.current.append(text)
            self.space = not words[-1]
        elif self.current:
            self.space = True
        elif holds:
            self.current.append(_HOLDER)

    def _write_preserved(self, data: str) -> None:
        first, *others = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.current.append(first)
        for line in others:
            self.feed()
            self.current.append(line)

    def feed(self) -> None:
        """A line break that was asked for: an empty line counts."""
        self._emit("".join(self.current))
        self.current.clear()
        self.space = False

    def end_line(self) -> None:
        """A block begins or ends: only a line that holds something is closed."""
        if any(self.current):
            self.feed()
        self.current.clear()
        self.space = False

    def leave_blank(self) -> None:
        self.blank = True

    def deepen(self) -> None:
        self.end_line()
        self.blank = self.blank or self.depth == 0
        self.depth += 1

    def raise_(self) -> None:
        self.end_line()
        self.depth -= 1
        self.blank = self.blank or self.depth == 0

    def indent(self, step: int) -> None:
        self.indents += step

    def preserve(self, step: int) -> None:
        self.preserved += step

    def item(self, marker: str) -> None:
        self.marker = marker

    def tabulate(self) -> None:
        if any(self.current) and self.current[0] != _HOLDER:
            self.current.append("\t")
            self.space = False

    def rule(self) -> None:
        self.end_line()
        self._emit(RULE)

    def mark(self) -> tuple[int, int]:
        return len(self.lines), len(self.current)

    def since(self, mark: tuple[int, int]) -> str:
        """What was written since the mark on its line."""
        line, piece = mark
        return "".join(self.current[piece:] if len(self.lines) == line else self.current).strip()

    def _emit(self, content: str) -> None:
        if not self.preserved and content:
            content = content.replace(_HOLDER, " ").strip(" ") if content.strip(_UNSEEN) else ""
            if not content and not self.marker:
                self.blank = True  # space that somebody made, and no more of it than a paragraph has
                return
        if self.blank and self.lines and self.lines[-1].strip("> "):
            self._append(">" * min(self.depth, self.last_depth, QUOTE_LIMIT))
        self.blank = False
        self.last_depth = self.depth
        indent = "  " * (min(self.indents, INDENT_LIMIT) - 1)
        if self.marker and content:
            content, self.marker = indent + self.marker + content, ""
        elif content and self.indents:
            content = indent + "  " + content
        self._append(("> " * min(self.depth, QUOTE_LIMIT) + content).rstrip())

    def _append(self, line: str) -> None:
        """At most one blank line in a row counts as a gap, at most two are kept."""
        if line.strip("> ") or self.preserved or len(self.lines) < 2 or any(old.strip("> ") for old in self.lines[-2:]):
            self.lines.append(line)

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines).strip("\n")

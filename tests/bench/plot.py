"""Draws lines as an SVG that can be read on light and dark pages: `chart()` gives its text. A logarithmic x axis where
the numbers span more than a hundredfold, else a linear one; the y axis begins at nought.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 50, 60
COLOURS = ("#2f81f7", "#d9822b", "#3fa34d", "#a75cc9")  # seen on white and on black
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.axis { stroke: #57606a } .grid { stroke: #8c959f; stroke-opacity: .3 } .title { font-weight: 600; font-size: 15px }
@media (prefers-color-scheme: dark) { text { fill: #d0d7de } .axis { stroke: #8c959f } }
</style>"""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    x: str  # what the axis shows, with its unit
    y: str
    lines: tuple[Line, ...]

    @property
    def svg(self) -> str:
        plane = _Plane([point for line in self.lines for point in line.points])
        body = "\n".join([*self._frame(plane), *self._drawn(plane)])
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        return f"{head}\n<title>{escape(self.title)}</title>\n{STYLE}\n{body}\n</svg>\n"

    def _frame(self, plane: "_Plane") -> Iterator[str]:
        floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
        yield f'<text class="title" x="{LEFT}" y="24">{escape(self.title)}</text>'
        for value in plane.steps_up:
            y = plane.y(value)
            yield f'<line class="grid" x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>'
        for value in plane.steps_along:
            yield f'<text x="{plane.x(value):.1f}" y="{floor + 20}" text-anchor="middle">{value:,.0f}</text>'
        yield f'<line class="axis" x1="{LEFT}" x2="{end}" y1="{floor}" y2="{floor}"/>'
        yield f'<line class="axis" x1="{LEFT}" x2="{LEFT}" y1="{TOP}" y2="{floor}"/>'
        yield f'<text x="{(LEFT + end) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(self.x)}</text>'
        middle = (TOP + floor) / 2
        yield f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(self.y)}</text>'

    def _drawn(self, plane: "_Plane") -> Iterator[str]:
        for line, colour in zip(self.lines, COLOURS, strict=False):
            places = [(plane.x(x), plane.y(y)) for x, y in line.points]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places)
            x, y = places[-1]
            yield f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" style="fill:{colour}">{escape(line.name)}</text>'


class _Plane:
    """Where on the picture a value lies."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        along = [x for x, _ in points]
        self._low, self._high = min(along), max(along)
        self._logarithmic = self._low > 0 and self._high / self._low > 100
        step = 10 ** math.floor(math.log10(max(max(y for _, y in points), 1e-9)))
        top = max(y for _, y in points)
        step = next(float(step * part) for part in (0.2, 0.5, 1, 2) if top / (step * part) <= 6)
        self.steps_up: list[float] = [step * number for number in range(math.ceil(top / step) + 1)]

    @property
    def steps_along(self) -> list[float]:
        if self._logarithmic:
            first, last = math.ceil(math.log10(self._low)), math.floor(math.log10(self._high))
            return [10.0**power for power in range(first, last + 1)]
        return [self._low + (self._high - self._low) * part / 5 for part in range(6)]

    def x(self, value: float) -> float:
        scale: Callable[[float], float] = math.log if self._logarithmic else float
        low, high = scale(self._low), scale(self._high)
        return LEFT + (WIDTH - LEFT - RIGHT) * ((scale(value) - low) / (high - low) if high > low else 0.5)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.steps_up[-1]

"""Where the parts of a chart lie. Templates draw them; all places are told in the direction of reading. Pure."""

from dataclasses import dataclass

TICKS = 4  # lines of an axis above zero, at most
_MINUTE, _HOUR = 60, 3600
_STEPS_OF_TIME = (5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR)
_LABELS = 8  # below an axis, at most


@dataclass(frozen=True, slots=True)
class Canvas:
    """What begins so far from where reading begins lies there from the left; text turns by itself."""

    width: float
    height: float
    rtl: bool = False

    def x(self, at: float, span: float = 0) -> float:
        """The left edge of something so wide."""
        return round(self.width - at - span if self.rtl else at, 2)


@dataclass(frozen=True, slots=True)
class Axis:
    """From 0 to `top`, with a line at each of `ticks`."""

    top: int
    ticks: tuple[int, ...]

    def share(self, value: float) -> float:
        return min(value / self.top, 1.0)


def counts(largest: int) -> Axis:
    """Lines at 1, 2 or 5 times a power of ten."""
    step, power = 1, 1
    while step * TICKS < largest:
        digit = {1: 2, 2: 5, 5: 10}[step // power]
        step, power = digit * power, power * (10 if digit == 10 else 1)
    return _axis(largest, step)


def times(largest: int) -> Axis:
    """Lines at minutes and hours as people count them; from 8 hours on at their doubles."""
    step = next((each for each in _STEPS_OF_TIME if each * TICKS >= largest), _STEPS_OF_TIME[-1])
    while step * TICKS < largest:
        step *= 2
    return _axis(largest, step)


def _axis(largest: int, step: int) -> Axis:
    lines = max(1, -(-largest // step))
    return Axis(lines * step, tuple(step * number for number in range(1, lines + 1)))


def every(columns: int) -> int:
    """Of so many columns, each how manieth has its label."""
    return max(1, -(-columns // _LABELS))

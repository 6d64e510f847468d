"""Many cases in one test: `every` instead of `pytest.mark.parametrize` where a table has hundreds of quick rows.

Every case is tried whatever the others do, and each that fails is named with its error. A test of its own for each
would take longer to collect, in every process of the suite, than to run.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

Test = Callable[..., None]
Name = Callable[[Any], object]
SHOWN = 800  # characters of an error


def every(names: str | tuple[str, ...], cases: Iterable[Any], ids: Name = repr) -> Callable[[Test], Test]:
    """`names` and `cases` as parametrize takes them; `ids` names a value. A table without cases is refused."""
    known = (names,) if isinstance(names, str) else names
    rows: list[Sequence[Any]] = [(case,) if isinstance(names, str) else case for case in cases]
    assert rows, "a test without cases tests nothing"
    assert all(len(row) == len(known) for row in rows), "each case has a value for each name"

    def fold(test: Test) -> Test:
        @wraps(test)
        def all_of_them(**fixtures: Any) -> None:
            tried = ((row, _failure(test, fixtures | dict(zip(known, row, strict=True)))) for row in rows)
            failed = [f"{'-'.join(str(ids(value)) for value in row)} {told}" for row, told in tried if told]
            assert not failed, f"{len(failed)} of {len(rows)} cases failed:\n" + "\n".join(failed)

        signature = inspect.signature(test)
        left = [each for name, each in signature.parameters.items() if name not in known]
        assert len(left) + len(known) == len(signature.parameters), "the test takes each of the names"
        all_of_them.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        del all_of_them.__wrapped__
        return all_of_them

    return fold


def _failure(test: Test, values: dict[str, Any]) -> str:
    """ "" where the case holds."""
    try:
        test(**values)
    except Exception as error:
        return f"(line {_line(error, test)}): {type(error).__name__}: {str(error)[:SHOWN]}"
    return ""


def _line(error: Exception, test: Test) -> int:
    """The line of the test itself at which it failed."""
    place, line = error.__traceback__, 0
    while place is not None:
        if place.tb_frame.f_code.co_filename == test.__code__.co_filename:
            line = place.tb_lineno
        place = place.tb_next
    return line

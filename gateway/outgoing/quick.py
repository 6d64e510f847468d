"""What makes templates quick, and leaves what they say as it is: macros called directly, fonts made once."""

from functools import cache
from typing import Any

from jinja2.runtime import Context, Macro
from markupsafe import Markup

_LATIN = "'Segoe UI',Roboto,'Helvetica Neue',Helvetica,Arial,sans-serif"
_PERSIAN = "Vazirmatn,Vazir,Tahoma,'Segoe UI',Arial,sans-serif"


class QuickContext(Context):
    """Jinja looks at whatever is called to see how; here nearly everything that is called is a macro."""

    def call(self, obj: Any, /, *arguments: Any, **named: Any) -> Any:
        if type(obj) is not Macro:
            return super().call(obj, *arguments, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return obj(self.eval_ctx, *arguments, **named)


class Fonts:
    """`fonts[15]` is the style of letters of 15 pixels: about thirty pieces of a page ask for theirs."""

    def __init__(self, rtl: bool) -> None:
        self._family, self._height = (_PERSIAN, "1.9") if rtl else (_LATIN, "1.55")
        self._made: dict[float, Markup] = {}

    def __getitem__(self, size: float) -> Markup:
        if size not in self._made:
            style = f"font-family:{self._family};font-size:{size}px;line-height:{self._height};"
            self._made[size] = Markup(style)  # noqa: S704 (all of it is ours)
        return self._made[size]


@cache
def fonts(rtl: bool) -> Fonts:
    return Fonts(rtl)

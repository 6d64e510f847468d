"""How lists go to PostgreSQL: as the text of an array, in one piece. psycopg looks at each item for a type that fits
them all, which costs more than most statements; in ours each list is cast where it stands.
"""

from typing import Any

from psycopg import Binary
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.types.array import ListDumper

_JOINED = '","'
_HEX = "\\\\x"
_PLAIN = str.maketrans({'"': '\\"', "\\": "\\\\"})


class FlatListDumper(Dumper):
    """Of numbers, texts and bytes (PostgreSQL's documentation, section 8.15.6 "Array Input and Output Syntax"); lists
    of all else go psycopg's way.
    """

    def dump(self, obj: list[Any]) -> Buffer | None:
        kinds = set(map(type, obj))
        if kinds <= {int}:
            return f"{{{','.join(map(str, obj))}}}".encode()
        if kinds == {Binary}:
            return f'{{"{_JOINED.join(f"{_HEX}{bytes(each.obj).hex()}" for each in obj)}"}}'.encode()
        if kinds == {str}:
            return f'{{"{_JOINED.join(each.translate(_PLAIN) for each in obj)}"}}'.encode()
        return ListDumper(list, self.connection).dump(obj)

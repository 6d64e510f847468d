"""Makes winmail.dat streams for tests (MS-OXTNEF), and compressed rich text (MS-OXRTFCP)."""

from struct import pack

STRING, WIDE, BINARY, LONG, OBJECT = 0x1E, 0x1F, 0x102, 0x03, 0x0D


def stream(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def attribute(name: int, data: bytes, level: int = 2) -> bytes:
    return pack("<BII", level, name, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def codepage(number: int) -> bytes:
    return attribute(0x69007, pack("<II", number, 0), 1)


def message(*properties: bytes) -> bytes:
    return attribute(0x69003, pack("<I", len(properties)) + b"".join(properties), 1)


def text(body: bytes) -> bytes:
    return attribute(0x2800C, body, 1)


def file(title: bytes, data: bytes, *properties: bytes) -> bytes:
    parts = [attribute(0x69002, bytes(14)), attribute(0x18010, title + b"\0")]
    parts += [attribute(0x6800F, data)] if data else []
    parts += [attribute(0x69005, pack("<I", len(properties)) + b"".join(properties))] if properties else []
    return b"".join(parts)


def long(id_: int, number: int) -> bytes:
    return pack("<HHI", LONG, id_, number)


def value(type_: int, id_: int, data: bytes) -> bytes:
    return pack("<HHII", type_, id_, 1, len(data)) + data + bytes(-len(data) % 4)


def wide(id_: int, words: str) -> bytes:
    return value(WIDE, id_, f"{words}\0".encode("utf-16-le"))


def named(words: str) -> bytes:
    """A property that has a name instead of a fixed id."""
    label = "keywords\0".encode("utf-16-le")
    head = pack("<HH", WIDE, 0x8001) + bytes(16) + pack("<II", 1, len(label)) + label + bytes(-len(label) % 4)
    data = f"{words}\0".encode("utf-16-le")
    return head + pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)


def compressed(rich: bytes) -> bytes:
    """Every byte as it is, then the mark of the end: a valid stream that no program would make so long."""
    out = bytearray()
    end = (207 + len(rich)) % 4096
    tokens: list[bytes] = [bytes([byte]) for byte in rich] + [bytes([end >> 4, end << 4 & 0xF0])]
    for start in range(0, len(tokens), 8):
        group = tokens[start : start + 8]
        out.append(sum(1 << bit for bit, token in enumerate(group) if len(token) == 2))
        out += b"".join(group)
    return pack("<IIII", len(out) + 12, len(rich), 0x75465A4C, 0) + bytes(out)

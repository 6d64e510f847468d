"""How an address and a port are written."""


def at(host: str, port: int) -> str:
    """127.0.0.1:25, [::1]:25 (RFC 3986 section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

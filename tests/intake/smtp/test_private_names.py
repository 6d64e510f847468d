"""aiosmtpd is pinned to 1.4.6: these are the names of it (and of asyncio's streams) that the session leans on."""

import asyncio
import inspect
from importlib.metadata import version

from aiosmtpd.smtp import SMTP, TLSSetupException


def test_the_names_we_lean_on_are_where_they_were() -> None:
    assert version("aiosmtpd") == "1.4.6"
    assert issubclass(TLSSetupException, Exception)
    assert issubclass(SMTP, asyncio.StreamReaderProtocol)
    for name in ("_handle_client", "_cb_client_connected", "_getaddr", "smtp_STARTTLS", "push", "handle_exception"):
        assert callable(getattr(SMTP, name)), name
    assert list(inspect.signature(SMTP._cb_client_connected).parameters) == ["self", "reader", "writer"]
    starttls = inspect.getsource(SMTP.smtp_STARTTLS)
    for name in ("self._tls_protocol", "self._original_transport", "self.tls_context", "self.transport", "self.push("):
        assert name in starttls, name
    parser = inspect.getsource(SMTP._getaddr)
    assert parser.count("self.") == parser.count("self.local_part_limit"), "the address parser uses more of the session"


def test_the_names_of_asyncio_streams_are_where_they_were() -> None:
    async def look() -> None:
        reader = asyncio.StreamReader()
        assert isinstance(reader._buffer, bytearray)  # type: ignore[attr-defined]
        assert hasattr(reader, "_transport")
        assert "transport" in inspect.signature(asyncio.StreamWriter.__init__).parameters

    asyncio.run(look())

"""Where a listener listens: an address and port, or the path of a socket that is made and taken away again."""

import errno
import os
import socket
import stat
from dataclasses import dataclass
from typing import Any

from ...hosts import at
from .settings import Listener

MODE = 0o660  # who may write to the socket may hand mail in


@dataclass(frozen=True, slots=True)
class Place:
    """`address` and `port` as they are shown; a socket's path has port 0. `inode` tells our socket from another's."""

    address: str
    port: int = 0
    inode: int = 0

    def leave(self) -> None:
        """Takes the socket away, unless somebody else has made one there since."""
        if self.inode and _inode(self.address) == self.inode:
            os.unlink(self.address)


def bind(listener: Listener) -> tuple[socket.socket, Place]:
    """Raises OSError where the place cannot be had."""
    return _bind_path(listener.socket) if listener.socket else _bind_port(listener)


def _bind_port(listener: Listener) -> tuple[socket.socket, Place]:
    family, kind, protocol, _, address = _resolve(listener.host, listener.port)
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if listener.share_port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(address)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise taken(listener.host, listener.port, error) from error
    host, port = sock.getsockname()[:2]
    return sock, Place(host, port)


def reserve(host: str, port: int) -> socket.socket:
    """A place that several processes are going to share: bound, and never listened on. Port 0 is any free one.

    Keep it open, so that the port stays theirs. Raises OSError where somebody listens there already, sharing or not.
    """
    family, kind, protocol, _, address = _resolve(host, port)
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise taken(host, port, error) from error
        address = probe.getsockname()
    sock = socket.socket(family, kind, protocol)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(address)
    return sock


def taken(host: str, port: int, error: OSError) -> OSError:
    """The same error, which says where."""
    return OSError(error.errno, f"{at(host, port)}: {error.strerror or error}")


def _resolve(host: str, port: int) -> tuple[Any, Any, int, str, Any]:
    """IPPROTO_TCP is named because asyncio switches Nagle's algorithm off only for sockets that say so."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)[0]


def _bind_path(path: str) -> tuple[socket.socket, Place]:
    """Nobody can connect before the caller listens, so that the mode is right from the first moment."""
    _clear(path)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.bind(path)
        os.chmod(path, MODE)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise OSError(error.errno, f"{path}: {error.strerror or error}") from error
    return sock, Place(path, inode=_inode(path))


def _clear(path: str) -> None:
    """A socket that is left from a crash makes room. One that somebody listens on does not, nor does anything else."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise OSError(errno.EEXIST, f"{path}: is there already, and is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
            return
        except OSError:
            pass  # it may be busy; it is in any case not known to be left over
    raise OSError(errno.EADDRINUSE, f"{path}: somebody listens there already")


def _inode(path: str) -> int:
    try:
        return os.lstat(path).st_ino
    except FileNotFoundError:
        return 0

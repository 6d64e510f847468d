"""An object store that speaks as much of S3 as we use, checks that it is spoken to properly, and fails on demand."""

import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET = "AKIASTANDIN", "a secret of the stand-in"
_SIGNED = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={KEY}/\d{{8}}/[\w-]+/s3/aws4_request, ?SignedHeaders=\S+, ?Signature=\w{{64}}"
)


class Mood(Enum):
    WELL = auto()
    ERROR = auto()  # 500 to everything
    BUSY = auto()  # 503 SlowDown
    SILENT = auto()  # reads the request and says nothing
    TORN = auto()  # half of each body
    FORBIDDEN = auto()  # 403
    DEAF = auto()  # does what it is told, and hangs up instead of saying so


@dataclass
class Bucket:
    """What lies in the store. `asked` counts requests by method; `faults` are requests that S3 would refuse."""

    port: int = 0
    mood: Mood = Mood.WELL
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def keys(self, prefix: str = "") -> list[str]:
        return sorted(key for key in self.objects if key.startswith(prefix))

    def age(self, prefix: str, moment: datetime) -> None:
        """Everything below the prefix was put there at this moment."""
        for key in self.keys(prefix):
            self.objects[key] = (self.objects[key][0], moment)


@contextmanager
def s3() -> Iterator[Bucket]:
    bucket = Bucket()
    server = _Server(("127.0.0.1", 0), type("Spoken", (_Spoken,), {"bucket": bucket}))
    bucket.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        bucket.ended.set()
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Spoken(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def setup(self) -> None:
        super().setup()
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_PUT(self) -> None:
        self._serve()

    do_GET = do_HEAD = do_POST = do_DELETE = do_PUT

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.bucket.asked.append(self.command)
        self._examine(body)
        mood = self.bucket.mood
        if mood is Mood.SILENT:
            self.bucket.ended.wait(30)
            self.close_connection = True
        elif mood in (Mood.ERROR, Mood.BUSY, Mood.FORBIDDEN):
            status = {Mood.ERROR: 500, Mood.BUSY: 503, Mood.FORBIDDEN: 403}[mood]
            self._say(status, b"<Error><Code>Trouble</Code><Message>signed secret</Message></Error>")
        else:
            self._obey(body)

    def _examine(self, body: bytes) -> None:
        if not _SIGNED.fullmatch(self.headers.get("Authorization", "")):
            self.bucket.faults.append(f"{self.command} {self.path}: not signed")
        digest = self.headers.get("x-amz-content-sha256", "")
        if digest not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            self.bucket.faults.append(f"{self.command} {self.path}: its hash is not that of its body")

    def _obey(self, body: bytes) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        _, _, key = unquote(address.path).lstrip("/").partition("/")
        if "list-type" in query:
            self._list(query)
        elif "uploads" in query or "uploadId" in query:
            self._parts(key, query, body)
        elif "delete" in query:
            gone = re.findall(r"<Key>(.*?)</Key>", body.decode())
            for each in gone:
                self.bucket.objects.pop(each, None)
            said = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in gone)
            self._say(200, f"<DeleteResult>{said}</DeleteResult>".encode())
        else:
            {"PUT": self._put, "GET": self._get, "HEAD": self._get, "DELETE": self._delete}[self.command](key, body)

    def _put(self, key: str, body: bytes) -> None:
        source = unquote(self.headers.get("x-amz-copy-source", "")).lstrip("/").partition("/")[2]
        if source and source not in self.bucket.objects:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        self.bucket.objects[key] = (self.bucket.objects[source][0] if source else body, datetime.now(UTC))
        tag = f'"{time.monotonic_ns():x}"'
        self._say(200, f"<CopyObjectResult><ETag>{tag}</ETag></CopyObjectResult>".encode() if source else b"", ETag=tag)

    def _get(self, key: str, body: bytes) -> None:
        if key not in self.bucket.objects:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        content, at = self.bucket.objects[key]
        dated = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        self._say(200, content, **{"Last-Modified": dated, "ETag": '"1"'})

    def _delete(self, key: str, body: bytes) -> None:
        self.bucket.objects.pop(key, None)
        self._say(204, b"")

    def _parts(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploads" in query:
            upload = f"upload{len(self.bucket.parts)}"
            self.bucket.parts[upload] = {}
            self._say(
                200,
                f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>".encode(),
            )
        elif self.command == "PUT":
            self.bucket.parts[query["uploadId"]][int(query["partNumber"])] = body
            self._say(200, b"", ETag=f'"{query["partNumber"]}"')
        elif self.command == "DELETE":
            self.bucket.parts.pop(query["uploadId"], None)
            self._say(204, b"")
        else:
            parts = self.bucket.parts.pop(query["uploadId"])
            self.bucket.objects[key] = (b"".join(parts[number] for number in sorted(parts)), datetime.now(UTC))
            done = "<CompleteMultipartUploadResult><ETag>whole</ETag></CompleteMultipartUploadResult>"
            self._say(200, done.encode())

    def _list(self, query: dict[str, str]) -> None:
        """Two keys a page, so that pages are asked for."""
        found = [key for key in self.bucket.keys(query.get("prefix", "")) if key > query.get("continuation-token", "")]
        page, more = found[:2], len(found) > 2
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.bucket.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f'<ETag>"1"</ETag><Size>{len(self.bucket.objects[key][0])}</Size></Contents>'
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        words = f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}</ListBucketResult>"
        self._say(200, words.encode())

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        if self.bucket.mood is Mood.DEAF:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            torn = self.bucket.mood is Mood.TORN and self.command == "GET"
            self.wfile.write(body[: len(body) // 2] if torn else body)
            self.close_connection = self.close_connection or torn

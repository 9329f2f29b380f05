"""A little server that speaks enough S3: put, get, delete and list, with signatures noted."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class SmallS3(ThreadingHTTPServer):
    """One bucket in memory."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.signatures: list[str] = []

    @property
    def url(self) -> str:
        """Return the address to be set, without the bucket."""
        return f"s3+http://a%20key:a%2Fsecret@127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: SmallS3
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.objects[self._key()] = (body, datetime.now(UTC))
        self._answer(200, ETag='"1"')

    def do_GET(self) -> None:
        if "list-type" in parse_qs(urlsplit(self.path).query):
            self._list()
            return
        found = self.server.objects.get(self._key())
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            at = f"{found[1]:%a, %d %b %Y %H:%M:%S} GMT"
            self._answer(200, found[0], **{"ETag": '"1"', "Last-Modified": at})

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._key()
        keys = re.findall(r"<Key>([^<]+)</Key>", asked)
        for key in keys:
            self.server.objects.pop(key, None)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def log_message(self, *_told: Any) -> None:
        """Say nothing."""

    def _key(self) -> str:
        self.server.signatures.append(self.headers.get("Authorization", ""))
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        assert bucket == "bucket"
        return key

    def _list(self) -> None:
        self._key()
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        parts = [
            f"<Contents><Key>{escape(key)}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}"
            f'</LastModified><ETag>"1"</ETag><Size>{len(body)}</Size></Contents>'
            for key, (body, at) in self.server.objects.items()
            if key.startswith(prefix)
        ]
        whole = (
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(parts)}</ListBucketResult>"
        )
        self._answer(200, whole.encode())

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve() -> Iterator[SmallS3]:
    """Serve an empty bucket."""
    with SmallS3() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

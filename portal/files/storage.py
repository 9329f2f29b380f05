"""Where the bytes of files lie: a local folder, or a bucket that speaks S3.

Keys are `<organisation>/<random>`, made here and never derived from what a person typed.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

FILE_KEY = re.compile(r"\d{1,18}/[0-9a-f]{32}")
PARTIAL_SUFFIX = ".part"
MOST_STORAGE_ATTEMPTS = 3
REQUEST_TIMEOUT = "10s"


class Blob(NamedTuple):
    """One stored object: its key and when it was written."""

    key: str
    written_at: datetime


class Storage(Protocol):
    """What the portal asks of a storage; `get` returns None for a key that it does not hold."""

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`, whole or not at all."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`."""

    def delete(self, key: str) -> None:
        """Forget `key`; forgetting it twice is no error."""

    def walk(self) -> Iterator[Blob]:
        """Yield everything that is kept, in no order."""


def new_key(organisation_id: int) -> str:
    """Return a key that nobody can guess, below the organisation's own prefix."""
    return f"{organisation_id}/{secrets.token_hex(16)}"


def open_storage(url: str, folder: Path) -> Storage:
    """Return the bucket of `url`, or the local folder where there is no address.

    The address is `s3://KEY:SECRET@host[:port]/bucket[/prefix][?region=…]`; `s3+http` for a server
    without TLS.
    """
    return Bucket(_s3(url)) if url else Folder(folder)


class Folder:
    """Files in a local folder: written aside, flushed, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`."""
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = target.with_suffix(PARTIAL_SUFFIX)
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(target)
        except OSError:
            aside.unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`."""
        with suppress(FileNotFoundError):
            return self._path(key).read_bytes()
        return None

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._path(key).unlink(missing_ok=True)

    def walk(self) -> Iterator[Blob]:
        """Yield every file, and what a broken write left aside."""
        for path in self.root.glob("*/*"):
            with suppress(FileNotFoundError):
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield Blob(str(path.relative_to(self.root)), written)

    def _path(self, key: str) -> Path:
        if not FILE_KEY.fullmatch(key.removesuffix(PARTIAL_SUFFIX)):
            raise ValueError("not a key of this storage")
        return self.root / key


class Bucket:
    """Files in an object store; a put there is whole or not at all."""

    def __init__(self, store: Any) -> None:  # noqa: ANN401  any store of obstore
        self.store = store

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`."""
        self.store.put(key, body)

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`."""
        try:
            return bytes(self.store.get(key).bytes())
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        """Forget `key`."""
        with suppress(FileNotFoundError):
            self.store.delete(key)

    def walk(self) -> Iterator[Blob]:
        """Yield every object below the prefix."""
        for page in self.store.list():
            for found in page:
                yield Blob(found["path"], found["last_modified"])


def _s3(url: str) -> Any:  # noqa: ANN401  the store is only imported where one is used
    from obstore.store import S3Store  # noqa: PLC0415  most portals keep files in a folder

    parts = urlsplit(url)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    is_open = parts.scheme == "s3+http"
    place = parts.netloc.rpartition("@")[2]
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=f"{'http' if is_open else 'https'}://{place}",
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        virtual_hosted_style_request=False,
        client_options={"allow_http": is_open, "timeout": REQUEST_TIMEOUT},
        retry_config={"max_retries": MOST_STORAGE_ATTEMPTS},
    )

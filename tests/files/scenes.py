"""Rows with files, and a virus scanner that answers as ClamAV does."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.files.storage import Storage
from portal.projects.ledger import ProjectRef
from tests.analyses.scenes import make_analysis, write
from tests.factories import assign_coach, make_project
from tests.files import samples
from tests.world import World

CHANGE = {"kind": "plan", "before": "A fee", "after": "No fee", "evidence": "Page 3"}
VIRUS = b"a harmless word that stands for a virus"


@dataclass(frozen=True)
class Scene:
    """A coached project with one recorded change."""

    world: World
    project: ProjectRef
    analysis: int
    change: int

    @property
    def home(self) -> str:
        """Return the address of the analysis."""
        return f"/o/lotus/analyses/{self.analysis}"

    @property
    def files(self) -> str:
        """Return the address that files of the change are sent to."""
        return f"{self.home}/rows/change/{self.change}/files"

    def upload(
        self, client: FlaskClient, body: bytes, name: str = "plan.pdf", **more: Any
    ) -> TestResponse:
        """Send one file as a browser does."""
        fields = {"visibility": "coach", "token": str(uuid4())} | more
        headers = fields.pop("headers", {})
        address = fields.pop("address", self.files)
        sent = "multipart/form-data; boundary=edge"
        whole = encode(fields, name, body)
        return client.post(address, data=whole, content_type=sent, headers=headers)

    def keep(self, visibility: str = "coach", name: str = "plan.pdf") -> int:
        """Keep a PDF as the writer and return its id."""
        answer = self.upload(
            self.world.sign_in("lotus_writer"), samples.pdf(), name, visibility=visibility
        )
        assert answer.status_code == 303, answer.text
        return int(self.world.one("SELECT max(id) FROM files"))


def encode(fields: dict[str, str], name: str, body: bytes) -> bytes:
    """Return a form with one file as browsers send it: quotes in names are written as %22."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    quoted = name.replace('"', "%22")
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    return "".join([*parts, head]).encode() + body + b"\r\n--edge--\r\n"


def make_scene(world: World) -> Scene:
    """Return a scene with a coach."""
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_analysis(world, project, tuple(range(1, 8)))
    return Scene(world, project, analysis, write(world, analysis, "change", CHANGE))


def storage_of(world: World) -> Storage:
    """Return the storage of the portal under test."""
    storage: Storage = world.app.extensions["file_storage"]
    return storage


def keys_in(world: World) -> set[str]:
    """Return what the storage holds of this world's organisations."""
    return {blob.key for blob in storage_of(world).walk()}


@contextmanager
def settings_of(world: World, **changed: Any) -> Iterator[None]:
    """Change settings of the portal for a while."""
    kept = world.app.extensions["settings"]
    world.app.extensions["settings"] = replace(kept, **changed)
    try:
        yield
    finally:
        world.app.extensions["settings"] = kept


@contextmanager
def scanner(answer: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """Serve INSTREAM on a socket; gives the address and what was scanned."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, seen, answer), daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}", seen


def _serve(server: socket.socket, seen: list[bytes], answer: bytes) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            body = b""
            while size := struct.unpack(">I", sent.read(4))[0]:
                body += sent.read(size)
            seen.append(body)
            found = b"stream: Portal.Test.Virus FOUND\0" if VIRUS in body else b"stream: OK\0"
            connection.sendall(answer or found)

"""Asks ClamAV about a file, by its INSTREAM command over TCP."""

import socket
import struct
from contextlib import closing
from urllib.parse import urlsplit

from portal.files.formats import UnfitFile

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 30.0
BYTES_AT_ONCE = 64 * 1024
CLAMD_PORT = 3310
LONGEST_ANSWER = 1000


def scan(address: str, body: bytes) -> None:
    """Return where `tcp://host:port` finds nothing in `body`; Unfit where it does or is away."""
    try:
        answer = _ask(address, body)
    except OSError as error:
        raise UnfitFile("busy") from error
    if answer.endswith(b"FOUND"):
        raise UnfitFile("infected")
    if not answer.endswith(b"OK"):
        raise UnfitFile("busy")


def _ask(address: str, body: bytes) -> bytes:
    place = urlsplit(address)
    connection = socket.create_connection(
        (place.hostname or "", place.port or CLAMD_PORT), CONNECT_SECONDS
    )
    with closing(connection):
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(b"zINSTREAM\0")
        for at in range(0, len(body), BYTES_AT_ONCE):
            piece = body[at : at + BYTES_AT_ONCE]
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
        return _listen(connection)


def _listen(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n")

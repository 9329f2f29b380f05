"""What is asked of the virus scanner, and what each of its answers means."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.files import antivirus
from portal.files.antivirus import BYTES_AT_ONCE, CLAMD_PORT, LONGEST_ANSWER, scan
from portal.files.formats import UnfitFile


@contextmanager
def answering(*answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Take one connection, read what is sent, and answer in these pieces."""
    seen: list[bytes] = []

    def serve() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as sent:
            seen.append(sent.read(10))
            while size := struct.unpack(">I", sent.read(4))[0]:
                seen.append(sent.read(size))
            for piece in answer:
                connection.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}", seen
        thread.join()


def refusal(address: str, body: bytes = b"words") -> str:
    """Return why a file is not kept."""
    with pytest.raises(UnfitFile) as told:
        scan(address, body)
    return told.value.problem


@pytest.mark.parametrize(
    ("size", "pieces"),
    [
        (0, []),
        (1, [1]),
        (BYTES_AT_ONCE, [BYTES_AT_ONCE]),
        (BYTES_AT_ONCE + 1, [BYTES_AT_ONCE, 1]),
        (2 * BYTES_AT_ONCE, [BYTES_AT_ONCE, BYTES_AT_ONCE]),
    ],
)
def test_a_file_is_sent_whole_in_pieces_of_a_size(size: int, pieces: list[int]) -> None:
    body = bytes(number % 251 for number in range(size))
    with answering(b"stream: OK\0") as (address, seen):
        scan(address, body)
    command, *sent = seen
    assert command == b"zINSTREAM\0"
    assert ([len(piece) for piece in sent], b"".join(sent)) == (pieces, body)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param((b"stream: OK\0",), id="at once"),
        pytest.param((b"str", b"eam: O", b"K\0"), id="in pieces"),
        pytest.param((b"stream: OK\n",), id="with a line end"),
        pytest.param((b"stream: OK",), id="with no end"),
    ],
)
def test_nothing_found_is_told_in_any_way(pieces: tuple[bytes, ...]) -> None:
    with answering(*pieces) as (address, seen):
        scan(address, b"words")
    assert seen[1:] == [b"words"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "infected"),
        (b"stream: \xe1\x9e\x80 FOUND\n", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "busy"),
        (b"stream: NOT OK?\0", "busy"),
        (b"stream: ok\0", "busy"),
        (b"stream: OKAY\0", "busy"),
        (b"FOUND nothing\0", "busy"),
        (b"\0", "busy"),
        (b"", "busy"),
    ],
)
def test_a_file_is_kept_for_a_plain_yes_alone(answer: bytes, problem: str) -> None:
    with answering(answer) as (address, _):
        assert refusal(address) == problem


def test_an_endless_answer_is_listened_to_for_a_while() -> None:
    with answering(b"x" * (LONGEST_ANSWER + 1024) + b"OK") as (address, _):
        assert refusal(address) == "busy"


def test_a_scanner_that_says_nothing_in_time_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(antivirus, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert refusal(f"tcp://127.0.0.1:{server.getsockname()[1]}") == "busy"


def test_a_scanner_that_is_not_there_is_busy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refusal(f"tcp://127.0.0.1:{port}") == "busy"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("tcp://scanner.example", ("scanner.example", CLAMD_PORT)),
        ("tcp://scanner.example:99", ("scanner.example", 99)),
        ("tcp://[2001:db8::1]:99", ("2001:db8::1", 99)),
    ],
)
def test_a_scanner_is_asked_at_its_address(
    monkeypatch: pytest.MonkeyPatch, address: str, asked: tuple[str, int]
) -> None:
    seen = []

    def connect(place: tuple[str, int], _seconds: float) -> socket.socket:
        seen.append(place)
        raise OSError

    monkeypatch.setattr(antivirus.socket, "create_connection", connect)
    assert refusal(address) == "busy"
    assert seen == [asked]

"""A place is one household or office, however many addresses it has."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from portal.http.client_address import client_network
from tests.accounts.guessing.test_attempts import count

OTHERS = {"get_remote_address", "get_ipaddr", "remote_addr", "access_route"}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("a, ,é", "a, ,é"),
        ("", "127.0.0.1"),
    ],
)
def test_an_address_stands_for_its_place(app: Flask, address: str, place: str) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert client_network() == place


def test_guesses_from_all_addresses_of_one_place_count_together(app: Flask) -> None:
    waits = [
        count(app, 1, f"2001:db8:1:2::{number}", "one@test.example")[0] for number in range(1, 8)
    ]
    assert waits == [0] * 5 + [2, 4]


def test_nothing_else_looks_at_addresses() -> None:
    told = {
        str(path)
        for path in Path("portal").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if {getattr(node, "attr", ""), getattr(node, "id", "")} & OTHERS
    }
    assert told == {"portal/http/client_address.py"}

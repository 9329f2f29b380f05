"""Setting up an app: one key until a code of it was right, and a new one for the next app."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.second_step.app_setup import SECRET_IN_SESSION, SETUP_PAGE
from tests.accounts.second_step.codes import APP, code_of, key_on
from tests.world import World


@pytest.fixture
def client(world: World) -> FlaskClient:
    """Return a browser in which somebody gave their password a moment ago."""
    client = world.sign_in("coach")
    with client.session_transaction() as session:
        session["fs_paa"] = time.time()
    return client


def kept(world: World) -> bool:
    return bool(world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL"))


@pytest.mark.parametrize("code", ["", "000000", "12345", "ខ្មែរ", "1" * 5000])
def test_the_key_stays_the_same_until_a_code_was_right(
    world: World, client: FlaskClient, code: str
) -> None:
    key = key_on(client.get(APP).text)
    assert key_on(client.get(APP).text) == key
    wrong = client.post(APP, data={"code": code})
    assert key_on(wrong.text) == key
    assert not kept(world)
    right = client.post(APP, data={"code": code_of(key)})
    assert (right.status_code, right.location) == (302, SETUP_PAGE)
    assert kept(world)


def test_the_next_app_gets_a_key_of_its_own(world: World, client: FlaskClient) -> None:
    first = key_on(client.get(APP).text)
    client.post(APP, data={"code": code_of(first, -1)})
    with client.session_transaction() as session:
        assert SECRET_IN_SESSION not in session
    assert key_on(client.get(APP).text) != first


def test_the_key_is_in_no_cookie_and_no_row_as_it_is(world: World, client: FlaskClient) -> None:
    key = key_on(client.get(APP).text).replace("-", "")
    with client.session_transaction() as session:
        assert SECRET_IN_SESSION in session
        assert key not in session[SECRET_IN_SESSION]
    client.post(APP, data={"code": code_of(key)})
    assert key not in world.one("SELECT tf_totp_secret FROM people WHERE tf_totp_secret <> ''")


def test_two_people_never_get_one_key(world: World, app: Flask, client: FlaskClient) -> None:
    other = world.sign_in("other_coach")
    with other.session_transaction() as session:
        session["fs_paa"] = time.time()
    assert key_on(other.get(APP).text) != key_on(client.get(APP).text)
    assert '<svg viewBox="0 0 ' in client.get(APP).text

"""What the application is told, from the settings of the process."""

from dataclasses import replace
from typing import Any

import pytest

from config.settings import Settings
from portal.configuration import configure


def told(settings: Settings, **changed: Any) -> dict[str, Any]:
    return configure(replace(settings, **changed))


@pytest.mark.parametrize(
    ("address", "is_secure"),
    [
        ("https://portal.example", True),
        ("http://localhost:8000", False),
        ("http://https.example", False),
    ],
)
def test_cookies_are_for_https_alone_where_it_is_served(
    settings: Settings, address: str, *, is_secure: bool
) -> None:
    configured = told(settings, base_url=address)
    assert configured["SESSION_COOKIE_SECURE"] is is_secure
    assert (configured["SESSION_COOKIE_HTTPONLY"], configured["SESSION_COOKIE_SAMESITE"]) == (
        True,
        "Lax",
    )


def test_settings_stand_where_the_libraries_look_for_them(settings: Settings) -> None:
    changed = {
        "secret_key": "another key",
        "password_salt": "another salt",
        "database_url": "postgresql+psycopg://elsewhere/db",
        "redis_url": "redis://elsewhere:6379/1",
        "mail_from": "from@test.example",
    }
    before, after = told(settings), told(settings, **changed)
    assert {name for name in after if after[name] != before[name]} == {
        *("SECRET_KEY", "SECURITY_PASSWORD_SALT", "SQLALCHEMY_DATABASE_URI"),
        *("RATELIMIT_STORAGE_URI", "SECURITY_EMAIL_SENDER", "SECURITY_TOTP_SECRETS"),
    }
    assert after["SECRET_KEY"] == "another key"
    assert after["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://elsewhere/db"
    assert after["RATELIMIT_STORAGE_URI"] == "redis://elsewhere:6379/1"
    assert after["SECURITY_EMAIL_SENDER"] == "from@test.example"


def test_the_key_of_apps_follows_the_salt_alone_and_tells_neither(settings: Settings) -> None:
    first, same, other = (
        told(settings, secret_key=key, password_salt=salt)["SECURITY_TOTP_SECRETS"]["1"]
        for key, salt in (("one key", "salt"), ("another key", "salt"), ("one key", "pepper"))
    )
    assert first == same != other
    assert ("salt" in first, "key" in first, len(first)) == (False, False, 64)


def test_what_people_type_is_in_no_error_of_the_database(settings: Settings) -> None:
    assert told(settings)["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


def test_every_address_of_the_library_is_one_of_ours(settings: Settings) -> None:
    addresses = {
        name: value
        for name, value in told(settings).items()
        if name.endswith("_URL") and name.startswith("SECURITY_")
    }
    assert len(addresses) == len(set(addresses.values()))
    assert [one for one in addresses.values() if not one.startswith("/") or one[1:2] == "/"] == []


def test_a_pass_key_alone_and_mails_of_the_library_are_not_there(settings: Settings) -> None:
    configured = told(settings)
    on = [
        name
        for name, value in configured.items()
        if value and (name.startswith("SECURITY_SEND_") or "_ALLOW_AS_" in name)
    ]
    assert on == []

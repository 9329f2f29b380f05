"""A process starts with all its settings, or not at all."""

import pytest

from config.settings import REQUIRED_SETTINGS, Environment, InvalidSetting, MissingSetting, Settings

COMPLETE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "a-key-that-is-long-enough",
    "PASSWORD_SALT": "a-salt-that-is-long-enough",
    "DATABASE_URL": "postgresql://portal_app:hidden-word@db/portal",
    "REDIS_URL": "redis://broker/0",
    "SMTP_URL": "smtp+starttls://post:hidden-word@mail:587",
    "MAIL_FROM": "portal@ngo.example",
    "BASE_URL": "https://portal.example/",
}


def test_settings_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(COMPLETE)
    assert settings.environment is Environment.PRODUCTION
    assert settings.is_production
    assert settings.database_url == "postgresql+psycopg://portal_app:hidden-word@db/portal"
    assert settings.owner_database_url is None
    assert settings.base_url == "https://portal.example"
    assert settings.is_served_over_https


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(MissingSetting) as raised:
        Settings.from_environment({"MAIL_FROM": "portal@ngo.example"})
    assert raised.value.names == tuple(name for name in REQUIRED_SETTINGS if name != "MAIL_FROM")


@pytest.mark.parametrize("name", REQUIRED_SETTINGS)
def test_an_empty_setting_is_a_missing_one(name: str) -> None:
    with pytest.raises(MissingSetting) as raised:
        Settings.from_environment({**COMPLETE, name: ""})
    assert raised.value.names == (name,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "staging"),
        ("SECRET_KEY", "short-word"),
        ("PASSWORD_SALT", "short-word"),
        ("DATABASE_URL", "sqlite:///file.db"),
        ("OWNER_DATABASE_URL", "mysql://owner@db/portal"),
        ("SMTP_URL", "mail.example:25"),
        ("BASE_URL", "portal.example"),
        ("SMTP_PATIENCE", "-7"),
        ("SMTP_MESSAGE_PATIENCE", "ten minutes"),
        ("TRUSTED_PROXIES", "two"),
        ("FILES_URL", "https://bucket.example"),
        ("FILES_QUOTA_MB", "much"),
        ("IDLE_MINUTES", "soon"),
        ("SECOND_FACTOR", "sometimes"),
        ("IDLE_MINUTES", "0"),
        ("IDLE_MINUTES_NETWORK", "43201"),
        ("CLAMD_URL", "clamav:3310"),
        ("DIGEST_DAYS", "0-8"),
        ("DIGEST_HOURS", "7-25"),
        ("DIGEST_HOURS", "18-7"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting) as raised:
        Settings.from_environment({**COMPLETE, name: value})
    assert list(raised.value.faults) == [name]
    assert value not in str(raised.value)


def test_secrets_and_addresses_stay_out_of_repr() -> None:
    shown = repr(Settings.from_environment(COMPLETE))
    assert "long-enough" not in shown
    assert "hidden-word" not in shown


@pytest.mark.parametrize(
    ("environment", "said", "meant"),
    [
        ("production", "", "required"),
        ("development", "", "offered"),
        ("test", "", "offered"),
        ("production", "offered", "offered"),
        ("development", "required", "required"),
    ],
)
def test_a_second_step_is_required_where_people_depend_on_it(
    environment: str, said: str, meant: str
) -> None:
    settings = Settings.from_environment(
        {**COMPLETE, "PORTAL_ENV": environment, "SECOND_FACTOR": said}
    )
    assert settings.second_factor == meant

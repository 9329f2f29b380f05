"""The settings of one process, read once from the environment and never changed."""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

REQUIRED_SETTINGS = (
    "PORTAL_ENV",
    "SECRET_KEY",
    "PASSWORD_SALT",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "BASE_URL",
)
SECRET_SETTINGS = ("SECRET_KEY", "PASSWORD_SALT")
SHORTEST_SECRET = 16
SPAN_SETTINGS = {
    "DIGEST_DAYS": (re.compile(r"[1-7]-[1-7]"), 1),
    "DIGEST_HOURS": (re.compile(r"(1?\d|2[0-3])-(1?\d|2[0-4])"), 0),
}
SECONDS_FORMAT = re.compile(r"(?=.*[1-9])\d{1,4}(\.\d{1,3})?")
URL_SCHEMES = {
    "DATABASE_URL": ("postgresql", "postgresql+psycopg"),
    "OWNER_DATABASE_URL": ("postgresql", "postgresql+psycopg"),
    "REDIS_URL": ("redis", "rediss", "unix"),
    "SMTP_URL": ("smtp", "smtps", "smtp+starttls"),
    "BASE_URL": ("http", "https"),
    "FILES_URL": ("s3", "s3+http"),
    "CLAMD_URL": ("tcp",),
}
WHOLE_NUMBERS = ("TRUSTED_PROXIES", "FILES_QUOTA_MB")
SECONDS_SETTINGS = ("SMTP_PATIENCE", "SMTP_MESSAGE_PATIENCE")
MINUTES_SETTINGS = ("IDLE_MINUTES", "IDLE_MINUTES_NETWORK")
MEGABYTE = 1024 * 1024
QUOTA_MB = 500
IDLE_MINUTES = 480
IDLE_MINUTES_NETWORK = 60
LONGEST_MINUTES = 60 * 24 * 30


class Environment(StrEnum):
    """Where the portal runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SecondFactor(StrEnum):
    """Whether coaches and the network must have a second step at sign-in, or may."""

    REQUIRED = "required"
    OFFERED = "offered"


class MissingSetting(Exception):
    """Settings that must be in the environment are not; `names` lists every one."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"missing in the environment: {', '.join(self.names)}")


class InvalidSetting(Exception):
    """Settings have values that cannot work; the message names them, never their values."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        said = "; ".join(f"{name} {fault}" for name, fault in self.faults.items())
        super().__init__(f"wrong in the environment: {said}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one process knows about its surroundings; secrets and addresses stay out of `repr`."""

    environment: Environment
    secret_key: str = field(repr=False)
    password_salt: str = field(repr=False)
    database_url: str = field(repr=False)
    owner_database_url: str | None = field(default=None, repr=False)
    redis_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    smtp_patience: float = 60
    smtp_message_patience: float = 600
    mail_from: str
    base_url: str
    data_dir: Path = Path(".data")
    trusted_proxies: int = 0
    digest_days: range = range(1, 7)
    digest_hours: range = range(7, 18)
    files_url: str = field(default="", repr=False)
    files_quota: int = QUOTA_MB * MEGABYTE
    clamd_url: str = field(default="", repr=False)
    idle: timedelta = timedelta(minutes=IDLE_MINUTES)
    network_idle: timedelta = timedelta(minutes=IDLE_MINUTES_NETWORK)
    second_factor: SecondFactor = SecondFactor.OFFERED

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this process."""
        return self.environment is Environment.PRODUCTION

    @property
    def is_served_over_https(self) -> bool:
        """Whether browsers may be told to send cookies over HTTPS only."""
        return self.base_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        """Where files of evidence lie as long as no bucket is named."""
        return self.data_dir / "files"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings.

        Raises `MissingSetting` naming every missing one and `InvalidSetting` naming every wrong
        one. OWNER_DATABASE_URL is for migrations only and may be left out of web and workers.
        """
        if missing := [name for name in REQUIRED_SETTINGS if not environment.get(name)]:
            raise MissingSetting(missing)
        if faults := dict(find_faults(environment)):
            raise InvalidSetting(faults)
        owner = environment.get("OWNER_DATABASE_URL")
        return cls(
            environment=Environment(environment["PORTAL_ENV"]),
            secret_key=environment["SECRET_KEY"],
            password_salt=environment["PASSWORD_SALT"],
            database_url=name_driver(environment["DATABASE_URL"]),
            owner_database_url=name_driver(owner) if owner else None,
            redis_url=environment["REDIS_URL"],
            smtp_url=environment["SMTP_URL"],
            smtp_patience=float(environment.get("SMTP_PATIENCE") or 60),
            smtp_message_patience=float(environment.get("SMTP_MESSAGE_PATIENCE") or 600),
            mail_from=environment["MAIL_FROM"],
            base_url=environment["BASE_URL"].rstrip("/"),
            data_dir=Path(environment.get("DATA_DIR") or ".data"),
            trusted_proxies=int(environment.get("TRUSTED_PROXIES") or 0),
            digest_days=read_span(environment.get("DIGEST_DAYS") or "1-6", 1),
            digest_hours=read_span(environment.get("DIGEST_HOURS") or "7-18", 0),
            files_url=environment.get("FILES_URL") or "",
            files_quota=int(environment.get("FILES_QUOTA_MB") or QUOTA_MB) * MEGABYTE,
            clamd_url=environment.get("CLAMD_URL") or "",
            idle=read_minutes(environment.get("IDLE_MINUTES") or IDLE_MINUTES),
            network_idle=read_minutes(
                environment.get("IDLE_MINUTES_NETWORK") or IDLE_MINUTES_NETWORK
            ),
            second_factor=read_second_factor(environment),
        )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings, or leave the process with one clear line that names what is wrong."""
    try:
        return Settings.from_environment(environment)
    except (MissingSetting, InvalidSetting) as fault:
        sys.exit(f"The portal cannot start: {fault}")


def find_faults(environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield each setting that cannot work, with what is expected of it."""
    if environment["PORTAL_ENV"] not in set(Environment):
        yield "PORTAL_ENV", f"must be one of {', '.join(Environment)}"
    if environment.get("SECOND_FACTOR") not in {*SecondFactor, "", None}:
        yield "SECOND_FACTOR", f"must be one of {', '.join(SecondFactor)}"
    for name in SECRET_SETTINGS:
        if len(environment[name]) < SHORTEST_SECRET:
            yield name, f"must have at least {SHORTEST_SECRET} characters"
    yield from find_wrong_numbers(environment)
    yield from find_wrong_times(environment)
    yield from find_wrong_spans(environment)
    yield from find_foreign_addresses(environment)


def find_wrong_numbers(environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield each number and each length of time that is none."""
    for name in WHOLE_NUMBERS:
        if not (environment.get(name) or "0").isdecimal():
            yield name, "must be a whole number"
    for name in SECONDS_SETTINGS:
        if not SECONDS_FORMAT.fullmatch(environment.get(name) or "1"):
            yield name, "must be a number of seconds such as 60"


def find_wrong_times(environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield each number of minutes that is none."""
    for name in MINUTES_SETTINGS:
        number = environment.get(name) or "1"
        if not number.isdecimal() or not 0 < int(number) <= LONGEST_MINUTES:
            yield name, "must be a whole number of minutes, at least one and at most a month"


def find_wrong_spans(environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield each span of days or hours that has no such days or hours in it."""
    for name, (pattern, more) in SPAN_SETTINGS.items():
        span = environment.get(name)
        if span and not (pattern.fullmatch(span) and read_span(span, more)):
            yield name, "must be a span such as 1-6 (days, Monday is 1) or 7-18 (hours)"


def find_foreign_addresses(environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield each address whose scheme the portal does not speak."""
    for name, schemes in URL_SCHEMES.items():
        if environment.get(name) and read_scheme(environment[name]) not in schemes:
            yield name, f"must begin with one of {', '.join(f'{scheme}:' for scheme in schemes)}"


def read_span(text: str, more: int) -> range:
    """Return the numbers from the first to the last of "1-6", the last included with `more`."""
    first, last = text.split("-")
    return range(int(first), int(last) + more)


def read_minutes(number: str | int) -> timedelta:
    """Return a time that is told in minutes."""
    return timedelta(minutes=int(number))


def read_second_factor(environment: Mapping[str, str]) -> SecondFactor:
    """Return what is asked of coaches and the network: required where real people depend on it."""
    is_real = environment["PORTAL_ENV"] == Environment.PRODUCTION
    usual = SecondFactor.REQUIRED if is_real else SecondFactor.OFFERED
    return SecondFactor(environment.get("SECOND_FACTOR") or usual)


def read_scheme(url: str) -> str:
    """Return the scheme of an address, "" when it cannot be read."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def name_driver(url: str) -> str:
    """Return a PostgreSQL address that names the driver in use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

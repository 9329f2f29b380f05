"""One command line for each process of the portal."""

import subprocess
import sys

import pytest

from config.processes import PROCESS_COMMANDS


def test_the_web_listens_where_it_is_told() -> None:
    command = PROCESS_COMMANDS["web"]({"HOST": "0.0.0.0", "PORT": "8123", "WEB_PROCESSES": "3"})  # noqa: S104
    assert command[1:6] == ["-OO", "-X", "no_debug_ranges", "-m", "config.web"]
    for option, value in (("--host", "0.0.0.0"), ("--port", "8123"), ("--workers", "3")):  # noqa: S104
        assert command[command.index(option) + 1] == value


def test_gunicorn_is_one_line_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.processes.WEB_SERVER", "gunicorn")
    command = PROCESS_COMMANDS["web"]({"PORT": "8123"})
    assert command[4:6] == ["-m", "gunicorn"]
    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"


def test_the_schedule_keeps_its_notes_in_the_data_directory() -> None:
    command = PROCESS_COMMANDS["beat"]({"DATA_DIR": "/data"})
    assert command[command.index("--schedule") + 1] == "/data/schedule"


def test_an_unknown_process_is_refused_with_the_known_ones() -> None:
    asked = [sys.executable, "-m", "config.processes", "webb"]
    refused = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr == "Which process? One of: web, worker, beat, migrate\n"


@pytest.mark.parametrize(
    "process",
    [
        ["flask", "--app", "config.server", "routes"],
        *(["config.processes", name] for name in PROCESS_COMMANDS),
    ],
)
def test_a_process_without_settings_names_them_and_does_not_start(process: list[str]) -> None:
    asked = [sys.executable, "-m", *process]
    environment = {"PORTAL_ENV": "production", "SECRET_KEY": "a-key-that-is-long-enough"}
    refused = subprocess.run(
        asked, check=False, capture_output=True, text=True, env=environment, timeout=30
    )
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "The portal cannot start: missing in the environment: PASSWORD_SALT, DATABASE_URL,"
        " REDIS_URL, SMTP_URL, MAIL_FROM, BASE_URL"
    )

"""The settings of a run, kept beside its data for commands that are given beside it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from config.settings import REQUIRED_SETTINGS

NAMES = (*REQUIRED_SETTINGS, "OWNER_DATABASE_URL", "DATA_DIR")


def keep_environment(folder: Path, environment: Mapping[str, str]) -> None:
    """Keep the settings of a run in its data directory, for its owner alone."""
    file = _file(folder)
    file.unlink(missing_ok=True)
    told = {name: environment[name] for name in NAMES if name in environment}
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        json.dump(told, kept, indent=1)


def recall_environment() -> None:
    """Fill in what the environment lacks from the last run on DATA_DIR; never in production."""
    file = _file(Path(os.environ.get("DATA_DIR") or ".data"))
    if file.exists() and os.environ.get("PORTAL_ENV") != "production":
        for name, value in json.loads(file.read_text()).items():
            os.environ.setdefault(name, value)


def _file(folder: Path) -> Path:
    return folder / "environment.json"

"""A clone is set up with what the machine has, else with what the wheels bring."""

import subprocess
from pathlib import Path

import pytest

from embedded import setup


def test_node_comes_from_the_wheel_when_the_machine_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup.node_version() == 0
    environment = setup.node_environment()
    asked = ["node", "--print", "'on ' + process.platform"]
    said = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.startswith("on ")


def test_the_fingerprint_changes_with_names_and_contents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("text")
    first = setup.fingerprint([one])
    assert setup.fingerprint([one]) == first
    one.rename(two)
    assert setup.fingerprint([two]) != first
    two.write_text("other text")
    assert setup.fingerprint([two]) != setup.fingerprint([one])


def test_every_locked_package_has_a_hash_and_no_lock_names_a_host() -> None:
    locks = sorted(setup.ROOT.glob("requirements*.txt"))
    assert [lock.name for lock in locks] == [
        "requirements-dev.txt",
        "requirements-embedded.txt",
        "requirements-installer.txt",
        "requirements.txt",
    ]
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        assert text.count("==") <= text.count("--hash=sha256:")

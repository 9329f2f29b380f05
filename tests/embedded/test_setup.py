"""A clone is set up with what the machine has, else with what the wheels bring."""

import json
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
    asked = setup.npm("--version")
    said = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.strip()


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


def test_the_lock_of_the_front_end_names_no_host_and_pins_by_content() -> None:
    lock = json.loads((setup.ROOT / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [name for name, one in packages.items() if "integrity" not in one] == []


def test_what_checks_scripts_is_installed_for_developers_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "step", lambda _said, command, **_named: asked.append(command))
    (tmp_path / "node_modules").mkdir()
    for with_checks in (False, False, True, True, False):
        setup.install_node_packages({}, with_checks=with_checks)
    (tmp_path / "package-lock.json").write_text("{}")
    setup.install_node_packages({}, with_checks=False)
    short = ["npm", "ci", "--silent", "--omit=dev"]
    assert asked == [short, short[:3], short]
